"""NHS numbers as feeds send them: taken exactly as they stand, and sorted into the one that is good and what is not."""

from collections.abc import Sequence

from services.referrals.people.nhs_number import is_nhs_number


def sort_numbers(sent: Sequence[str]) -> tuple[str | None, str | None]:
    """The person's number, and what fails: a number that fails its check, or two that contradict each other.

    Where anything fails there is no number: which of them is the person's is for somebody to find out.
    """
    failed = [number for number in sent if not is_nhs_number(number)]
    good = sorted({number for number in sent if is_nhs_number(number)})
    if failed or len(good) > 1:
        return None, ", ".join(failed or good)
    return (good[0] if good else None), None
