"""Before a relay sends: is the log the one that was published, and does the broker have what it acknowledged?"""

from collections.abc import Mapping
from dataclasses import dataclass

from chassis.errors import RedroseError
from chassis.messaging.chain import Log
from chassis.messaging.checkpoint import Checkpoint
from chassis.messaging.topics import Topics


class OtherHistory(RedroseError):
    """The log is not the one whose events were published: a failover lost some. An operator must decide."""


class DataLost(RedroseError):
    """The broker does not have everything that it acknowledged, or not the topic at all."""


@dataclass(frozen=True, slots=True)
class Loss:
    """What a broker no longer has."""

    topic: str
    partitions: tuple[int, ...]
    position: int
    """After which to publish again."""
    offsets: Mapping[int, int]
    """The last offset that is there, by partition."""

    def __str__(self) -> str:
        return (
            f"{self.topic} ended before what the broker had acknowledged in partitions "
            f"{', '.join(map(str, self.partitions))} (data lost, or the topic was made anew): published again after "
            f"position {self.position}"
        )


async def same_history(log: Log, topic: str, checkpoint: Checkpoint) -> None:
    """Raises `OtherHistory` if the last event that was read is not in the log at its position."""
    if checkpoint.last_event is None:
        return
    position, event_id = checkpoint.last_event
    found = await log.read_back(position + 1, 1)
    if not found or found[0].position != position or found[0].id != event_id:
        raise OtherHistory(
            f"the log of {topic} has another event at position {position} than the one that was published; find out "
            "what a failover lost, then choose where to go on with relay --from"
        )


async def loss(topic: str, checkpoint: Checkpoint, topics: Topics) -> Loss | None:
    """What the broker has lost since, if anything.

    The last record that is there tells from where to publish again: what stands before it in its partition was sent
    before it.
    """
    ends = await topics.ends(topic, checkpoint.offsets) if checkpoint.offsets else {}
    short = tuple(sorted(partition for partition, last in checkpoint.offsets.items() if ends[partition] <= last))
    if not short:
        return None
    last_there = [await topics.last_position(topic, partition) for partition in short]
    offsets = {partition: min(last, ends[partition] - 1) for partition, last in checkpoint.offsets.items()}
    return Loss(topic, short, min(checkpoint.position, *last_there), offsets)
