"""How far a relay has published its log: kept in the log's own database and moved by compare-and-set on an epoch."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any
from uuid import UUID

import orjson

from chassis.errors import RedroseError

_MOVE = "update checkpoint set position = $3, partitions = $4 where name = $1 and epoch = $2 returning true"
# One statement, and so one transaction and one round trip. The row of the checkpoint is taken before a seal is written.
_MOVE_AND_SEAL = f"""with moved as ({_MOVE}),
    sealed as (
        insert into seals (position, hash)
        select new.position, new.hash from moved, unnest($5::bigint[], $6::bytea[]) as new (position, hash)
    )
    select true from moved"""  # noqa: S608 - a constant of this file


class Fenced(RedroseError):
    """Another relay has taken over since; this one must send nothing more."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Everything up to `position` has been acknowledged by the broker."""

    position: int = 0
    epoch: int = 0
    previous: Mapping[int, int] = field(default_factory=lambda: MappingProxyType({}))
    """By partition, the position of the last message sent there: the next one names it as its predecessor."""
    offsets: Mapping[int, int] = field(default_factory=lambda: MappingProxyType({}))
    """By partition, the last offset that was acknowledged."""
    partitions: int = 0
    """How many partitions keys are divided among; 0 before the first message."""
    mapping: int = 0
    """Version of the mapping under which the last message was made; 0 before the first."""
    last_event: tuple[int, UUID] | None = None
    """Position and id of the last event read: if the log has another one there, it is another history."""


async def take_over(connection: Any, name: str) -> Checkpoint:
    """Reads the checkpoint and raises its epoch, so that whoever held it before can store no more."""
    row = await connection.fetchrow(
        """insert into checkpoint as mine (name, epoch) values ($1, 1)
           on conflict (name) do update set epoch = mine.epoch + 1 returning position, epoch, partitions""",
        name,
    )
    return _read(row)


async def look(connection: Any, name: str) -> Checkpoint:
    """The checkpoint as it stands, for operators; its epoch gives no right to store."""
    row = await connection.fetchrow("select position, epoch, partitions from checkpoint where name = $1", name)
    return Checkpoint() if row is None else _read(row)


async def store(connection: Any, name: str, checkpoint: Checkpoint, seals: Sequence[tuple[int, bytes]] = ()) -> None:
    """Keeps the checkpoint, and with it the seals of positions that have none yet: both or neither.

    Raises `Fenced` if its epoch is no longer the newest.
    """
    kept: dict[str, Any] = {
        str(partition): {
            "previous": checkpoint.previous.get(partition, 0),
            "offset": checkpoint.offsets.get(partition, -1),
        }
        for partition in checkpoint.previous.keys() | checkpoint.offsets.keys()
    }
    kept |= {"count": checkpoint.partitions, "mapping": checkpoint.mapping}
    if checkpoint.last_event is not None:
        kept["last"] = {"position": checkpoint.last_event[0], "id": str(checkpoint.last_event[1])}
    arguments = (name, checkpoint.epoch, checkpoint.position, orjson.dumps(kept).decode())
    if seals:
        columns = ([position for position, _ in seals], [seal for _, seal in seals])
        stored = await connection.fetchval(_MOVE_AND_SEAL, *arguments, *columns)
    else:
        stored = await connection.fetchval(_MOVE, *arguments)
    if not stored:
        raise Fenced(f"epoch {checkpoint.epoch} is no longer the newest")


async def confirm(connection: Any, name: str, epoch: int) -> None:
    """Raises `Fenced` if `epoch` is no longer the newest."""
    if await connection.fetchval("select epoch from checkpoint where name = $1", name) != epoch:
        raise Fenced(f"epoch {epoch} is no longer the newest")


def _read(row: Any) -> Checkpoint:
    kept = orjson.loads(row["partitions"])
    places = {int(name): place for name, place in kept.items() if name.isdigit()}
    last = kept.get("last")
    return Checkpoint(
        row["position"],
        row["epoch"],
        {partition: place["previous"] for partition, place in places.items()},
        {partition: place["offset"] for partition, place in places.items() if place["offset"] >= 0},
        kept.get("count", 0),
        kept.get("mapping", 0),
        last and (last["position"], UUID(last["id"])),
    )
