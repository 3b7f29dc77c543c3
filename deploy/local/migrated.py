"""The databases of a run, each with its schema at its newest; and the organisation's key, made once."""

import asyncio
import base64
import os
import secrets
from collections.abc import Mapping, Sequence
from pathlib import Path

from chassis.database.migrations import migrate
from deploy.local.databases import DatabaseUrls, Passwords, create_database
from deploy.local.instances import Instance


async def migrated_databases(admin_url: str, home: Path, wanted: Sequence[Instance]) -> Mapping[Instance, DatabaseUrls]:
    """A database for each instance; what is there already keeps its data."""
    passwords = Passwords(home / "secrets" / "databases.json")
    databases = {one: await create_database(admin_url, one.database, passwords) for one in wanted}
    # One after the other in one process: sixteen starts of Python would take longer than sixteen migrations.
    for one, urls in databases.items():
        await asyncio.to_thread(migrate, urls.owner_url, one.migrations, urls.role)
    return databases


def person_reference_key(home: Path) -> str:
    """One key for all contracts: people are counted once across them."""
    file = home / "secrets" / "person_reference_key"
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
            out.write(base64.b64encode(secrets.token_bytes(32)).decode())
    return file.read_text()
