"""Messages of the Booking and Referral Standard, written out by hand in both of its forms, about nobody real."""

import json
from string import Template

from services.referrals.domain.terms import BarsTerms

JSON_TYPE, XML_TYPE = "application/fhir+json", "application/fhir+xml"

JSON_LETTER = """
{
  "resourceType": "Bundle",
  "id": "5f6c2a0e-31c7-4c58-9f5e-0d6f0f0a9c01",
  "meta": {"versionId": "$version", "lastUpdated": "2026-03-02T10:00:00.1234567+00:00"},
  "type": "message",
  "timestamp": "2026-03-02T10:00:00+00:00",
  "entry": [
    {"fullUrl": "urn:uuid:9b1f4f10-8d7f-4c7a-8f0e-0d6f0f0a9c02", "resource": {
      "resourceType": "MessageHeader",
      "eventCoding": {
        "system": "https://fhir.nhs.uk/CodeSystem/message-events-bars", "code": "servicerequest-request"},
      "definition": "$definition",
      "destination": [{"endpoint": "$endpoint"}],
      "sender": {"reference": "urn:uuid:9b1f4f10-8d7f-4c7a-8f0e-0d6f0f0a9c05"},
      "source": {"endpoint": "https://fhir.nhs.uk/Id/dos-service-id|333333333"},
      "reason": {"coding": [{"system": "https://fhir.nhs.uk/CodeSystem/message-reason-bars", "code": "new"}]},
      "focus": [{"reference": "urn:uuid:9b1f4f10-8d7f-4c7a-8f0e-0d6f0f0a9c03"}]}},
    {"fullUrl": "urn:uuid:9b1f4f10-8d7f-4c7a-8f0e-0d6f0f0a9c03", "resource": {
      "resourceType": "ServiceRequest",
      "status": "active", "intent": "plan", "priority": "urgent",
      "category": [{"coding": [{"system": "$use_case_system", "code": "$use_case"}]}],
      "subject": {"reference": "urn:uuid:9b1f4f10-8d7f-4c7a-8f0e-0d6f0f0a9c04"},
      "authoredOn": "2026-03-02T10:00:00Z",
      "reasonCode": [{"text": "Would like to talk to somebody who has been there."}]}},
    {"fullUrl": "urn:uuid:9b1f4f10-8d7f-4c7a-8f0e-0d6f0f0a9c04", "resource": {
      "resourceType": "Patient",
      "identifier": [{"system": "https://fhir.nhs.uk/Id/nhs-number", "value": "$number"}],
      "name": [{"use": "official", "family": "Marchbanks", "given": ["Leopold"]}],
      "gender": "male", "birthDate": "1966-04-11"}},
    {"fullUrl": "urn:uuid:9b1f4f10-8d7f-4c7a-8f0e-0d6f0f0a9c05", "resource": {
      "resourceType": "Organization",
      "identifier": [{"system": "https://fhir.nhs.uk/Id/ods-organization-code", "value": "RW5"}],
      "name": "Somewhere NHS Trust"}}
  ]
}
"""

XML_LETTER = """<?xml version="1.0" encoding="UTF-8"?>
<Bundle xmlns="http://hl7.org/fhir">
  <id value="5f6c2a0e-31c7-4c58-9f5e-0d6f0f0a9c11"/>
  <meta><versionId value="$version"/><lastUpdated value="2026-03-02T10:00:00.1234567+00:00"/></meta>
  <type value="message"/>
  <timestamp value="2026-03-02T10:00:00+00:00"/>
  <entry>
    <fullUrl value="urn:uuid:9b1f4f10-8d7f-4c7a-8f0e-0d6f0f0a9c12"/>
    <resource>
      <MessageHeader>
        <eventCoding>
          <system value="https://fhir.nhs.uk/CodeSystem/message-events-bars"/><code value="servicerequest-request"/>
        </eventCoding>
        <destination><endpoint value="$endpoint"/></destination>
        <sender><reference value="urn:uuid:9b1f4f10-8d7f-4c7a-8f0e-0d6f0f0a9c15"/></sender>
        <source><endpoint value="https://fhir.nhs.uk/Id/dos-service-id|333333333"/></source>
        <reason><coding>
          <system value="https://fhir.nhs.uk/CodeSystem/message-reason-bars"/><code value="new"/>
        </coding></reason>
        <focus><reference value="urn:uuid:9b1f4f10-8d7f-4c7a-8f0e-0d6f0f0a9c13"/></focus>
        <definition value="$definition"/>
      </MessageHeader>
    </resource>
  </entry>
  <entry>
    <fullUrl value="urn:uuid:9b1f4f10-8d7f-4c7a-8f0e-0d6f0f0a9c13"/>
    <resource>
      <ServiceRequest>
        <status value="active"/><intent value="plan"/>
        <category><coding><system value="$use_case_system"/><code value="$use_case"/></coding></category>
        <priority value="urgent"/>
        <subject><reference value="urn:uuid:9b1f4f10-8d7f-4c7a-8f0e-0d6f0f0a9c14"/></subject>
        <authoredOn value="2026-03-02T10:00:00Z"/>
        <reasonCode><text value="Would like to talk to somebody who has been there."/></reasonCode>
      </ServiceRequest>
    </resource>
  </entry>
  <entry>
    <fullUrl value="urn:uuid:9b1f4f10-8d7f-4c7a-8f0e-0d6f0f0a9c14"/>
    <resource>
      <Patient>
        <identifier><system value="https://fhir.nhs.uk/Id/nhs-number"/><value value="$number"/></identifier>
        <name><use value="official"/><family value="Marchbanks"/><given value="Leopold"/></name>
        <gender value="male"/><birthDate value="1966-04-11"/>
      </Patient>
    </resource>
  </entry>
  <entry>
    <fullUrl value="urn:uuid:9b1f4f10-8d7f-4c7a-8f0e-0d6f0f0a9c15"/>
    <resource>
      <Organization>
        <identifier><system value="https://fhir.nhs.uk/Id/ods-organization-code"/><value value="RW5"/></identifier>
        <name value="Somewhere NHS Trust"/>
      </Organization>
    </resource>
  </entry>
</Bundle>
"""

FORMS = {JSON_TYPE: JSON_LETTER, XML_TYPE: XML_LETTER}


def letter(profile: BarsTerms, media: str, number: str) -> bytes:
    """A new referral to the service of these terms, by its first use case, in one of the two forms."""
    service, use_case = profile.service_ids[0], profile.use_cases[0]
    words = Template(FORMS[media]).substitute(
        version=profile.versions[-1],
        definition=profile.definitions[0],
        endpoint=f"{service.system}|{service.value}",
        use_case_system=use_case.system,
        use_case=use_case.value,
        number=number,
    )
    if media == JSON_TYPE:
        json.loads(words)
    return words.encode()
