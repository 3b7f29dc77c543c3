"""Referrals that live random lives under a contract's terms, commanded straight at its log."""

import asyncio
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from chassis.handling import Actor, Desk, Order
from chassis.ids import new_id
from services.referrals.domain import commands
from services.referrals.domain.terms import ReferralTerms

ACTOR = Actor(subject="load", role="worker")
TODAY = date(2026, 3, 31)


@dataclass
class Load:
    """Commands at a steady pace until it is told to stop; a seed makes the same lives again."""

    desk: Desk  # type: ignore[type-arg]
    terms: ReferralTerms
    chance: random.Random
    people: tuple[str, ...]
    done: int = 0
    stopped: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self, writers: int = 3, pause: float = 0.005) -> None:
        """Live one referral after the other, `writers` at a time."""
        async with asyncio.TaskGroup() as group:
            for _ in range(writers):
                group.create_task(self._lives(pause))

    async def live(self, count: int) -> None:
        """Live this many referrals and be done."""
        for _ in range(count):
            await self._one(0.0)

    def stop(self) -> None:
        """Let every referral under way come to its end, then return from `run`."""
        self.stopped.set()

    async def _lives(self, pause: float) -> None:
        while not self.stopped.is_set():
            await self._one(pause)

    async def _one(self, pause: float) -> None:
        referral = UUID(int=self.chance.getrandbits(128), version=4)
        for command in self._life(referral):
            await self.desk.handle(f"referral-{referral}", command, Order(new_id(), ACTOR))
            self.done += 1
            await asyncio.sleep(pause)

    def _life(self, referral: UUID) -> Iterator[commands.ReferralCommand]:
        chance, terms = self.chance, self.terms
        day = date(2025, 4, 1) + timedelta(days=chance.randrange(300))
        yield commands.ReceiveReferral(
            referral_id=referral,
            person_ref=chance.choice(self.people),
            received_on=day,
            source=chance.choice(terms.sources),
            route=chance.choice(terms.routes),
            age=40,
            today=TODAY,
        )
        if chance.random() < 0.1:
            yield commands.WithdrawReferral(on=day, reason=chance.choice(terms.withdrawal_reasons), today=TODAY)
            return
        yield commands.ContactReferrer(on=day, today=TODAY)
        yield commands.TriageReferral(on=day, risk_level=chance.choice(terms.risk_levels), today=TODAY)
        if chance.random() < 0.2:
            yield commands.DeclineReferral(on=day, reason=chance.choice(terms.decline_reasons), today=TODAY)
            return
        yield commands.AcceptReferral(on=day, today=TODAY)
        yield commands.AllocateReferral(on=day, worker_id=UUID(int=chance.getrandbits(128), version=4), today=TODAY)
        if chance.random() < 0.2:
            return
        day += timedelta(days=chance.randrange(20))
        yield commands.MakeFirstContact(on=day, channel=chance.choice(terms.first_contact_channels), today=TODAY)
        if chance.random() < 0.5:
            day += timedelta(days=chance.randrange(20))
            yield commands.CloseReferral(on=day, reason=chance.choice(terms.closure_reasons), today=TODAY)
            if chance.random() < 0.3:
                yield commands.ReopenReferral(on=day, reason=chance.choice(terms.reopening_reasons), today=TODAY)


def invented_people(chance: random.Random, count: int) -> tuple[str, ...]:
    """References such as a keyed hash gives; nobody is behind them."""
    return tuple(f"{chance.getrandbits(128):032x}" for _ in range(count))
