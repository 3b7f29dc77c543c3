"""What a newcomer can do once all is running: addresses, and requests to paste."""

import asyncio
import json
from collections.abc import Mapping
from pathlib import Path
from time import monotonic
from typing import Any
from uuid import uuid4

from chassis.clock import today
from chassis.terms import read_terms
from contracts.roles import Role
from deploy.local.calls import call
from deploy.local.examples import PEOPLE, referral_body
from deploy.local.instances import FOR_ALL_CONTRACTS, RECEIVES_REFERRALS, Instance
from deploy.local.tokens import TERMS, Keys, mint
from deploy.local.zipkin import Zipkin
from services.referrals.domain.terms import ReferralTerms

SECONDS_FOR_A_TRACE = 15


def guide(
    addresses: Mapping[Instance, str],
    viewer: Zipkin | None,
    first_link: str | None,
    keys: Keys,
    logs: Path,
    terms: Path = TERMS,
) -> str:
    """The text that is printed when everything is ready."""
    width = max((len(one.name) for one in addresses), default=6)
    running = "Redrose is running." if addresses else "No service is ready; what the servers hold is untouched."
    lines = ["", running, ""]
    lines += [f"  {one.name.ljust(width)}  {address}/openapi.json" for one, address in addresses.items()]
    if viewer is not None:
        lines.append(f"  {'traces'.ljust(width)}  {viewer.address}/zipkin/")
    lines.append(f"  {'logs'.ljust(width)}  {logs}")
    writer = next((one for one in addresses if one.service == RECEIVES_REFERRALS), None)
    reader = next((one for one in addresses if one.service in FOR_ALL_CONTRACTS), None)
    if writer is not None:
        lines += ["", "Send a referral:", "", _send(addresses[writer], writer.contract, keys, terms)]
    if writer is not None and reader is not None:
        lines += ["", "See the figure:", "", _see(addresses[reader], writer.contract, keys)]
    if first_link is not None:
        lines += ["", f"The trace of the first example, from its request to the figure: {first_link}"]
    elif viewer is not None:
        lines += ["", f"Traces of what you send, from the request to the figure: {viewer.address}/zipkin/"]
    lines += ["", "Another token: make token ROLE=worker CONTRACT=all. Stop with Ctrl-C; the data stays.", ""]
    return "\n".join(lines)


def financial_year() -> str:
    """The year from April to March in which today falls, as `2025/26`."""
    day = today()
    first = day.year if day.month >= 4 else day.year - 1
    return f"{first}/{(first + 1) % 100:02d}"


async def first_trace(viewer: Zipkin) -> str | None:
    """The page of the earliest trace that leads from a request to the figures, once the viewer has all of it."""
    url = f"{viewer.address}/api/v2/traces?limit=1000&lookback=600000&serviceName=referrals"
    end = monotonic() + SECONDS_FOR_A_TRACE
    while monotonic() < end:
        traces: list[list[dict[str, Any]]] = (await call("GET", url)).body or []
        whole = [trace for trace in traces if any(span.get("name", "").startswith("process ") for span in trace)]
        if whole:
            first = min(whole, key=lambda trace: int(min(span["timestamp"] for span in trace)))
            return viewer.trace_link(first[0]["traceId"])
        await asyncio.sleep(0.3)
    return None


def _send(address: str, contract: str, keys: Keys, folder: Path) -> str:
    terms = read_terms(folder, contract, "referrals", ReferralTerms).content
    token = mint(keys.private, "local-worker", {contract: [Role.WORKER]})
    body = json.dumps(referral_body(PEOPLE[-1], terms, today(), 0))
    return _curl(
        f"{address}/referrals",
        f"-H 'Authorization: Bearer {token}'",
        f"-H 'Idempotency-Key: {uuid4()}'",
        "-H 'Content-Type: application/json'",
        f"-d '{body}'",
    )


def _see(address: str, contract: str, keys: Keys) -> str:
    token = mint(keys.private, "local-management", {contract: [Role.MANAGEMENT]})
    where = f"{address}/contracts/{contract}/report?period={financial_year()}&format=csv"
    return _curl(where, f"-H 'Authorization: Bearer {token}'")


def _curl(url: str, *options: str) -> str:
    return " \\\n    ".join([f"  curl -sS '{url}'", *options])
