"""Where reports are made: what stands in the figures is read, treated for its audience, and put into the model."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import date

from chassis.clock import today
from chassis.errors import Fault, Invalid
from chassis.terms import Terms
from services.reporting.domain.disclosure.families import periods_ending
from services.reporting.domain.disclosure.profiles import PROFILES, beside
from services.reporting.domain.metric import ORGANISATION
from services.reporting.domain.metrics import report
from services.reporting.domain.metrics.catalogue import CONTRACT_METRICS
from services.reporting.domain.metrics.report import Asked, Shown, as_it_is
from services.reporting.domain.pack.annual_review import annual_review
from services.reporting.domain.pack.contract import Brief, contract_pack
from services.reporting.domain.pack.decisions import Rebase
from services.reporting.domain.pack.figures import Figures, stricter
from services.reporting.domain.pack.management import management_pack
from services.reporting.domain.pack.model import Audience, Pack
from services.reporting.domain.pack.stated import Inputs
from services.reporting.domain.period import APRIL, Period, month_of, read_period
from services.reporting.domain.terms import ReportingTerms
from services.reporting.packs.protecting import Protecting
from services.reporting.views import figures
from services.reporting.views.figures import Pool
from services.reporting.views.issued import rebases

ORGANISATION_TITLE = "Red Rose Recovery"
TRUE_VALUES = "none"
KEPT = 32
"""Reports kept ready for whoever asks next; each is some hundred kilobytes."""
_INSIDE = frozenset({Audience.TEAM, Audience.MANAGEMENT})


class Press:
    """Makes reports of every contract from the figures in a database, and keeps the last ones while nothing moves."""

    def __init__(self, pool: Pool, contracts: Mapping[str, Terms[ReportingTerms]], inputs: Inputs) -> None:
        self._pool, self._contracts, self._inputs = pool, contracts, inputs
        self._slugs = tuple(sorted(contracts))
        self._titles = {slug: terms.title for slug, terms in contracts.items()}
        self._kept: OrderedDict[tuple[object, ...], Pack] = OrderedDict()
        exits = {
            slug: beside(
                PROFILES[self._profile(slug, Audience.COMMISSIONER)], PROFILES[self._profile(slug, Audience.PUBLIC)]
            )
            for slug in self._slugs
        }
        exits[ORGANISATION] = PROFILES[self._profile(ORGANISATION, Audience.PUBLIC)]
        own = {slug: terms.content.year_starts for slug, terms in contracts.items()}
        self._protecting = Protecting(self._slugs, exits, {slug: one for slug, one in own.items() if one != APRIL})

    def read_period(self, text: str, slug: str | None) -> Period:
        """The period that a text names, for a contract by its own year; raises `Invalid`."""
        return read_period(text, today(), self.year_starts(slug))

    def year_starts(self, slug: str | None) -> int:
        """The month in which a contract's own year begins, or the organisation's."""
        return self._terms(slug).year_starts

    async def contract(self, slug: str, period: Period, as_at: date, audience: Audience) -> Pack:
        """The report of a contract; raises `Invalid` for a period or day of which nothing can be known."""
        asked = self._asked(period, as_at, self._contracts[slug].content)
        if audience not in _INSIDE:
            self._ask_outside(slug, asked)

        async def made() -> Pack:
            return await asyncio.to_thread(contract_pack, await self._brief(slug, asked, audience))

        return await self.once(("contract", slug, period, as_at, audience), made)

    async def organisation(self, period: Period, as_at: date, audience: Audience) -> Pack:
        """The report across contracts, true values."""
        asked = self._asked(period, as_at, self._terms(None))

        async def made() -> Pack:
            brief = await self._brief(ORGANISATION, asked, audience)
            return await asyncio.to_thread(management_pack, brief, self._titles)

        return await self.once(("organisation", period, as_at, audience), made)

    async def annual_review(self, period: Period, as_at: date, audience: Audience) -> Pack:
        """The annual review of a financial year."""
        asked = self._asked(period, as_at, self._terms(None))

        async def made() -> Pack:
            brief = await self._brief(ORGANISATION, asked, audience)
            return await asyncio.to_thread(annual_review, brief, self._inputs, self._titles)

        return await self.once(("annual-review", period, as_at, audience), made)

    def _terms(self, slug: str | None) -> ReportingTerms:
        """A contract's own, or for the organisation what holds for all: the day on which the first contract began."""
        if slug is not None:
            return self._contracts[slug].content
        began = [terms.content.begins_on for terms in self._contracts.values()]
        known = [day for day in began if day is not None]
        return replace(ReportingTerms(), begins_on=min(known) if len(known) == len(began) and known else None)

    def _begins(self) -> Mapping[str, date]:
        """The first day of each contract and of the organisation, as far as it is known."""
        began = {slug: terms.content.begins_on for slug, terms in self._contracts.items()}
        began[ORGANISATION] = self._terms(None).begins_on
        return {scope: day for scope, day in began.items() if day is not None}

    def _asked(self, period: Period, as_at: date, terms: ReportingTerms) -> Asked:
        asked = report.ask(period, as_at, today())
        if terms.begins_on is not None and period.ends_on < terms.begins_on:
            rule = f"ends on {period.ends_on}, before the contract began on {terms.begins_on}"
            raise Invalid((Fault("period", rule, "before-the-contract"),))
        return asked

    def _ask_outside(self, slug: str, asked: Asked) -> None:
        last = min(asked.period.last, month_of(asked.as_at))
        if (asked.period.first, last) not in periods_ending(last, self.year_starts(slug)):
            rule = (
                "is for readers inside alone: outside, reports are of a month, a quarter that is over, a year, or the "
                "financial year to a month"
            )
            raise Invalid((Fault("period", rule, "inside-alone"),))

    async def once(self, asked: tuple[object, ...], make: Callable[[], Awaitable[Pack]]) -> Pack:
        """What was made under these words before, unless the figures have moved since; else made now."""
        key = (*asked, await figures.state(self._pool))
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        pack = await make()
        self._kept[key] = pack
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return pack

    async def _brief(self, scope: str, asked: Asked, audience: Audience) -> Brief:
        terms = self._contracts.get(scope)
        tallies = await self._tallies(asked)
        profile = self._profile(scope, audience)
        shown: Shown = as_it_is
        if profile != TRUE_VALUES:
            shown = await self._protecting.shown(tallies, asked.as_at)
            if audience is Audience.PUBLIC and scope != ORGANISATION:
                shown = stricter(shown, PROFILES[profile])
        return Brief(
            scope=scope,
            title=terms.title if terms else ORGANISATION_TITLE,
            commissioner=terms.commissioner if terms else "",
            terms=terms.content if terms else self._terms(None),
            versions={slug: each.version for slug, each in self._contracts.items() if scope in {slug, ORGANISATION}},
            asked=asked,
            audience=audience,
            profile=profile,
            figures=Figures(tallies, self._slugs, asked.as_at, shown, begins=self._begins()),
            rebases=await self._rebases(scope, asked.as_at),
            metrics=CONTRACT_METRICS,
        )

    async def _tallies(self, asked: Asked) -> report.Tallies:
        ids = [definition.id for definition in report.definitions()]
        last = max(asked.period.last, month_of(asked.as_at))
        return await figures.tallies(self._pool, ids, report.scopes(self._slugs), last, asked.as_at)

    def _profile(self, scope: str, audience: Audience) -> str:
        if audience in _INSIDE:
            return TRUE_VALUES
        terms = self._terms(None if scope == ORGANISATION else scope)
        return terms.public_profile if audience is Audience.PUBLIC else terms.commissioner_profile

    def commissioner_profile(self, slug: str) -> str:
        """Name of the profile under which a contract's figures are shown outside the team."""
        return self._profile(slug, Audience.COMMISSIONER)

    async def protected(self, slug: str, asked: Asked) -> Shown:
        """How a contract's figures as known by a day are shown outside: what one report shows, none other gives away.
        Raises `Invalid` for a period that is for readers inside."""
        self._ask_outside(slug, asked)
        return await self._protecting.shown(await self._tallies(asked), asked.as_at)

    async def _rebases(self, scope: str, as_at: date) -> tuple[Rebase, ...]:
        return tuple(
            Rebase(each.metric, each.month, each.reason)
            for each in await rebases(self._pool, scope)
            if each.decided_on <= as_at and (each.undone_on is None or as_at < each.undone_on)
        )
