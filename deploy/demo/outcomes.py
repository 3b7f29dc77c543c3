"""Plans, questionnaires, outcomes and training of the demonstration as commands to a contract's service."""

from collections.abc import Iterator, Sequence
from datetime import date
from random import Random

from deploy.demo.changes import Change, Span, looked_at
from deploy.demo.playing import Stage, Step, demo_id
from deploy.demo.referrals import Known, referral_id, worker_id
from deploy.demo.sessions import entered
from services.outcomes.api.office import Desks
from services.outcomes.domain.hard_outcome import decisions as hard_outcome
from services.outcomes.domain.hard_outcome.events import HardOutcome
from services.outcomes.domain.instruments.catalogue import INSTRUMENTS
from services.outcomes.domain.plan import commands as plan
from services.outcomes.domain.plan.state import stream as plan_stream
from services.outcomes.domain.questionnaire import decisions as questionnaire
from services.outcomes.domain.questionnaire.events import Reading
from services.outcomes.domain.questionnaire.terms import Occasion
from services.outcomes.domain.soft_outcome import decisions as soft_outcome
from services.outcomes.domain.soft_outcome.events import SoftOutcome
from services.outcomes.domain.terms import OutcomesTerms
from services.outcomes.domain.training import decisions as training
from services.outcomes.domain.training.events import Training
from services.outcomes.domain.training.terms import Learner
from services.outcomes.domain.training.terms import Stage as Progress

_REVIEWED_AFTER = 84
"""Days from the first questionnaire and the plan to their review. Invented."""


def plans(
    contract: str, year: str, of: Sequence[Span], terms: OutcomesTerms, desks: Desks, people: Known, today: date
) -> Iterator[Stage]:
    """A plan for each person who is supported, written together with them, and its review where there is time."""
    own = [span for span in of if span.case and span.first == span.case.first_contact_on]
    steps: list[Step] = []
    reviews: list[Step] = []
    for number, span in enumerate(own):
        assert span.case is not None
        plan_id, referral = demo_id(contract, "plan", span.case.number), referral_id(span.case)
        stream = plan_stream(plan_id, referral)
        areas = terms.goal_areas[number % len(terms.goal_areas)], terms.goal_areas[(number + 3) % len(terms.goal_areas)]
        agreed = plan.AgreePlan(
            plan_id=plan_id,
            person_ref=people.refs[span.person],
            on=span.first,
            together=True,
            workers=(worker_id(contract, span.case.number),),
            referral_id=referral,
            goals=tuple(plan.NewGoal(goal_id=demo_id(plan_id, area), area=area) for area in dict.fromkeys(areas)),
            today=today,
        )
        steps.append(Step(stream, agreed))
        reviewed_on = looked_at(span, _REVIEWED_AFTER)
        if reviewed_on:
            reviews.append(Step(stream, plan.ReviewPlan(plan_id=plan_id, on=reviewed_on, today=today)))
    yield Stage(f"plans agreed {year}", desks.plans, steps, fresh=True)
    yield Stage(f"plans reviewed {year}", desks.plans, reviews)


def questionnaires(
    contract: str,
    name: str,
    of: Sequence[Span],
    terms: OutcomesTerms,
    desks: Desks,
    people: Known,
    seed: str,
    today: date,
) -> Stage:
    """One at the beginning of support and one at its review, by the first instrument of the terms."""
    chance, instrument = Random(f"{seed}/{contract}/{name}"), INSTRUMENTS[terms.instruments[0]]
    contents = []
    for span in of:
        if span.case is None or span.first != span.case.first_contact_on:
            continue
        days = ((Occasion.FIRST, span.first), (Occasion.REVIEW, looked_at(span, _REVIEWED_AFTER)))
        for better, (occasion, on) in enumerate(days):
            if on is None:
                continue
            score = None
            if instrument.score_only and instrument.score_in_hundredths is not None:
                where = instrument.score_in_hundredths
                score = where.lowest + where.step * _near(chance, (where.highest - where.lowest) // where.step, better)
            reading = Reading(
                person_ref=people.refs[span.person],
                on=on,
                instrument=instrument.id,
                instrument_version=instrument.version,
                occasion=occasion,
                answers=tuple(
                    item.lowest + _near(chance, item.highest - item.lowest, better) for item in instrument.items
                ),
                score_in_hundredths=score,
                scale=_near(chance, 100, better) if instrument.scale else None,
                referral_id=referral_id(span.case),
                workers=(worker_id(span.contract, span.case.number),),
            )
            contents.append(reading if score is not None else questionnaire.scored(reading))
    return entered(contract, name, questionnaire.kind(terms), desks.questionnaires, contents, today)


def hard_outcomes(
    contract: str, name: str, of: Sequence[Change], terms: OutcomesTerms, desks: Desks, people: Known, today: date
) -> Stage:
    """Changes with their evidence, counted as the terms say."""
    contents = []
    for number, each in enumerate(of):
        told = terms.hard_outcome(each.kind)
        contents.append(
            HardOutcome(
                person_ref=people.refs[each.span.person],
                on=each.on,
                kind=each.kind,
                evidence=terms.evidence[number % len(terms.evidence)],
                counted=told.counted,
                cap_per_year=told.cap_per_year,
                custody=told.custody,
                referral_id=referral_id(each.span.case) if each.span.case else None,
                workers=(worker_id(each.span.contract, number),),
            )
        )
    return entered(contract, name, hard_outcome.kind(terms), desks.hard_outcomes, contents, today)


def soft_outcomes(
    contract: str, name: str, of: Sequence[Change], terms: OutcomesTerms, desks: Desks, people: Known, today: date
) -> Stage:
    """Changes that people reported."""
    areas = list(terms.soft_outcome_areas.items())
    contents = []
    for number, each in enumerate(of):
        area, ways = areas[number * 7 % len(areas)]
        contents.append(
            SoftOutcome(
                person_ref=people.refs[each.span.person],
                on=each.on,
                area=area,
                source=terms.soft_outcome_sources[number % len(terms.soft_outcome_sources)],
                ways=ways,
                referral_id=referral_id(each.span.case) if each.span.case else None,
            )
        )
    return entered(contract, name, soft_outcome.kind(terms), desks.soft_outcomes, contents, today)


def into_training(
    contract: str, name: str, of: Sequence[Change], terms: OutcomesTerms, desks: Desks, people: Known, today: date
) -> Stage:
    """People who entered an accredited course."""
    courses = [(code, course) for code, course in terms.courses.items() if course.accredited]
    contents = []
    for number, each in enumerate(of):
        code, course = courses[number % len(courses)]
        contents.append(
            Training(
                on=each.on,
                course=code,
                accredited=True,
                stage=Progress.ENTERED,
                learner=Learner.PERSON,
                ways=course.ways,
                person_ref=people.refs[each.span.person],
            )
        )
    return entered(contract, name, training.kind(terms), desks.training, contents, today)


def _near(chance: Random, highest: int, better: int) -> int:
    """A number from 0 to `highest`, in the second round mostly higher."""
    return min(highest, int(highest * chance.triangular(0.1, 1.0, 0.45 + 0.15 * better)))
