"""Loopback ports: chosen by the system, remembered, and used again while they are free."""

import json
import os
import socket
from collections.abc import Iterable
from pathlib import Path

from deploy.local.faults import LocalFault, PortInUse

LOOPBACK = "127.0.0.1"


def free_ports(count: int) -> list[int]:
    """`count` ports that nothing listens on; all are held until the last is known, so that none comes twice."""
    held = [socket.socket() for _ in range(count)]
    try:
        for one in held:
            one.bind((LOOPBACK, 0))
        return [one.getsockname()[1] for one in held]
    finally:
        for one in held:
            one.close()


def is_free(port: int) -> bool:
    """Whether a server could listen on the port now."""
    with socket.socket() as probe:
        # As servers do: a port whose last connections are only waiting to be forgotten counts as free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True


def remembered_ports(file: Path, names: Iterable[str]) -> dict[str, int]:
    """A port for each name: that in REDROSE_PORT_<NAME>, else that of the last run if it is free, else a new one."""
    known: dict[str, int] = json.loads(file.read_text()) if file.exists() else {}
    chosen: dict[str, int] = {}
    for name in names:
        asked = _asked_port(name)
        if asked is not None:
            chosen[name] = asked
        elif name in known and known[name] not in chosen.values() and is_free(known[name]):
            chosen[name] = known[name]
    missing = [name for name in names if name not in chosen]
    chosen.update(zip(missing, free_ports(len(missing)), strict=True))
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(known | chosen, indent=2) + "\n")
    return chosen


def _asked_port(name: str) -> int | None:
    setting = f"REDROSE_PORT_{name.upper().replace('-', '_')}"
    text = os.environ.get(setting)
    if not text:
        return None
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise LocalFault(f"{setting} is {text!r}, not a port from 1 to 65535")
    if not is_free(int(text)):
        raise PortInUse(int(text), setting)
    return int(text)
