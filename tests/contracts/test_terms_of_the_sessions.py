"""The section `[sessions]` of the five files of terms: complete, consistent, and refused in full where it is not."""

from dataclasses import fields
from pathlib import Path

import pytest

from chassis.terms import BrokenTerms, contracts_in, read_terms
from services.sessions.domain.terms import (
    Fund,
    MinimumStaff,
    PartOfDay,
    SessionsTerms,
    TimetabledGroup,
    Weekday,
)

TERMS = Path(__file__).parents[2] / "contracts" / "terms"
CONTRACTS = contracts_in(TERMS)

DEFAULT_TAGS = {
    ("walking", "boxing", "pilates", "football", "gym", "dancercise"): ("be-active", "connect"),
    ("craft", "creative-therapy", "here-and-now"): ("take-notice", "connect"),
    ("training", "recovery-coach", "speaker-boot-camp"): ("keep-learning",),
    ("volunteering", "clean-up", "homeless-outreach", "foodbank"): ("give",),
    ("cafe", "bingo", "brew-and-chat", "forum"): ("connect",),
}
"""The tags of the organisation's own measures, on the type of activity."""


def terms_of(contract: str) -> SessionsTerms:
    return read_terms(TERMS, contract, "sessions", SessionsTerms).content


def group_of(contract: str, code: str) -> TimetabledGroup:
    (group,) = [each for each in terms_of(contract).groups if each.code == code]
    return group


@pytest.mark.parametrize("contract", CONTRACTS)
def test_every_contract_tags_activities_alike(contract: str) -> None:
    terms = terms_of(contract)
    assert terms.ways_version == 1
    for activities, ways in DEFAULT_TAGS.items():
        assert {terms.ways_of(activity) for activity in activities} == {ways}
    assert terms.ways_of("tea") == ()


def test_two_of_the_team_attend_the_first_session_where_the_contract_says_so() -> None:
    assert {contract: terms_of(contract).rules for contract in CONTRACTS} == {
        "changing-futures": (),
        "liaison-and-diversion": (),
        "long-covid": (MinimumStaff("minimum-staff", "initial-engagement", 2),),
        "mental-health-peer-support": (),
        "rio": (),
    }


def test_the_timetable_says_what_is_known_and_leaves_out_what_is_not() -> None:
    assert group_of("rio", "community-cafe") == TimetabledGroup(
        code="community-cafe",
        title="Community Café",
        activity="cafe",
        programme="groups-timetable",
        place="micki-morgans-accrington",
        weekdays=(Weekday.TUESDAY,),
        part_of_day=PartOfDay.MORNING,
    )
    assert group_of("rio", "breakfast-club").weekdays == (Weekday.MONDAY, Weekday.TUESDAY)
    assert group_of("rio", "comfort-zone").place == "inspire-burnley"
    assert (group_of("rio", "womens-group").volunteer_led, group_of("rio", "womens-group").place) == (True, None)
    assert len(terms_of("rio").groups) == 30
    relapse = [each.place for each in terms_of("rio").groups if each.activity == "relapse-prevention"]
    assert relapse == ["lancaster", "morecambe", "st-annes"]


def test_the_weekly_support_group_may_be_joined_by_video() -> None:
    assert group_of("long-covid", "support-group").channels == ("01", "11")


def test_rio_alone_has_funds() -> None:
    assert {contract: dict(terms_of(contract).funds) for contract in CONTRACTS if terms_of(contract).funds} == {
        "rio": {"bric": Fund(largest_award=4999, interview=True), "stepping-stones": Fund(largest_award=1000)}
    }


def test_custody_suites_and_prisons_are_places() -> None:
    places = terms_of("liaison-and-diversion").places
    assert len([place for place in places if place.startswith("custody-suite-")]) == 9
    assert len([place for place in places if place.startswith("prison-")]) == 6


