"""Whether two references may be linked."""

from collections.abc import Sequence

from chassis.decider import Decider
from chassis.errors import Refused
from services.referrals.domain.person.commands import LinkPeople
from services.referrals.domain.person.events import PeopleLinked
from services.referrals.domain.person.state import INITIAL, Link, evolve, subject
from services.referrals.domain.terms import PERSON_REF


def link(command: LinkPeople, state: Link) -> Sequence[PeopleLinked]:
    """Link two references once; on what grounds and when they are linked again changes nothing."""
    for field, ref in (("person_ref", command.person_ref), ("same_as_ref", command.same_as_ref)):
        if not PERSON_REF.fullmatch(ref):
            raise Refused("not-a-person-reference", f"{field} is not 32 hexadecimal digits", field)
    if command.person_ref == command.same_as_ref:
        raise Refused("same-reference", "same_as_ref is person_ref itself; a link joins two references", "same_as_ref")
    if command.on > command.today:
        raise Refused("in-the-future", f"on {command.on} lies after today, {command.today}", "on")
    if state.linked:
        return []
    first, second = sorted((command.person_ref, command.same_as_ref))
    return [PeopleLinked(first, second, command.on, command.evidence)]


DECIDER: Decider[LinkPeople, PeopleLinked, Link] = Decider(INITIAL, link, evolve, subject)
