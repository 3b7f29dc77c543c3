"""`make address`: where a service of this machine's run answers."""

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from chassis.terms import contracts_in
from deploy.local.faults import LocalFault
from deploy.local.instances import Instance, instances
from deploy.local.ports import LOOPBACK
from deploy.local.tokens import TERMS


def address_of(home: Path, service: str, contract: str, slugs: Sequence[str]) -> str:
    """The address that the last run gave the service; raises `LocalFault` for one that no run has."""
    known = {one.name: one for one in instances(slugs)}
    for_all = Instance(service).name
    name = for_all if for_all in known else Instance(service, contract).name
    if name not in known:
        services = ", ".join(sorted({one.service for one in known.values()}))
        raise LocalFault(f"no {service} of {contract}: SERVICE is one of {services}, CONTRACT of {', '.join(slugs)}")
    file = home / "ports.json"
    ports = json.loads(file.read_text()) if file.exists() else {}
    if name not in ports:
        raise LocalFault(f"{name} has no port yet: start everything with `make run` first")
    return f"http://{LOOPBACK}:{ports[name]}"


def main(arguments: Sequence[str] = sys.argv[1:]) -> int:
    """Prints the address; exit code 2 with one line on what is wrong."""
    service, contract = arguments
    try:
        print(address_of(Path(os.environ.get("REDROSE_HOME", ".local")), service, contract, contracts_in(TERMS)))
    except LocalFault as fault:
        print(f"error: {fault}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
