"""Fresh ids, and ids that follow from a cause so that a repetition finds what it made the first time."""

from uuid import UUID, uuid4, uuid5


def new_id() -> UUID:
    """An id that nothing has yet."""
    return uuid4()


def derived_id(cause: UUID, *names: str | int) -> UUID:
    """The id that follows from a cause: the same for the same cause and names, on every machine."""
    return uuid5(cause, "/".join(str(name) for name in names))
