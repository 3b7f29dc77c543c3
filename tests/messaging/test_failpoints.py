"""Points at which a test may break a process: off unless named, exact where they are."""

import signal
import subprocess
import sys

import pytest

from chassis import failpoints


def test_nothing_is_hit_unless_it_is_named() -> None:
    assert not failpoints.hit("relay.skip", position=17)


def test_a_fact_picks_the_pass() -> None:
    rule = failpoints.read("relay.skip=position:17")["relay.skip"]
    assert [rule({"position": n}) for n in (16, 17, 18)] == [False, True, False]


def test_a_number_picks_the_nth_pass() -> None:
    rule = failpoints.read("projector.before-commit=hit#3")["projector.before-commit"]
    assert [rule({}) for _ in range(5)] == [False, False, True, False, False]


def test_chance_repeats_with_its_seed() -> None:
    first, second = (failpoints.read("relay.skip=hit@0.5", "7")["relay.skip"] for _ in range(2))
    struck = [first({}) for _ in range(100)]
    assert struck == [second({}) for _ in range(100)]
    assert 30 < sum(struck) < 70


@pytest.mark.parametrize("text", ["relay.skip", "relay.skip=sometimes", "relay.skpi=kill#1", "relay.skip=kill@2"])
def test_what_it_does_not_understand_stops_the_start(text: str) -> None:
    with pytest.raises(ValueError, match="is not a known point with"):
        failpoints.read(text)


def test_a_process_is_killed_at_the_pass_that_is_named() -> None:
    code = (
        "import asyncio; from chassis import failpoints\n"
        "for n in range(5): print(n, flush=True); asyncio.run(failpoints.reach('relay.before-checkpoint'))"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code],
        env={"FAILPOINTS": "relay.before-checkpoint=kill#3"},
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert (ended.returncode, ended.stdout) == (-signal.SIGKILL, "0\n1\n2\n")
