"""What goes in and out of the routes of one kind of entry: models made from its input and its content."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints, create_model

from chassis.http.requests import Day, Input

MOST_ROWS = 500
"""Rows of one batch: what a form of a day or an import's part holds, and what one transaction may hold up."""

Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]
Subject = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{1,64}$")]
Status = Literal["standing", "withdrawn"]


class Moment(BaseModel):
    """Something that happened to an entry, in coded words."""

    version: int
    event: Annotated[str, Field(description="Stored name of the event.")]
    recorded_at: datetime
    facts: dict[str, Any]


class WithdrawalGiven(Input):
    """Why an entry is taken back: a coded reason, one of those that the contract's terms name."""

    reason: Annotated[Code, Field(examples=["entered-in-error"])]


@dataclass(frozen=True, slots=True)
class Shapes:
    """The models of one kind."""

    batch: Any
    correction: Any
    search: Any
    shown: Any
    in_full: Any
    several: Any
    page: Any


def shapes(noun: str, given: type[BaseModel], content: Any, subject_field: str, facets: Sequence[str] = ()) -> Shapes:
    """The models for a kind with this noun, whose input is `given` and whose content is of the type `content`."""
    name = "".join(part.capitalize() for part in noun.split("-"))
    words = noun.replace("-", " ")
    rows: Any = Annotated[tuple[given, ...], Field(min_length=1, max_length=MOST_ROWS)]  # type: ignore[valid-type]
    reason: Any = Annotated[Code, Field(examples=["entered-in-error"])]
    because: Any = Annotated[str | None, Field(description="Why it was withdrawn, or corrected last.")]
    shown = _model(
        f"{name}Shown",
        f"The {words} as it stands; withdrawn, as it stood last.",
        BaseModel,
        entry_id=(UUID, ...),
        status=(Status, ...),
        reason=(because, None),
        content=(content, ...),
    )
    entries: Any = list[shown]  # type: ignore[valid-type]
    return Shapes(
        batch=_model(
            f"{name}BatchGiven", f"Several of the kind {words}: all are recorded, or none.", Input, rows=(rows, ...)
        ),
        correction=_model(
            f"{name}CorrectionGiven",
            f"All of what the {words} stands as from now on, and a coded reason of the contract's terms.",
            Input,
            content=(given, ...),
            reason=(reason, ...),
        ),
        search=_model(
            f"{name}Search", "What is looked for; all of it must fit.", Input, **_sought(words, subject_field, facets)
        ),
        shown=shown,
        in_full=_model(
            f"{name}InFull",
            f"The {words} with everything that happened to it.",
            shown,
            version=(int, ...),
            timeline=(list[Moment], ...),
        ),
        several=_model(
            f"{name}BatchShown", "What was recorded, in the order of the rows.", BaseModel, entries=(entries, ...)
        ),
        page=_model(
            f"{name}Page", "A page, the latest day first.", BaseModel, total=(int, ...), entries=(entries, ...)
        ),
    )


def _model(name: str, told: str, base: Any, **fields: Any) -> Any:
    return create_model(name, __base__=base, __doc__=told, **fields)


def _sought(words: str, subject_field: str, facets: Sequence[str]) -> dict[str, Any]:
    first: Any = Annotated[Day | None, Field(alias="from", description="First day.", examples=["2026-03-01"])]
    last: Any = Annotated[Day | None, Field(alias="to", description="Last day.", examples=["2026-03-31"])]
    return {
        subject_field: (Annotated[Subject | None, Field(description=f"Of whom the {words} is.")], None),
        "status": (Status | None, None),
        "happened_from": (first, None),
        "happened_to": (last, None),
        "worker_id": (UUID | None, None),
        "label": (Code | None, None),
        **dict.fromkeys(facets, (Code | None, None)),
        "limit": (Annotated[int, Field(ge=1, le=200)], 50),
        "offset": (Annotated[int, Field(ge=0, le=1_000_000)], 0),
    }
