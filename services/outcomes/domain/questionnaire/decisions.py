"""What may stand in a questionnaire under a contract's terms, and what its answers come to."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from chassis.decider import Decider
from chassis.entry import Entry, EntryCommand, EntryKind, entry_decider, in_the_future, not_one_of
from chassis.errors import Fault
from services.outcomes.domain.faults import programme_faults, worker_faults
from services.outcomes.domain.instruments.catalogue import INSTRUMENTS
from services.outcomes.domain.instruments.instrument import Instrument, Missing
from services.outcomes.domain.questionnaire.events import (
    QuestionnaireCompleted,
    QuestionnaireCorrected,
    QuestionnaireEvent,
    QuestionnaireWithdrawn,
    Reading,
)
from services.outcomes.domain.terms import OutcomesTerms


def kind(terms: OutcomesTerms) -> EntryKind[Reading]:
    """Questionnaires as a kind of entry. Whose it is decides where its messages go, and is not corrected."""
    return EntryKind(
        noun="questionnaire",
        recorded=QuestionnaireCompleted,
        corrected=QuestionnaireCorrected,
        withdrawn=QuestionnaireWithdrawn,
        subject=lambda reading: reading.person_ref,
        faults=lambda reading, today: _faults(terms, reading, today),
        reasons=terms.correction_reasons,
        fixed=("person_ref",),
    )


def decider(terms: OutcomesTerms) -> Decider[EntryCommand[Reading], QuestionnaireEvent, Entry[Reading]]:
    """The decider of questionnaires."""
    return entry_decider(kind(terms))


def scored(reading: Reading) -> Reading:
    """A reading with what its answers come to by the instrument of today. A score that was given stays."""
    instrument = INSTRUMENTS.get(reading.instrument)
    if instrument is None:
        return reading
    result = instrument.result(reading.answers)
    given = reading.score_in_hundredths
    return replace(
        reading,
        instrument_version=instrument.version,
        score_in_hundredths=result.score_in_hundredths if given is None else given,
        profile=result.profile,
    )


def _faults(terms: OutcomesTerms, reading: Reading, today: date) -> Iterator[Fault]:
    yield from in_the_future("on", reading.on, today)
    yield from programme_faults(terms, reading.programme)
    yield from worker_faults(reading.workers)
    instrument = INSTRUMENTS.get(reading.instrument)
    if instrument is None or reading.instrument not in terms.instruments:
        yield from not_one_of("instrument", reading.instrument, terms.instruments)
        return
    answers = tuple(_answer_faults(instrument, reading.answers, reading.scale))
    yield from answers
    yield from _scale_faults(instrument, reading.scale)
    if not answers:
        yield from _score_faults(instrument, reading)


def _answer_faults(instrument: Instrument, answers: Sequence[int | None], scale: int | None) -> Iterator[Fault]:
    if instrument.score_only:
        if answers:
            yield Fault("answers", f"of {instrument.id} the score alone is kept", "score-only")
        return
    if len(answers) != len(instrument.items):
        detail = f"{instrument.id} has {len(instrument.items)} items, and an answer or null for each"
        yield Fault("answers", detail, "wrong-number-of-answers")
        return
    if scale is None and all(answer is None for answer in answers):
        yield Fault("answers", "nothing is answered", "nothing-answered")
        return
    for at, (item, answer) in enumerate(zip(instrument.items, answers, strict=True)):
        if answer is None:
            if instrument.missing is Missing.REFUSED:
                yield Fault(f"answers.{at}", f"item {item.number} must be answered", "missing")
        elif not item.lowest <= answer <= item.highest:
            detail = f"item {item.number} must be {item.lowest} to {item.highest}, not {answer}"
            yield Fault(f"answers.{at}", detail, "out-of-range")


def _scale_faults(instrument: Instrument, scale: int | None) -> Iterator[Fault]:
    if scale is None:
        return
    if instrument.scale is None:
        yield Fault("scale", f"{instrument.id} has no scale beside its items", "no-scale")
    elif scale not in instrument.scale:
        detail = f"scale must be {instrument.scale.lowest} to {instrument.scale.highest}, not {scale}"
        yield Fault("scale", detail, "out-of-range")


def _score_faults(instrument: Instrument, reading: Reading) -> Iterator[Fault]:
    score, where = reading.score_in_hundredths, instrument.score_in_hundredths
    if instrument.score_only and where is not None:
        said = f"from {where.lowest} to {where.highest} in steps of {where.step}"
        if score is None:
            yield Fault("score_in_hundredths", f"the score of {instrument.id} must be given, {said}", "missing")
        elif score not in where:
            yield Fault("score_in_hundredths", f"score_in_hundredths must be {said}, not {score}", "out-of-range")
    elif scored(replace(reading, score_in_hundredths=None)) != reading:
        yield Fault("score_in_hundredths", "the score follows from the answers and is another", "not-the-score")
