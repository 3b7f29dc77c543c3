"""Literal figures of sessions, contacts and hours by the words that a contract's terms have for them."""

from datetime import date

from services.reporting.domain.metric import Figure, Unit
from services.reporting.domain.metrics.did_not_attend import DID_NOT_ATTEND
from services.reporting.domain.period import read_period
from tests.reporting import working
from tests.reporting.figures import TODAY, folded
from tests.reporting.telling import all_of
from tests.reporting.working import sessions_of

APRIL = date(2025, 4, 10)


def test_sessions_and_attendances_by_programme_and_activity() -> None:
    rio, covid = sessions_of(), sessions_of("long-covid")
    working.meeting(rio, 1).planned(APRIL, programme="forum", activity="stalls").held(APRIL).heads(165)
    working.meeting(rio, 2).planned(APRIL, activity="boxing").held(APRIL).line(1, 1).line(2, 2, "absent").heads(3)
    working.meeting(rio, 3).planned(APRIL, activity="walking").held(APRIL)
    working.meeting(rio, 4).planned(APRIL, activity="walking").cancelled(APRIL)
    working.meeting(rio, 5).planned(APRIL, activity="walking").held(date(2025, 5, 1)).heads(50)
    working.meeting(covid, 1).planned(APRIL, activity="walking").held(APRIL).heads(2)
    figures = folded(*all_of(rio, covid))
    assert figures.figures("sessions-by-programme", "2025-04", "rio") == {"sessions": 3, "forum": 1, "groups": 2}
    assert figures.figures("sessions-by-activity", "2025-04", "rio") == {
        "sessions": 3, "boxing": 1, "stalls": 1, "walking": 1,
    }  # fmt: skip
    assert figures.figures("attendances-by-programme", "2025-04", "rio") == {
        "attendances": 169, "forum": 165, "groups": 4,
    }  # fmt: skip
    assert figures.figures("attendances-by-programme", "2025-04", "rio", "long-covid")["groups"] == 6


def test_the_mean_size_of_a_group_is_attendances_over_sessions_held() -> None:
    rio = sessions_of()
    for number, heads in enumerate((9, 4, 0)):
        working.meeting(rio, number).planned(APRIL).held(APRIL).heads(heads)
    working.meeting(rio, 8).planned(APRIL, "gathering").held(APRIL).heads(200)
    working.meeting(rio, 9).planned(APRIL).cancelled(APRIL)
    report = folded(*rio.messages).report("rio", "2025-04")
    group, every = "attendances per session of a group", "attendances per session"
    assert report[group] == Figure(group, Unit.MEAN, 4.33, 13, 3)
    assert report[every] == Figure(every, Unit.MEAN, 53.25, 213, 4)
    assert folded(*rio.messages).report("rio", "2025-05")[every] == Figure(every, Unit.MEAN, None, 0, 0)


def test_a_cancelled_session_counts_by_reason_on_the_day_for_which_it_was_planned() -> None:
    rio = sessions_of()
    working.meeting(rio, 1).planned(APRIL).cancelled(date(2025, 4, 9), "weather")
    working.meeting(rio, 2).planned(APRIL).moved(date(2025, 5, 8), typed=APRIL).cancelled(APRIL, "leader-absent")
    working.meeting(rio, 3).planned(APRIL).cancelled(APRIL).withdrawn(APRIL)
    working.meeting(rio, 4).planned(APRIL).held(APRIL)
    figures = folded(*rio.messages)
    assert figures.figures("sessions-cancelled", "2025-04", "rio") == {"cancelled": 1, "weather": 1}
    assert figures.figures("sessions-cancelled", "2025-05", "rio") == {"cancelled": 1, "leader-absent": 1}


def test_contacts_by_channel_and_those_attended() -> None:
    rio = sessions_of()
    for number, (channel, code) in enumerate([("01", "5"), ("02", "5"), ("02", "6"), ("02", "3"), ("98", "4")]):
        working.contact(rio, number, 1, APRIL, channel, code)
    figures = folded(*rio.messages)
    assert figures.figures("contacts-by-channel", "2025-04", "rio") == {
        "contacts": 5,
        "face to face (01)": 1,
        "telephone (02)": 3,
        "other (98)": 1,
        "attended": 3,
        "attended: face to face (01)": 1,
        "attended: telephone (02)": 2,
    }
    report = figures.report("rio", "2025-04")
    assert report["attended: telephone (02)"].part_of == "attended"
    assert report["telephone (02)"].part_of == "contacts"


def test_the_dna_rate_names_both_its_denominators() -> None:
    rio = sessions_of()
    for number, code in enumerate("5556332477"):
        working.contact(rio, number, of=number, on=APRIL, attendance=code)
    report = folded(*rio.messages).report("rio", "2025-04")
    alternative = "DNA rate of all appointments"
    assert report["DNA rate"] == Figure("DNA rate", Unit.SHARE, 2 / 6, 2, 6)
    assert report[alternative] == Figure(alternative, Unit.SHARE, 0.2, 2, 10)


def test_the_dna_rate_as_hospital_episode_statistics_printed_it_in_november_2011() -> None:
    month = 2011 * 12 + 10
    missed, every = 581_554, 8_082_814
    attended = 6_510_568
    """As many as make the default rate of that row 8.2%."""
    tally = {(month, 0): attended, (month, 1): missed, (month, 2): every - missed - attended}
    default, alternative = DID_NOT_ATTEND.figures({"": tally}, read_period("2011-11", TODAY), date(2011, 11, 30))
    assert (alternative.numerator, alternative.denominator) == (581_554, 8_082_814)
    assert (round(alternative.value or 0, 3), round(default.value or 0, 3)) == (0.072, 0.082)


def test_volunteer_hours_by_activity_add_up_to_whole_hours() -> None:
    rio = sessions_of()
    for number, (minutes, activity) in enumerate([(50, "outreach"), (45, "foodbank"), (25, "outreach"), (0, "gym")]):
        working.volunteering(rio, number, APRIL, minutes, activity=activity)
    assert folded(*rio.messages).figures("volunteer-hours-by-activity", "2025-04", "rio") == {
        "hours given": 2, "foodbank": 0.75, "outreach": 1.25,
    }  # fmt: skip


def test_the_3717_hours_of_the_review_stay_exact_when_they_are_given_in_odd_minutes() -> None:
    rio = sessions_of()
    whole = 3_717 * 60
    given = [37] * (whole // 37)
    for number, minutes in enumerate([*given, whole - sum(given)]):
        on = date.fromordinal(date(2023, 4, 1).toordinal() + number % 365)
        working.volunteering(rio, number, on, minutes, activity=f"activity-{number % 3}")
    figures = folded(*rio.messages)
    assert figures.figures("volunteer-hours", "2023/24", "rio") == {"volunteer hours": 3_717}
    assert figures.figures("volunteer-hours-by-activity", "2023/24", "rio")["hours given"] == 3_717
