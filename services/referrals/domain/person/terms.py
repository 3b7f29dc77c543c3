"""What may be the evidence that two of them are one person."""

from enum import StrEnum


class Evidence(StrEnum):
    """On what grounds two references are said to be one person."""

    NHS_NUMBER_LEARNT = "nhs-number-learnt"
    """The person was known without number, and the number has been learnt since."""
    NHS_NUMBER_CORRECTED = "nhs-number-corrected"
    DETAILS_CORRECTED = "details-corrected"
    """Name, date of birth or sex had been taken down wrongly."""
    PERSON_CONFIRMED = "person-confirmed"
    """The person said so to a worker."""
