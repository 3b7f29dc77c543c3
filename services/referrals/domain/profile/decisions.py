"""Which events follow from what is asked of a person's profile."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import assert_never

from chassis.decider import Decider
from chassis.errors import Fault, Invalid, Refused
from services.referrals.domain.profile import commands, events
from services.referrals.domain.profile.commands import ProfileCommand
from services.referrals.domain.profile.events import ProfileEvent
from services.referrals.domain.profile.state import INITIAL, Profile, evolve, subject
from services.referrals.domain.profile.terms import ANSWERS, NOT_KNOWN, NOT_STATED, Purpose, may_answer
from services.referrals.domain.terms import PERSON_REF

Events = Sequence[ProfileEvent]


def decide(command: ProfileCommand, state: Profile) -> Events:
    """The events that a command causes; none if it has been carried out already."""
    if not PERSON_REF.fullmatch(command.person_ref):
        raise Refused("not-a-person-reference", "person_ref is not 32 hexadecimal digits", "person_ref")
    if command.on > command.today:
        raise Refused("in-the-future", f"on {command.on} lies after today, {command.today}", "on")
    match command:
        case commands.RegisterPerson():
            return [] if state.registered_on else [events.PersonRegistered(command.person_ref, command.on)]
        case commands.DescribePerson():
            return describe(command, state)
        case commands.GiveConsent():
            return give_consent(command, state)
        case commands.WithdrawConsent():
            return withdraw_consent(command, state)
        case _:
            assert_never(command)


def describe(command: commands.DescribePerson, state: Profile) -> Events:
    """Record the answers that are new. That an answer is not known never takes the place of one that is."""
    faults = tuple(_faults(command))
    if faults:
        raise Invalid(faults)
    return [
        events.CharacteristicRecorded(command.person_ref, characteristic, answer, command.on)
        for characteristic, answer in sorted(command.answers.items())
        if _is_news(characteristic, answer, command.on, state)
    ]


def give_consent(command: commands.GiveConsent, state: Profile) -> Events:
    """Record that the person agrees, from the day on which they said so."""
    standing = state.consents.get(_purpose(command.purpose))
    if standing and standing.given:
        return []
    _not_before(command.on, standing.since if standing else None, "the consent was withdrawn")
    return [events.ConsentGiven(command.person_ref, command.purpose, command.on)]


def withdraw_consent(command: commands.WithdrawConsent, state: Profile) -> Events:
    """Record that the person agrees no longer; who never agreed has nothing to withdraw."""
    standing = state.consents.get(_purpose(command.purpose))
    if standing is None:
        raise Refused("no-consent", f"consent to {command.purpose} was never given", "purpose")
    if not standing.given:
        return []
    _not_before(command.on, standing.since, "the consent was given")
    return [events.ConsentWithdrawn(command.person_ref, command.purpose, command.on)]


def _is_news(characteristic: str, answer: str, on: date, state: Profile) -> bool:
    standing = state.answers.get(characteristic)
    if standing is None:
        return True
    if answer == standing.answer or (answer == NOT_KNOWN and standing.answer != NOT_KNOWN):
        return False
    return on >= standing.recorded_on  # An older answer that is entered late stands behind the one that is known.


def _faults(command: commands.DescribePerson) -> Iterator[Fault]:
    for characteristic, answer in sorted(command.answers.items()):
        field = f"answers.{characteristic}" if characteristic in ANSWERS else "answers"
        if characteristic not in ANSWERS:
            yield Fault(field, f"a characteristic must be one of {', '.join(ANSWERS)}", "unknown-characteristic")
        elif not may_answer(characteristic, answer):
            allowed = ", ".join((*ANSWERS[characteristic], NOT_KNOWN, NOT_STATED))
            yield Fault(field, f"{characteristic} must be one of {allowed}", "unknown-answer")


def _purpose(purpose: str) -> Purpose:
    if purpose not in tuple(Purpose):
        raise Refused("unknown-purpose", f"purpose must be one of {', '.join(Purpose)}", "purpose")
    return Purpose(purpose)


def _not_before(on: date, earliest: date | None, what: str) -> None:
    if earliest is not None and on < earliest:
        raise Refused("too-early", f"on {on} lies before {earliest}, the day on which {what}", "on")


DECIDER: Decider[ProfileCommand, ProfileEvent, Profile] = Decider(INITIAL, decide, evolve, subject)
