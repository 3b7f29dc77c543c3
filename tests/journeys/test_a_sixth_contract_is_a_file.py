"""A contract that nobody foresaw: its terms are put into the folder, and it runs, receives and is reported."""

from tests.journeys.letters import JSON_TYPE, XML_TYPE, letter
from tests.journeys.organisation import Organisation, referral

TERMS = """
title = "Befriending in the lighthouse"
commissioner = "Harbour Commissioners"
version = "7"

[referrals]
sources = ["harbour-master", "coastguard"]
routes = ["signal-lamp", "bars"]
minimum_age = 18
steps_before_acceptance = ["triaged", "referrer-contacted"]
risk_levels = ["calm", "gale"]
first_contact_channels = ["01"]
days_to_first_contact = 3
support_months = 1
decline_reasons = ["under-minimum-age", "out-of-sight"]
withdrawal_reasons = ["no-longer-needed", "entered-in-error"]
closure_reasons = ["moved-inland"]
reopening_reasons = ["came-back"]
nhs_number_policy = "quarantine"

[referrals.bars]
source = "coastguard"
service_ids = [{ system = "https://harbour.invalid/service", value = "lighthouse" }]
use_cases = [{ system = "https://harbour.invalid/use-case", value = "befriending" }]
definitions = ["https://fhir.nhs.uk/MessageDefinition/bars-message-servicerequest-request-referral"]
versions = ["1.1.0"]
"""
MONTH = "2025-11"
REPORTED = {
    "referrals-received: received": 2,
    "acceptance: acceptance": 0.5,
    "acceptance: accepted": 1,
    "acceptance: declined": 1,
    "acceptance: undecided": 0,
    "acceptance: withdrawn before a decision": 0,
    "days-to-first-contact: median": 4,
    "days-to-first-contact: 90th percentile": 4,
    "first-contact-in-time: in time": 0.0,
    "still-waiting: waiting at the end": 0,
    "still-waiting: median days so far": None,
    "still-waiting: 90th percentile of days so far": None,
    "still-waiting: waiting over 52 weeks": 0,
    "still-waiting: waiting over 78 weeks": 0,
    "still-waiting: waiting over 104 weeks": 0,
    "open-referrals: open at the end": 1,
    "people-reached: people reached": 1,
}


async def test_a_sixth_contract_runs_receives_and_is_reported(organisation: Organisation) -> None:
    slug = organisation.slug("lighthouse")
    before = {each.slug: await organisation.figures(each.slug, MONTH) for each in organisation.contracts.values()}
    reporting = organisation.site.reporting
    assert reporting is not None

    (organisation.site.terms / f"{slug}.toml").write_text(TERMS)
    assert await reporting.stop() == 0
    reporting.start()
    await organisation.begin("lighthouse")
    sixth = organisation.contracts.pop("lighthouse")

    given = referral(sixth.terms, number="9990000123", received_on="2025-11-01")
    taken = await sixth.post("/referrals", given)
    child = {"nhs_number": "9990000131", "born_on": "2010-01-01"}
    too_young = await sixth.post("/referrals", given | {"person": given["person"] | child})
    assert (taken.status_code, taken.json()["status"]) == (201, "received"), taken.text
    assert (too_young.json()["status"], too_young.json()["reason"]) == ("declined", "under-minimum-age")
    one = taken.json()["referral_id"]
    assert (await sixth.step(one, "referrer-contact", "2025-11-02")).status_code == 200
    early = await sixth.step(one, "accept", "2025-11-02")
    assert (early.status_code, early.json()["detail"]) == (422, "the terms require the step triaged first")
    assert (await sixth.step(one, "triage", "2025-11-02", risk_level="gale")).status_code == 200
    refused = await sixth.step(one, "triage", "2025-11-02", risk_level="high")
    assert (refused.status_code, refused.json()["detail"]) == (422, "risk_level must be one of calm, gale")
    accepted = await sixth.step(one, "accept", "2025-11-03")
    assert (accepted.status_code, accepted.json()["support_until"]) == (200, "2025-12-03"), accepted.text
    assert (await sixth.step(one, "first-contact", "2025-11-05", channel="01")).status_code == 200

    for media, number in ((JSON_TYPE, "9990000158"), (XML_TYPE, "9990000166")):
        answer = await sixth.message(letter(sixth.terms.bars, media, number), media)
        assert answer.status_code == 200, answer.text
        seen = (await sixth.get(f"/referrals/{answer.json()['entry'][1]['resource']['id']}")).json()
        assert (seen["source"], seen["route"], seen["status"]) == ("coastguard", "bars", "received")
    await organisation.figure_becomes(slug, seen["received_on"][:7], 2)

    await organisation.become(slug, MONTH, REPORTED)
    whole = (await organisation.whole_report(MONTH)).json()
    assert {"slug": slug, "title": "Befriending in the lighthouse"} in whole["contracts"]
    assert {each.slug: await organisation.figures(each.slug, MONTH) for each in organisation.contracts.values()} == (
        before
    )
