"""What is known of a pair of references: whether they were linked."""

from dataclasses import dataclass

from services.referrals.domain.person.events import PeopleLinked


@dataclass(frozen=True, slots=True)
class Link:
    """A pair of references, linked or not yet."""

    linked: PeopleLinked | None = None


INITIAL = Link()


def stream(person_ref: str, other_ref: str) -> str:
    """Name of the stream that holds what is known of two references, whichever is named first."""
    return f"person-{'-'.join(sorted((person_ref, other_ref)))}"


def subject(state: Link) -> str | None:
    """The reference that sorts first, by which the link's message is keyed."""
    return state.linked.person_ref if state.linked else None


def evolve(state: Link, event: PeopleLinked) -> Link:
    """The pair after one more event; a first link stands."""
    return state if state.linked else Link(event)
