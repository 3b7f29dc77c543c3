"""Reports as they were sent: frozen with what they stood on, thawed again, and compared with what is known later."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, date, datetime
from uuid import UUID

from chassis.clock import today
from chassis.errors import Refused
from services.reporting.domain.pack.changes import Moved, Reasons, moved
from services.reporting.domain.pack.model import Pack, PackKind
from services.reporting.domain.pack.since import shown_to
from services.reporting.domain.period import read_period
from services.reporting.packs.frozen import freeze, thaw
from services.reporting.packs.press import Press
from services.reporting.views.figures import Pool
from services.reporting.views.issued import Issued, issue, issued_report
from services.reporting.views.sources import parked, sources

_UNSET = datetime.min.replace(tzinfo=UTC)


FindReasons = Callable[[frozenset[str], date, date, int], Awaitable[Reasons]]
"""Why figures of metrics moved between two days of knowledge, looking at months up to a last one."""


class Archive:
    """Keeps reports as they are sent, in the same database as the figures and outside what a rebuild makes anew."""

    def __init__(self, pool: Pool, press: Press, reasons: FindReasons) -> None:
        self._pool, self._press, self._reasons = pool, press, reasons

    async def issue(self, report_id: UUID, pack: Pack, by: str) -> Issued:
        """Freeze a report with what it stood on; again with the same id it gives the first.

        Raises `Refused` while a source has a hole or something is parked: the report would lack what is known.
        """
        if (already := await issued_report(self._pool, report_id)) is not None:
            return already
        known = await sources(self._pool)
        broken = sorted({each.source for each in known if each.missing})
        broken += sorted({each.source for each in await parked(self._pool)})
        if broken:
            detail = f"messages of {', '.join(broken)} are missing or parked: the figures are not whole; see /lag"
            raise Refused("figures-not-whole", detail)
        stood = [{"source": each.source, "position": each.position, "seal": each.seal} for each in known]
        return await issue(
            self._pool,
            Issued(
                id=report_id,
                kind=pack.kind,
                scope=pack.scope,
                period=pack.period.label,
                as_at=pack.as_at,
                audience=pack.audience,
                issued_at=_UNSET,
                issued_by=by,
                pack=freeze(pack),
                sha256=b"",
                sources=stood,
                seal=b"",
            ),
        )

    def thawed(self, issued: Issued) -> Pack:
        """The report as it was sent."""
        return thaw(issued.pack)

    async def changes(self, issued: Issued, as_at: date) -> Sequence[Moved]:
        """What of a report would be shown otherwise as at a day, and why, as its audience may see it."""
        sent = self.thawed(issued)
        now = await self.again(sent, as_at)
        found = shown_to(sent.audience, moved(sent, now, {}))
        wanted = frozenset(each.figure[1] for each in found)
        if not found:
            return ()
        last = read_period(sent.period.label, today(), self._press.year_starts(_contract(sent))).last
        return shown_to(sent.audience, moved(sent, now, await self._reasons(wanted, sent.as_at, as_at, last)))

    async def again(self, sent: Pack, as_at: date) -> Pack:
        """The same report as known by the end of another day, without what it says of reports sent before."""
        period = read_period(sent.period.label, today(), self._press.year_starts(_contract(sent)))
        match sent.kind:
            case PackKind.CONTRACT:
                return await self._press.contract(sent.scope, period, as_at, sent.audience)
            case PackKind.ORGANISATION:
                return await self._press.organisation(period, as_at, sent.audience)
            case PackKind.ANNUAL_REVIEW:
                return await self._press.annual_review(period, as_at, sent.audience)


def _contract(sent: Pack) -> str | None:
    return sent.scope if sent.kind is PackKind.CONTRACT else None
