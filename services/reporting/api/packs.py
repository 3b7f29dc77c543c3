"""Reports in every form: the routes of a contract's pack, of the organisation's and of the annual review."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from typing import Annotated, Literal, Protocol

from fastapi import APIRouter, Depends, Header, Query, Response

from chassis.clock import today
from chassis.errors import Fault, Invalid, NotFound
from chassis.http.identity import Caller, NotPermitted, permit
from contracts.roles import Permission
from services.reporting.domain.pack.model import Audience, Pack
from services.reporting.domain.period import Period

FormName = Literal["html", "json", "xlsx", "pdf", "csv"]
FormAsked = Annotated[
    FormName | None,
    Query(alias="format", description="Form of the answer; else the Accept header says, and a page is the default."),
]
PeriodAsked = Annotated[
    str,
    Query(
        max_length=40,
        description="A financial year (2025/26), quarter (2025/26-Q1), month (2025-04), year to date (ytd-2025-09), "
        "twelve months (12-to-2025-09), span (2025-04-to-2025-09), or one counted from today (last-quarter, ytd).",
    ),
]
AsAt = Annotated[
    date | None,
    Query(description="The day by whose end the figures were known; today, or yesterday for readers outside."),
]
AudienceAsked = Annotated[
    Audience | None, Query(description="For whom, as far as the caller may; the caller themself if it is left out.")
]
_NOTHING_FROM_ELSEWHERE = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
"""What a page may do: show its own styles and drawings. It runs no script and fetches nothing."""
_FORMS = {
    200: {
        "content": {
            "text/html": {},
            "application/json": {},
            "application/pdf": {},
            "application/zip": {},
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": {},
        },
        "description": "The report as a page, as its model in JSON, as workbook, as tagged PDF, or as CSV files with "
        "their metadata in one archive. Its ETag stays the same for as long as its bytes do.",
    },
    304: {"description": "The report is the one that the caller has, by the ETag in If-None-Match."},
}


class Form(Protocol):
    """One form of a report."""

    @property
    def media_type(self) -> str:
        """Its media type."""
        ...

    @property
    def suffix(self) -> str:
        """How its file name ends, without the dot."""
        ...

    def render(self, pack: Pack) -> bytes:
        """The report in this form: the same bytes for the same pack."""
        ...


@dataclass(frozen=True, slots=True)
class Printing:
    """Who makes packs, and the forms in which they are given out."""

    contract: Callable[[str, Period, date, Audience], Awaitable[Pack]]
    organisation: Callable[[Period, date, Audience], Awaitable[Pack]]
    annual_review: Callable[[Period, date, Audience], Awaitable[Pack]]
    read_period: Callable[[str, str | None], Period]
    """The period that a text names for a contract, or for the organisation."""
    forms: Mapping[str, Form]


def pack_routes(printing: Printing, contracts: Mapping[str, str]) -> APIRouter:
    """The routes; `contracts` gives each slug its title."""
    router = APIRouter(tags=["packs"])

    @router.get("/contracts/{slug}/pack", responses=_FORMS)  # type: ignore[arg-type]
    async def contract_pack(
        slug: str,
        period: PeriodAsked,
        caller: Annotated[Caller, Depends(permit(Permission.READ_REPORT, any_contract=True))],
        as_at: AsAt = None,
        audience: AudienceAsked = None,
        form: FormAsked = None,
        accept: Annotated[str, Header()] = "",
        if_none_match: Annotated[str, Header()] = "",
    ) -> Response:
        """The report of one contract for a period: summary, figures, charts, waits, outcomes, definitions."""
        if slug not in contracts or not caller.may(Permission.READ_REPORT, slug):
            raise NotFound("contract", slug)
        asked = printing.read_period(period, slug)
        for_whom = allowed(caller, slug, audience)
        pack = await printing.contract(slug, asked, as_at or usual_day(for_whom), for_whom)
        return await answered(pack, _form(printing, form, accept), if_none_match)

    @router.get("/pack", responses=_FORMS)  # type: ignore[arg-type]
    async def organisation_pack(
        period: PeriodAsked,
        caller: Annotated[Caller, Depends(permit(Permission.READ_ALL_REPORTS, any_contract=True))],
        as_at: AsAt = None,
        form: FormAsked = None,
        accept: Annotated[str, Header()] = "",
        if_none_match: Annotated[str, Header()] = "",
    ) -> Response:
        """The report across contracts, each beside the others and people once: for management, true values."""
        _asks_for_all(caller, contracts)
        asked = printing.read_period(period, None)
        pack = await printing.organisation(asked, as_at or today(), Audience.MANAGEMENT)
        return await answered(pack, _form(printing, form, accept), if_none_match)

    @router.get("/annual-review", responses=_FORMS)  # type: ignore[arg-type]
    async def annual_review(
        period: PeriodAsked,
        caller: Annotated[Caller, Depends(permit(Permission.READ_ALL_REPORTS, any_contract=True))],
        as_at: AsAt = None,
        audience: AudienceAsked = None,
        form: FormAsked = None,
        accept: Annotated[str, Header()] = "",
        if_none_match: Annotated[str, Header()] = "",
    ) -> Response:
        """The annual review of a financial year: what was reached, last year beside it, and what it is worth."""
        _asks_for_all(caller, contracts)
        asked = printing.read_period(period, None)
        if len(asked.months) != 12 or asked.starts_on.month != 4:
            raise Invalid((Fault("period", "an annual review is of a financial year, such as 2023/24", "not-a-year"),))
        for_whom = audience or Audience.PUBLIC
        pack = await printing.annual_review(asked, as_at or usual_day(for_whom), for_whom)
        return await answered(pack, _form(printing, form, accept), if_none_match)

    return router


def allowed(caller: Caller, slug: str, audience: Audience | None) -> Audience:
    """For whom a report is made: who sees true values may ask for any audience, others for their own or a wider."""
    if caller.may(Permission.READ_TRUE_VALUES, slug):
        return audience or Audience.TEAM
    if audience in {None, Audience.COMMISSIONER, Audience.PUBLIC}:
        return audience or Audience.COMMISSIONER
    raise NotPermitted("missing-permission", "Asks for `read-true-values` in this contract.")


def usual_day(audience: Audience) -> date:
    """As at which day a report is if nobody says: today inside, outside the last day that is over, which stays so."""
    return today() if audience in {Audience.TEAM, Audience.MANAGEMENT} else today() - timedelta(days=1)


async def answered(pack: Pack, form: Form, if_none_match: str) -> Response:
    """The report in a form, or nothing but its ETag if the caller has it already."""
    # In a thread: a long report takes seconds, in which others are to be answered.
    body = await asyncio.to_thread(form.render, pack)
    etag = f'"{sha256(body).hexdigest()}"'
    headers = {
        "ETag": etag,
        "Cache-Control": "private, no-cache",
        "Content-Disposition": f"{'inline' if form.suffix == 'html' else 'attachment'}; "
        f'filename="{pack.name}.{form.suffix}"',
    }
    if form.suffix == "html":
        headers["Content-Security-Policy"] = _NOTHING_FROM_ELSEWHERE
    if etag in {each.strip().removeprefix("W/") for each in if_none_match.split(",")}:
        return Response(status_code=304, headers=headers)
    return Response(body, media_type=form.media_type, headers=headers)


def _form(printing: Printing, asked: FormName | None, accept: str) -> Form:
    if asked is not None:
        return printing.forms[asked]
    for each in accept.split(","):
        wanted = each.partition(";")[0].strip()
        for form in printing.forms.values():
            if form.media_type.partition(";")[0] == wanted:
                return form
    return printing.forms["html"]


def _asks_for_all(caller: Caller, contracts: Mapping[str, str]) -> None:
    if not all(caller.may(Permission.READ_ALL_REPORTS, slug) for slug in contracts):
        raise NotPermitted("missing-permission", "Asks for `read-all-reports` in every contract.")
