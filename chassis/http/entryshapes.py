"""What goes in and out of the routes of one kind of entry: models made from its input and its content."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, create_model, model_validator

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


def shapes(
    noun: str,
    given: type[BaseModel],
    content: Any,
    subject_field: str,
    facets: Sequence[str] = (),
    shared: Sequence[str] = (),
) -> Shapes:
    """The models for a kind with this noun, whose input is `given` and whose content is of the type `content`.

    A batch may say the `shared` fields once for all its rows; a row that says one itself is taken at its word.
    """
    name = "".join(part.capitalize() for part in noun.split("-"))
    words = noun.replace("-", " ")
    row: Any = _row(f"{name}RowGiven", given, shared) if shared else given
    rows: Any = Annotated[tuple[row, ...], Field(min_length=1, max_length=MOST_ROWS)]
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
            f"{name}BatchGiven",
            f"Several of the kind {words}: all are recorded, or none.",
            _sharing(shared) if shared else Input,
            rows=(rows, ...),
            **{each: (_shared_type(given, each), None) for each in shared},
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


def _shared_type(given: type[BaseModel], field: str) -> Any:
    """The type of a field of the content, for a batch that may say it for all its rows."""
    said = given.model_fields[field]
    told = Field(description="Of every row that does not say its own.", examples=said.examples)
    return Annotated[Annotated[said.annotation, *said.metadata] | None, told]


def _row(name: str, given: type[BaseModel], shared: Sequence[str]) -> type[BaseModel]:
    """The content as a row says it: what the batch says need not be said again."""
    shown = given.model_config.get("json_schema_extra")

    def unsaid(schema: dict[str, Any]) -> None:
        schema.update(shown if isinstance(shown, dict) else {})
        schema["required"] = [each for each in schema.get("required", ()) if each not in shared]
        schema["examples"] = [
            {field: value for field, value in each.items() if field not in shared}
            for each in schema.get("examples", ())
        ]

    return type(name, (given,), {"__doc__": given.__doc__, "model_config": ConfigDict(json_schema_extra=unsaid)})


def _sharing(shared: Sequence[str]) -> type[Input]:
    """A body that gives what it says to each of its rows that does not say its own."""

    class Sharing(Input):
        @model_validator(mode="before")
        @classmethod
        def share(cls, body: Any) -> Any:
            if not isinstance(body, dict) or not isinstance(body.get("rows"), list):
                return body
            said = {field: body[field] for field in shared if body.get(field) is not None}
            rows = [said | row if isinstance(row, dict) else row for row in body["rows"]]
            return {**body, "rows": rows}

    return Sharing


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
