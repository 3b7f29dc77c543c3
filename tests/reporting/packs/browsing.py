"""A real browser for pages: Chromium from `REDROSE_TEST_BROWSER`, else the one on this machine."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
_QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


def browser_path() -> str:
    """Where the browser is; without one the test is skipped, and says so."""
    found = os.environ.get("REDROSE_TEST_BROWSER") or next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        pytest.skip("no Chromium on this machine: install it, or name one in REDROSE_TEST_BROWSER")
    return found


@contextmanager
def browser() -> Iterator[Any]:
    """A browser without a window."""
    path = browser_path()
    with sync_playwright() as playwright, TemporaryDirectory() as home:
        opened = playwright.chromium.launch(executable_path=path, args=list(_QUIET), env={**os.environ, "HOME": home})
        yield opened
        opened.close()


def axe_script() -> str:
    """The checker of Deque Systems, as its package for Playwright carries it."""
    import axe_playwright_python

    return (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")


def violations(page: Any) -> list[str]:
    """What axe finds wrong with the page that is open: the rule and where, by every rule of WCAG 2.2 AA and its own."""
    page.evaluate(axe_script())
    found = page.evaluate("async () => (await axe.run(document, {resultTypes: ['violations']})).violations")
    return [f"{each['id']}: {node['target']}" for each in found for node in each["nodes"]]
