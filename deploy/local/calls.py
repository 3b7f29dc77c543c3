"""HTTP requests to our own services on this machine, with nothing but the standard library."""

import asyncio
import json
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Answer:
    """What a service answered; `body` is what its JSON says, None if it said none."""

    status: int
    body: Any

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300

    @property
    def detail(self) -> str:
        """One line on why it was refused."""
        if isinstance(self.body, dict):
            faults = [f"{fault.get('field')}: {fault.get('detail')}" for fault in self.body.get("faults") or []]
            return "; ".join([str(self.body.get("detail") or self.body.get("title") or self.status), *faults])
        return str(self.status)


async def call(
    method: str, url: str, *, token: str = "", body: object = None, headers: Mapping[str, str] | None = None
) -> Answer:
    """Sends one request and gives the answer, whatever its status; status 0 means that nobody answered."""
    return await asyncio.to_thread(_call, method, url, token, body, headers or {})


async def answers(url: str) -> bool:
    """Whether a GET there is answered with a status of success."""
    return (await call("GET", url)).ok


def _call(method: str, url: str, token: str, body: object, headers: Mapping[str, str]) -> Answer:
    sent = {"Accept": "application/json", **headers}
    if token:
        sent["Authorization"] = f"Bearer {token}"
    data = None
    if body is not None:
        data = json.dumps(body).encode()
        sent["Content-Type"] = "application/json"
    request = urllib.request.Request(url, data=data, method=method, headers=sent)
    try:
        with urllib.request.urlopen(request, timeout=_SECONDS) as answer:
            return Answer(answer.status, _read(answer.read()))
    except urllib.error.HTTPError as error:
        with error:
            return Answer(error.code, _read(error.read()))
    except (OSError, urllib.error.URLError):
        return Answer(0, None)


def _read(text: bytes) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None
