"""Pages in a real browser: no violation that axe knows, at any width, and nothing that runs out of the window."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from services.reporting.domain.metric import ORGANISATION
from services.reporting.domain.metrics.report import Asked
from services.reporting.domain.pack.annual_review import annual_review
from services.reporting.domain.pack.contract import BY_ID, Brief, contract_pack
from services.reporting.domain.pack.figures import Figures
from services.reporting.domain.pack.management import management_pack
from services.reporting.domain.pack.model import Audience
from services.reporting.domain.period import read_period
from services.reporting.domain.terms import ReportingTerms
from services.reporting.packs.html import page as rendered
from services.reporting.packs.inputs import PACKAGED_VALUES, read_inputs
from tests.reporting.figures import TODAY, folded
from tests.reporting.packs.browsing import browser, violations
from tests.reporting.packs.sample import sample_pack
from tests.reporting.reporting_app import a_year_of_work
from tests.reporting.telling import all_of

METRICS = (
    "referrals-received", "referrals-by-source", "people-referred", "acceptance", "days-to-first-contact",
    "people-reached", "sessions-held", "attendances", "people-attending", "hard-outcomes", "soft-outcomes",
    "volunteer-hours", "five-ways", "five-ways-people", "process-exceptions", "completeness",
)  # fmt: skip
"""Of each kind some: pages repeat what they are made of for all the others, and a checker of pages takes its time."""
NARROW, DESK = {"width": 320, "height": 640}, {"width": 1280, "height": 900}


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    with browser() as opened:
        yield opened


@pytest.fixture(scope="module")
def pages() -> Mapping[str, str]:
    """A page with every kind of cell, and the three that are served, of a year of work."""
    tallies = folded(*all_of(*a_year_of_work()))._tallies(TODAY)
    asked = Asked(read_period("2025/26", TODAY), TODAY)
    briefs = [
        Brief(
            scope, "A contract", "A council", ReportingTerms(), {"rio": "3"}, asked, Audience.TEAM, "none",
            Figures(tallies, ("long-covid", "rio"), TODAY), metrics=[BY_ID[each] for each in METRICS],
        )
        for scope in ("rio", ORGANISATION)
    ]  # fmt: skip
    packs = {
        "sample": sample_pack(),
        "contract": contract_pack(briefs[0]),
        "management": management_pack(briefs[1], {"rio": "One", "long-covid": "Another"}),
        "annual review": annual_review(briefs[1], read_inputs(PACKAGED_VALUES)),
    }
    return {name: rendered(pack).decode() for name, pack in packs.items()}


@pytest.fixture(params=[(NARROW, 1), (DESK, 1), (DESK, 2)], ids=["320 px", "1280 px", "zoomed to 200%"])
def window(request: pytest.FixtureRequest, chromium: Any) -> Iterator[Any]:
    size, zoom = request.param
    # A window of half the width with twice the pixels is what zooming to 200% gives.
    seen = {"width": size["width"] // zoom, "height": size["height"] // zoom}
    context = chromium.new_context(viewport=seen, device_scale_factor=zoom)
    yield context.new_page()
    context.close()


@pytest.fixture
def page(window: Any, pages: Mapping[str, str]) -> Any:
    """The page with every kind of cell."""
    window.set_content(pages["sample"])
    return window


@pytest.mark.parametrize("name", ["sample", "contract", "management", "annual review"])
def test_a_page_has_no_violation_and_nothing_runs_out_of_the_window(
    window: Any, pages: Mapping[str, str], name: str
) -> None:
    window.set_content(pages[name])
    window.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
    assert violations(window) == []
    assert window.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_the_checker_finds_what_is_wrong(page: Any) -> None:
    page.evaluate("document.querySelector('h1').insertAdjacentHTML('afterend', '<img src=\"data:,\">')")
    assert [each for each in violations(page) if each.startswith("image-alt")]


def test_the_page_can_be_used_by_keyboard(page: Any) -> None:
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the report"
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#main"


def test_nothing_is_fetched(chromium: Any) -> None:
    context = chromium.new_context()
    opened, asked = context.new_page(), []
    opened.on("request", lambda request: asked.append(request.url))
    opened.set_content(rendered(sample_pack()).decode())
    context.close()
    assert [url for url in asked if not url.startswith("data:")] == []
