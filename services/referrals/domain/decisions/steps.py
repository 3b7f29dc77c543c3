"""Steps of the contract's own process, in the order of the terms; out of it only as an exception that is listed."""

from chassis.errors import Refused
from services.referrals.domain import commands, events
from services.referrals.domain.decisions.checks import Events, begin, once, one_of
from services.referrals.domain.decisions.order import breaches
from services.referrals.domain.state import Referral, Status
from services.referrals.domain.terms import STEP_MISSING, ProcessStep, ReferralTerms, TakenBy

_BY_HAND = frozenset({TakenBy.HAND, TakenBy.CONTACT, TakenBy.PLAN})


def take_step(terms: ReferralTerms, command: commands.TakeStep, state: Referral) -> Events:
    """Take a step once. Against the order it takes a reason, and the exception stands beside the step."""
    about = begin(command.on, command.today, state)
    one_of("step", command.step, [each.step for each in terms.steps])
    spec = terms.process_step(command.step)
    assert spec is not None
    _check_way(spec, command, terms)
    taken = events.StepTaken(*about, command.on, command.step, command.site)
    for each in state.standing:
        if isinstance(each.event, events.StepTaken) and each.event.step == command.step:
            return once(taken in (each.event, each.by_hand), f"the step {command.step}")
    _require_open(command, state)
    if command.exception is not None:
        one_of("exception", command.exception, terms.exception_reasons)
    broken = list(breaches(terms, command.step, command.on, state))
    if broken and command.exception is None:
        rule, detail = broken[0]
        raise Refused(rule, detail, "step" if rule == STEP_MISSING else "on")
    return [
        taken,
        *(events.RuleExcepted(*about, command.on, rule, command.exception or "", command.step) for rule, _ in broken),
    ]


def _check_way(spec: ProcessStep, command: commands.TakeStep, terms: ReferralTerms) -> None:
    if spec.by not in _BY_HAND:
        raise Refused("taken-otherwise", f"the step {spec.step} is taken by recording the {spec.by}", "step")
    if command.site is not None:
        one_of("site", command.site, terms.sites)
    elif spec.at_site:
        raise Refused("site-missing", f"the step {spec.step} is taken at a site of the terms", "site")


def _require_open(command: commands.TakeStep, state: Referral) -> None:
    """A step may be written down late, but not have been taken after the end."""
    late = state.status is Status.CLOSED and state.closed is not None and command.on <= state.closed.closed_on
    if not (state.current or late):
        raise Refused("not-current", f"the referral is {state.status}; only a current one can be taken a step on")
