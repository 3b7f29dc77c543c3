"""The whole application of reporting over a database, and a year of two contracts to ask it about."""

from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from fastapi import FastAPI

from chassis.http.app import build_app
from chassis.http.health import Health
from chassis.http.identity import Identity
from chassis.http.tokens import TokenCheck
from chassis.service import Running
from chassis.settings import Settings
from chassis.terms import Terms
from services.reporting.domain.terms import ReportingTerms
from services.reporting.main import SERVICE, contracts
from tests.reporting.records import sent
from tests.reporting.taking import take
from tests.reporting.telling import Telling
from tests.reporting.working import hard_outcome, outcomes_of

HEAD = 'commissioner = "Somebody"\nversion = "3"\n'
TERMS = {
    "rio": '[reporting]\nbegins_on = 2024-04-01\nheadline = ["referrals-received", "people-reached", "acceptance"]\n'
    'targets = [{ metric = "referrals-received", figure = "received", value = 100, per = "year", '
    "valid_from = 2024-04-01 }]\n",
    "long-covid": "[reporting]\nbegins_on = 2024-04-01\nyear_starts = 10\n",
}


def commissioned(folder: Path) -> dict[str, Terms[ReportingTerms]]:
    """The terms of two contracts, read from files in a folder."""
    for slug, section in TERMS.items():
        (folder / f"{slug}.toml").write_text(f'title = "{slug.title()}"\n{HEAD}{section}[referrals]\n')
    return {slug: each.terms for slug, each in contracts(Settings(terms_folder=folder)).items()}


async def application(pool: Any, tokens: Any, folder: Path) -> FastAPI:
    """The application with all its routes, over terms of two contracts."""
    commissioned(folder)
    settings = Settings(terms_folder=folder)
    parts = await SERVICE.parts(Running(settings, "", pool, contracts(settings), working=False))
    identity = Identity(TokenCheck(tokens.public_keys, tokens.issuer, tokens.audience))
    return build_app(
        title="reporting", version="0", description="", routers=list(parts.routers), health=Health(60.0),
        identity=identity,
    )  # fmt: skip


def a_year_of_work() -> Iterable[Telling]:
    """Two contracts from April 2025 on: every third day a referral in the one, every twentieth in the other."""
    rio, covid, outcomes = Telling("rio"), Telling("long-covid"), outcomes_of("rio")
    for number in range(1, 121):
        day = date(2025, 4, 1) + timedelta(days=3 * (number - 1))
        referral = rio.referral(number, of=number).received(day)
        if number <= 12:
            referral.declined(day + timedelta(days=1))
        else:
            referral.accepted(day + timedelta(days=1)).contacted(day + timedelta(days=number % 9 + 2))
        if number % 4 == 0:
            hard_outcome(outcomes, number, number, day + timedelta(days=20), "employment", "persons", 1)
    for number in range(1, 19):
        day = date(2025, 4, 5) + timedelta(days=20 * (number - 1))
        covid.referral(number, of=2 * number).received(day).accepted(day).contacted(day + timedelta(days=5))
    return rio, covid, outcomes


def in_order(telling: Telling) -> Telling:
    """The same told in the order in which it was recorded, as a log has it."""
    ordered = sorted(telling.messages, key=lambda each: each[0].time)
    telling.messages = [
        (envelope._replace(position=at, previous=at - 1), body) for at, (envelope, body) in enumerate(ordered, start=1)
    ]
    return telling


async def take_all(pool: Any, tellings: Iterable[Telling]) -> None:
    """Everything that they told into the figures."""
    await take(pool, *(record for telling in tellings for record in sent(telling)))
