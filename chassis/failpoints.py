"""Named points at which a test may break a running process. Off unless the variable `FAILPOINTS` names them.

    FAILPOINTS="relay.before-checkpoint=kill@0.3;projector.after-commit=kill#7;relay.skip=position:17"

`kill@0.3` kills the process (SIGKILL) with that probability at each pass, `kill#7` at the seventh pass, `hit@0.3` and
`hit#7` only answer that the point was hit, and `position:17` does so where the fact `position` is 17. Chance is seeded
by `FAILPOINTS_SEED`.
"""

import os
import random
import re
import signal
from collections.abc import Callable
from typing import Any

_RULE = re.compile(r"(?P<act>kill|hit)(?:@(?P<share>0?\.\d+|1|0)|#(?P<nth>\d+))|(?P<fact>\w+):(?P<value>\S+)")

POINTS = frozenset(
    {
        "relay.before-checkpoint",
        "relay.skip",
        "projector.before-commit",
        "projector.after-commit",
        "reactor.after-command",
        "reactor.before-marks",
    }
)
"""Every point there is; a name that is none of them stops the start, since a test with it would prove nothing."""


def read(text: str, seed: str | None = None) -> dict[str, Callable[[dict[str, Any]], bool]]:
    """What `FAILPOINTS` asks for: by point, whether a pass with these facts is hit. Raises `ValueError`."""
    chance = random.Random(seed)
    rules: dict[str, Callable[[dict[str, Any]], bool]] = {}
    for part in filter(None, (part.strip() for part in text.split(";"))):
        name, _, rule = part.partition("=")
        found = _RULE.fullmatch(rule)
        if name not in POINTS or found is None:
            raise ValueError(
                f"FAILPOINTS: {part!r} is not a known point with kill@share, kill#n, hit@, hit# or fact:value"
            )
        rules[name] = _rule(found, chance)
    return rules


def hit(name: str, **facts: Any) -> bool:
    """Whether the point is switched on and hit by this pass; a rule with `kill` does not return."""
    rule = _rules.get(name)
    return rule is not None and rule(facts)


async def reach(name: str, **facts: Any) -> None:
    """Pass a point at which the process may be killed."""
    if _rules:
        hit(name, **facts)


def _rule(found: re.Match[str], chance: random.Random) -> Callable[[dict[str, Any]], bool]:
    passes = 0

    def struck(facts: dict[str, Any]) -> bool:
        nonlocal passes
        passes += 1
        if found["fact"]:
            return str(facts.get(found["fact"])) == found["value"]
        struck_now = passes == int(found["nth"]) if found["nth"] else chance.random() < float(found["share"])
        if struck_now and found["act"] == "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        return struck_now

    return struck


_rules = read(os.environ.get("FAILPOINTS", ""), os.environ.get("FAILPOINTS_SEED"))
