"""Which questionnaires the contract uses: what is asked in numbers, how it is scored, and where that is known from."""

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, Field

from chassis.http.identity import permit
from contracts.roles import Permission
from services.outcomes.api.office import Office
from services.outcomes.domain.instruments.catalogue import INSTRUMENTS
from services.outcomes.domain.instruments.instrument import CutOff, Instrument, Item, Missing, Range


class InstrumentShown(BaseModel):
    """A questionnaire of the contract. The text of its items is not part of this service."""

    id: Annotated[str, Field(examples=["swemwbs"])]
    version: int
    title: str
    items: Annotated[list[Item], Field(description="Numbers and ranges; empty where a score alone is kept.")]
    score_only: bool
    missing: Annotated[Missing, Field(description="What follows from an item that was left out.")]
    score_in_hundredths: Annotated[Range | None, Field(description="Where a score lies; null if there is none.")]
    scale: Annotated[Range | None, Field(description="Visual analogue scale beside the items, if there is one.")]
    higher_is_better: bool
    reliable_change_in_hundredths: int | None
    cut_offs: list[CutOff]
    source: Annotated[str, Field(description="[V] verified, [2] second hand, [?] not verified, [R] our own rule.")]
    licence: str


class InstrumentsShown(BaseModel):
    """The questionnaires that the contract's terms switch on, in their order."""

    total: int
    instruments: list[InstrumentShown]


def router(office: Office) -> APIRouter:
    """The route of the instruments."""
    shown = [_shown(INSTRUMENTS[each]) for each in office.terms.instruments]
    router = APIRouter(tags=["questionnaires"])

    @router.get("/instruments", dependencies=[Depends(permit(Permission.READ_OUTCOMES))], summary="List: instruments")
    async def list_instruments() -> InstrumentsShown:
        """The questionnaires of the contract: items by number and range, rules, and sources. No text of any item."""
        return InstrumentsShown(total=len(shown), instruments=shown)

    return router


def _shown(instrument: Instrument) -> InstrumentShown:
    return InstrumentShown(
        id=instrument.id,
        version=instrument.version,
        title=instrument.title,
        items=list(instrument.items),
        score_only=instrument.score_only,
        missing=instrument.missing,
        score_in_hundredths=instrument.score_in_hundredths,
        scale=instrument.scale,
        higher_is_better=instrument.higher_is_better,
        reliable_change_in_hundredths=instrument.reliable_change_in_hundredths,
        cut_offs=list(instrument.cut_offs),
        source=instrument.source,
        licence=instrument.licence,
    )
