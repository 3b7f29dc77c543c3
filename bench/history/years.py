"""The history of one contract, day of recording by day of recording, at about the number of messages asked for."""

from collections import deque
from collections.abc import Iterator, Sequence
from hashlib import blake2s

from bench.history.days import DAYS
from bench.history.lives import live
from bench.history.sessions import Timetable
from bench.history.telling import REFERRALS, Agenda, Told, iso

MESSAGES_A_REFERRAL = 26.0
"""On average, with a share of a register, and less what would come after the last day."""
REGISTER = 8
"""People on a register."""
SESSIONS_A_REFERRAL = 0.75
REMEMBERED = 4_000
"""People who may still come to a group or be referred again."""
_RETURNING, _IN_TWO, _LINKED = 0.12, 0.04, 0.01


def shares(contracts: Sequence[str], messages: int) -> dict[str, int]:
    """How many messages each contract has of them all; no two have as many, as in life."""
    whole = len(contracts) * (len(contracts) + 3) // 2
    return {slug: messages * (len(contracts) + 1 - n) // whole for n, slug in enumerate(contracts)}


def history(contract: str, messages: int) -> Iterator[Sequence[Told]]:
    """What was recorded on each day, from the first to the last."""
    agenda = Agenda(f"{contract}, {messages}")
    timetable = Timetable(agenda)
    timetable.start()
    recent: deque[str] = deque(maxlen=REMEMBERED)
    known = 0
    referrals_due = sessions_due = 0.0
    a_day = messages / DAYS / MESSAGES_A_REFERRAL
    for today in range(DAYS):
        referrals_due += a_day
        while referrals_due >= 1:
            referrals_due -= 1
            returning = bool(recent) and agenda.random() < _RETURNING
            # People known to two contracts are drawn from one small town, the others from one of each contract.
            elsewhere = not returning and agenda.random() < _IN_TWO
            if returning:
                person = recent[agenda.below(len(recent))]
            elif elsewhere:
                person = reference("all", agenda.below(max(8, messages // 500)))
            else:
                known += 1
                person = reference(contract, known)
            live(agenda, person, today, new=not returning and not elsewhere)
            if recent and agenda.random() < _LINKED:
                _link(agenda, person, recent[-1], today)
            recent.append(person)
        sessions_due += a_day * SESSIONS_A_REFERRAL
        while sessions_due >= 1 and len(recent) >= REGISTER:
            sessions_due -= 1
            timetable.meet(agenda.chance.sample(recent, REGISTER), today)
        yield agenda.take(today)


def reference(town: str, number: int) -> str:
    """A pseudonymous reference such as a keyed hash gives; nobody is behind it."""
    return blake2s(f"{town} {number}".encode(), digest_size=16).hexdigest()


def _link(agenda: Agenda, one: str, other: str, on: int) -> None:
    if one != other:
        body = f'{{"person_ref":"{one}","same_as_ref":"{other}","linked_on":"{iso(on)}"}}'
        agenda.tell(agenda.recorded(on), Told(REFERRALS, "people-linked.v1", 1, one, on, one, body))
