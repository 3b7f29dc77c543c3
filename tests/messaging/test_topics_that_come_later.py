"""A member reads the topics that are there, and those that come later: with a restart, or while it runs."""

from collections.abc import Callable
from typing import Any

from tests.conftest import Topics
from tests.messaging.reader import Reader, Running
from tests.messaging.source import Source
from tests.waiting import eventually


async def test_a_topic_that_is_not_there_yet_keeps_nobody_waiting_and_is_read_once_it_is_made(
    source: Source, reader: Callable[..., Reader], topics: Topics
) -> None:
    later = f"later-{source.topic}"
    one = reader(later)
    async with Running(one.consumer):
        await eventually(lambda: topics_of(one) == {source.topic})
        await topics.make(later)
        await eventually(lambda: topics_of(one) == {source.topic, later}, within=30)


async def test_a_static_member_that_comes_back_with_another_topic_is_given_it(
    source: Source, reader: Callable[..., Reader], topics: Topics
) -> None:
    first = reader(instance="one")
    async with Running(first.consumer):
        await eventually(lambda: topics_of(first) == {source.topic})
    added = f"added-{source.topic}"
    await topics.make(added)
    again = reader(added, instance="one")
    async with Running(again.consumer):
        await eventually(lambda: topics_of(again) == {source.topic, added}, within=30)


def topics_of(reader: Reader) -> set[Any]:
    """The topics whose partitions the reader has taken over."""
    return {mark.topic for mark in reader.marks.values()}
