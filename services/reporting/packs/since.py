"""Reports with what moved since the last one like them was sent."""

from datetime import date

from services.reporting.domain.metric import ORGANISATION
from services.reporting.domain.pack.model import Audience, Pack
from services.reporting.domain.pack.since import LastSent, alike, with_changes
from services.reporting.domain.period import Period
from services.reporting.packs.archive import Archive
from services.reporting.packs.press import Press
from services.reporting.views.figures import Pool
from services.reporting.views.issued import Issued, issued_report, sent_by


class Since:
    """Makes reports, each with a section on the last one sent of its kind, scope, audience and form of period.

    A report as at a day speaks only of those that were sent by the end of that day. A day must be over before a report
    as at it is sent, so none ever speaks of itself, and what was sent once is made again the same for ever.
    """

    def __init__(self, pool: Pool, press: Press, archive: Archive) -> None:
        self._pool, self._press, self._archive = pool, press, archive

    async def contract(self, slug: str, period: Period, as_at: date, audience: Audience) -> Pack:
        """The report of a contract; raises `Invalid` for a period or day of which nothing can be known."""
        return await self._with_changes(await self._press.contract(slug, period, as_at, audience), period)

    async def organisation(self, period: Period, as_at: date, audience: Audience) -> Pack:
        """The report across contracts, true values."""
        return await self._with_changes(await self._press.organisation(period, as_at, audience), period)

    async def annual_review(self, period: Period, as_at: date, audience: Audience) -> Pack:
        """The annual review of a financial year."""
        return await self._with_changes(await self._press.annual_review(period, as_at, audience), period)

    async def _with_changes(self, pack: Pack, period: Period) -> Pack:
        last = await self._last(pack, period)
        if last is None:
            return with_changes(pack, None)

        async def made() -> Pack:
            sent_on, report = last
            moved = await self._archive.changes(report, pack.as_at)
            return with_changes(pack, LastSent(self._archive.thawed(report), sent_on, moved))

        key = ("since", last[1].id, pack.kind, pack.scope, period, pack.as_at, pack.audience)
        return await self._press.once(key, made)

    async def _last(self, pack: Pack, period: Period) -> tuple[date, Issued] | None:
        """Of this period or the nearest before it, the report that was sent last, and the day on which it was."""
        slug = None if pack.scope == ORGANISATION else pack.scope
        sent = [
            (self._press.read_period(each.period, slug).last, number, each)
            for number, each in enumerate(await sent_by(self._pool, pack.kind, pack.scope, pack.audience, pack.as_at))
            if alike(each.period, period.label)
        ]
        found = max((each for each in sent if each[0] <= period.last), key=lambda each: each[:2], default=None)
        if found is None:
            return None
        report = await issued_report(self._pool, found[2].id)
        return None if report is None else (found[2].sent_on, report)
