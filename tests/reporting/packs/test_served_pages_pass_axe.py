"""Pages as they are served: the whole application over a real database, asked by a real browser with a token."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import uvicorn

from tests.reporting.packs.browsing import browser, browser_path, violations
from tests.reporting.reporting_app import a_year_of_work, application, take_all

YEAR = "period=2025/26&as_at=2026-04-30"
PATHS = {
    "a contract's report for its team": f"/contracts/rio/pack?{YEAR}&audience=team",
    "a contract's report for its commissioner": f"/contracts/rio/pack?{YEAR}&audience=commissioner",
    "the report across contracts": f"/pack?{YEAR}",
    "the annual review": f"/annual-review?{YEAR}&audience=management",
}
WINDOWS = {"1280 px": (1280, 900, 1), "320 px": (320, 640, 1), "1280 px zoomed to 200%": (640, 450, 2)}
"""Width, height, and pixels to each: a window of half the width with twice the pixels is what zooming gives."""
MANAGEMENT: Mapping[str, Any] = {"contracts": {slug: ["management"] for slug in ("rio", "long-covid")}}


@pytest.fixture
async def served(figures: Any, tokens: Any, tmp_path: Path) -> AsyncIterator[str]:
    """Address of the application, on a port of this machine alone."""
    browser_path()
    await take_all(figures, a_year_of_work())
    app = await application(figures, tokens, tmp_path)
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, lifespan="off", log_config=None))
    serving = asyncio.create_task(server.serve([listening]))
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    await serving


async def test_every_page_passes_in_every_window_and_fetches_and_complains_of_nothing(served: str, tokens: Any) -> None:
    headers = tokens.bearer("", "", **MANAGEMENT)
    seen = await asyncio.to_thread(lambda: dict(_looked_at(served, headers)))
    assert list(seen) == [f"{name}, {window}" for window in WINDOWS for name in PATHS]
    wrong = [
        f"{place}: {what}: {found[what]}" for place, found in seen.items() for what in FINE if found[what] != FINE[what]
    ]
    assert wrong == []


FINE = {
    "status": 200,
    "policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'",
    "violations": [],
    "fits": True,
    "complaints": [],
    "fetched": 1,
}


def _looked_at(address: str, headers: Mapping[str, str]) -> Iterator[tuple[str, dict[str, Any]]]:
    with browser() as opened:
        asking = opened.new_context(extra_http_headers=headers).request
        for path in PATHS.values():
            # What is hidden is worked out first, and each answer that it is not there yet takes its seconds.
            while asking.get(address + path, timeout=60_000).status == 503:
                pass
        for window, (width, height, pixels) in WINDOWS.items():
            context = opened.new_context(
                viewport={"width": width, "height": height}, device_scale_factor=pixels, extra_http_headers=headers
            )
            for name, path in PATHS.items():
                yield f"{name}, {window}", _look(context, address + path)
            context.close()


def _look(context: Any, url: str) -> dict[str, Any]:
    page = context.new_page()
    complaints: list[str] = []
    fetched: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda asked: None if asked.url.startswith("data:") else fetched.append(asked.url))
    answer = page.goto(url, timeout=60_000)
    page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
    found = {
        "status": answer.status,
        "policy": answer.headers.get("content-security-policy"),
        "fits": page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"),
        "violations": violations(page),
        "complaints": complaints,
        "fetched": len(fetched),
    }
    page.close()
    return found
