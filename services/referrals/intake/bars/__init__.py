"""The receiver of the NHS Booking and Referral Standard: FHIR over HTTP, answered while the sender waits."""
