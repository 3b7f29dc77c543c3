"""Which referrals of one person belong together."""

from datetime import date
from uuid import UUID

from services.referrals.domain.spells import Stretch, spells

ONE, OTHER, THIRD = UUID(int=1), UUID(int=2), UUID(int=3)
TODAY = date(2026, 12, 31)


def may(day: int) -> date:
    return date(2026, 5, day)


def july(day: int) -> date:
    return date(2026, 7, day)


def test_referrals_that_overlap_are_one_spell() -> None:
    (spell,) = spells([Stretch(ONE, may(1), may(10)), Stretch(OTHER, may(5), may(20))], TODAY)
    assert (spell.referral_ids, spell.began_on, spell.ended_on) == ((ONE, OTHER), may(1), may(20))
    assert spell.days_open == 19


def test_a_new_spell_begins_only_after_all_have_ended() -> None:
    first, second = spells(
        [Stretch(ONE, may(1), may(10)), Stretch(OTHER, may(5), may(20)), Stretch(THIRD, may(21), may(30))], TODAY
    )
    assert (first.referral_ids, second.referral_ids) == ((ONE, OTHER), (THIRD,))
    assert (first.re_referral, second.re_referral, second.days_since_last) == (False, True, 1)


def test_a_referral_that_begins_within_the_gap_continues_the_spell_where_a_measure_says_so() -> None:
    stretches = [Stretch(ONE, may(1), may(10)), Stretch(OTHER, may(15), may(20))]
    assert len(spells(stretches, TODAY)) == 2
    assert len(spells(stretches, TODAY, gap_days=5)) == 1
    assert len(spells(stretches, TODAY, gap_days=4)) == 2


def test_an_open_referral_takes_in_whatever_comes_after_it() -> None:
    (spell,) = spells([Stretch(ONE, may(1)), Stretch(OTHER, july(1), july(5))], TODAY)
    assert (spell.referral_ids, spell.ended_on) == ((ONE, OTHER), None)


def test_the_open_time_of_a_case_is_the_sum_over_its_re_openings() -> None:
    # 1 to 10 May and 1 to 5 July: 9 and 4 days.
    (spell,) = spells([Stretch(ONE, may(1), may(10)), Stretch(ONE, july(1), july(5))], TODAY)
    assert spell.days_open == 13
    assert (spell.began_on, spell.ended_on, spell.re_referral) == (may(1), july(5), False)


def test_the_order_in_which_referrals_are_told_does_not_matter() -> None:
    stretches = [Stretch(ONE, may(1), may(10)), Stretch(OTHER, may(5), may(20)), Stretch(THIRD, july(1))]
    assert spells(stretches, TODAY) == spells(reversed(stretches), TODAY)
