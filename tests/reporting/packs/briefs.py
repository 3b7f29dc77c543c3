"""Reports made of what was told, without a database, and what stands in them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from services.reporting.domain.disclosure.profiles import PROFILES, treated
from services.reporting.domain.metric import ORGANISATION, Figure, Metric
from services.reporting.domain.metrics.catalogue import CONTRACT_METRICS
from services.reporting.domain.metrics.report import Asked, Shown, as_it_is
from services.reporting.domain.pack.contract import Brief
from services.reporting.domain.pack.decisions import Rebase
from services.reporting.domain.pack.figures import Figures
from services.reporting.domain.pack.model import Audience, Chart, Pack, Table
from services.reporting.domain.period import read_period
from services.reporting.domain.terms import ReportingTerms
from services.reporting.packs.wording import text_of
from tests.reporting.figures import TODAY, folded
from tests.reporting.telling import Telling, all_of

CONTRACTS = ("long-covid", "rio")
TITLES = {"long-covid": "Long Covid", "rio": "Rio"}


def under(profile: str) -> Shown:
    """Each figure by itself under a profile."""

    def shown(figure: Figure, *_: object) -> Figure:
        return treated(PROFILES[profile], figure)

    return shown


def brief(
    told: Iterable[Telling],
    period: str,
    *,
    scope: str = "rio",
    as_at: date = TODAY,
    terms: ReportingTerms | None = None,
    audience: Audience = Audience.TEAM,
    profile: str = "none",
    begins: Mapping[str, date] | None = None,
    rebases: Sequence[Rebase] = (),
    metrics: Sequence[Metric] = CONTRACT_METRICS,
) -> Brief:
    """What a report is of, over what was told; each figure by itself under the profile."""
    terms = terms or ReportingTerms()
    known = {scope: terms.begins_on} if terms.begins_on else {}
    return Brief(
        scope=scope,
        title="Everything" if scope == ORGANISATION else TITLES[scope],
        commissioner="A council",
        terms=terms,
        versions={"rio": "3"},
        asked=Asked(read_period(period, TODAY), as_at),
        audience=audience,
        profile=profile,
        figures=Figures(
            folded(*all_of(*told))._tallies(as_at),
            CONTRACTS,
            as_at,
            as_it_is if profile == "none" else under(profile),
            begins=known if begins is None else begins,
        ),
        rebases=tuple(rebases),
        metrics=metrics,
    )


def table(pack: Pack, id: str) -> Table:
    """One table of a report."""
    return next(each for each in pack.tables() if each.id == id)


def chart(pack: Pack, id: str) -> Chart:
    """One chart of a report."""
    return next(each for section in pack.sections for each in section.charts if each.id == id)


def row(pack: Pack, id: str, first: str) -> list[str]:
    """The row of a table that begins so, its cells as they are read."""
    (found,) = [each for each in table(pack, id).rows if each[0].value == first]
    return [text_of(cell) for cell in found[1:]]


def firsts(pack: Pack, id: str) -> list[Any]:
    """What the rows of a table are about."""
    return [each[0].value for each in table(pack, id).rows]
