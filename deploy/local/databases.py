"""Databases and their two roles: an owner who migrates, and the service's, which may do what it is granted."""

import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import asyncpg


@dataclass(frozen=True, slots=True)
class DatabaseUrls:
    """How to reach one database: as its owner, and as the service."""

    owner_url: str
    service_url: str
    role: str


async def create_database(admin_url: str, name: str, passwords: "Passwords") -> DatabaseUrls:
    """Makes the database `name`, its owner `<name>_owner` and the role `name`; what is there already stays as it is."""
    owner = f"{name}_owner"
    connection = await asyncpg.connect(admin_url, timeout=10)
    try:
        for role in (owner, name):
            await _make_role(connection, role, passwords.of(role))
        if not await connection.fetchval("select true from pg_database where datname = $1", name):
            await connection.execute(f"create database {_quoted(name)} owner {_quoted(owner)}")
            await connection.execute(f"revoke all on database {_quoted(name)} from public")
            await connection.execute(f"grant connect on database {_quoted(name)} to {_quoted(name)}")
    finally:
        await connection.close()
    return DatabaseUrls(
        _as_user(admin_url, owner, passwords.of(owner), name), _as_user(admin_url, name, passwords.of(name), name), name
    )


async def drop_database(admin_url: str, name: str) -> None:
    """Removes a database with its roles, whoever is connected."""
    connection = await asyncpg.connect(admin_url, timeout=10)
    try:
        await connection.execute(f"drop database if exists {_quoted(name)} with (force)")
        await connection.execute(f"drop role if exists {_quoted(name)}")
        await connection.execute(f"drop role if exists {_quoted(name + '_owner')}")
    finally:
        await connection.close()


class Passwords:
    """A random password a role, in a file that only its user can read; without one they last as long as this."""

    def __init__(self, file: Path | None = None) -> None:
        self._file = file
        self._known: dict[str, str] = json.loads(file.read_text()) if file is not None and file.exists() else {}

    def of(self, role: str) -> str:
        if role not in self._known:
            self._known[role] = secrets.token_urlsafe(24)
            self._keep()
        return self._known[role]

    def _keep(self) -> None:
        if self._file is None:
            return
        self._file.parent.mkdir(parents=True, exist_ok=True)
        beside = self._file.with_suffix(".new")
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            json.dump(self._known, file)
        beside.replace(self._file)


async def _make_role(connection: "asyncpg.Connection[asyncpg.Record]", role: str, password: str) -> None:
    # Role statements take no parameters. Both parts are ours: a name made from a slug, and a web-safe random word.
    there = await connection.fetchval("select true from pg_roles where rolname = $1", role)
    verb = "alter" if there else "create"
    await connection.execute(f"{verb} role {_quoted(role)} login password '{password}'")


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _as_user(url: str, user: str, password: str, database: str) -> str:
    parts = urlsplit(url)
    place = f"{parts.hostname}:{parts.port or 5432}"
    return urlunsplit((parts.scheme, f"{user}:{password}@{place}", f"/{database}", parts.query, ""))