@pytest.mark.parametrize("contract", CONTRACTS)
def test_what_is_left_out_of_the_sessions_is_said_to_be_left_out(contract: str) -> None:
    text = (TERMS / f"{contract}.toml").read_text(encoding="utf-8").partition("\n[sessions]\n")[2]
    missing = [
        field.name
        for field in fields(SessionsTerms)
        if f"{field.name} = " not in text
        and f"# {field.name} is left out: " not in text
        and f"[sessions.{field.name}]" not in text
    ]
    assert missing == []


def broken(tmp_path: Path, *changes: tuple[str, str]) -> str:
    """What is said about the terms with a rule, after these changes of their text."""
    before, section, text = (TERMS / "long-covid.toml").read_text(encoding="utf-8").partition("\n[sessions]\n")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    (tmp_path / "broken.toml").write_text(before + section + text, encoding="utf-8")
    with pytest.raises(BrokenTerms) as raised:
        read_terms(tmp_path, "broken", "sessions", SessionsTerms)
    return "\n".join(f"{fault.field} {fault.detail}" for fault in raised.value.faults)


_NO_FUNDS = "# funds is left out: no fund is stated for this contract [V]"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('\nchannels = ["01", "02",', '\nchannels = ["01", "post",', "channels: post is not an MHSDS consultation"),
        ('codes = ["2", "3",', 'codes = ["1", "3",', "attendance_codes: 1 is not an MHSDS attendance code"),
        ('walking = ["be-active", "connect"]', 'walking = ["run"]', "activities.walking: run is none of the Five Ways"),
        ('cafe = ["connect"]', 'Café = ["connect"]', "not TOML"),
        ("ways_version = 1", "ways_version = 0", "ways_version: 0 is less than 1"),
        ('at = "initial-engagement"', 'at = "tea"', "rules.0.at: tea is not one of the purposes"),
        ("count = 2", "count = 1", "rules.0.count: 1 is less than 2"),
        ('rule = "minimum-staff"', 'rule = "maximum-staff"', "rules.0.rule"),
        (_NO_FUNDS, "funds = { small = { largest_award = 0 } }", "funds.small.largest_award: 0 is less than 1"),
        (_NO_FUNDS, 'funds = { "A fund" = { largest_award = 9 } }', "funds: 'A fund' is not a coded word"),
        (_NO_FUNDS, "funds = { small = { interview = true } }", "funds.small.largest_award"),
        ("\nexception_reasons =", "\n# exception_reasons =", "exception_reasons: is empty, and rules need one"),
        ('correction_reasons = ["entered-in-error", ', "correction_reasons = [", "lacks entered-in-error"),
        ("consecutive_absences = 3", "consecutive_absences = 0", "consecutive_absences: 0 is less than 1"),
        ('["leading-groups", "vol', '["tea", "vol', "volunteering_activities: tea is not one of the activities"),
        ('activity = "peer-group"', 'activity = "tea"', "groups.support-group.activity: tea is not named"),
        ('place = "community-venue"', 'place = "moon"', "groups.support-group.place: moon is not named"),
        ('    channels = ["01", "11"]', '    channels = ["99"]', "groups.support-group.channels: 99 is not one of"),
        ('    channels = ["01", "11"]', "    channels = []", "groups.support-group.channels: is empty"),
        ('code = "support-group"', 'code = "A group"', "groups: 'A group' is not a coded word"),
        ('code = "support-group"', 'code = "support-group"\nweekdays = ["someday"]', "groups.0.weekdays.0"),
        ('code = "support-group"', 'code = "support-group"\ncapacity = 0', "capacity: 0 is less than 1"),
        ('"review",\n]', '"review",\n    "review",\n]', "purposes: review stands 2 times"),
    ],
)
def test_terms_that_cannot_be_kept_are_a_fault(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert said in broken(tmp_path, (old, new))


def test_every_fault_is_said_at_once(tmp_path: Path) -> None:
    said = broken(tmp_path, ("ways_version = 1", "ways_version = 0"), ("count = 2", "count = 1"))
    assert "ways_version: 0 is less than 1" in said
    assert "rules.0.count: 1 is less than 2" in said
