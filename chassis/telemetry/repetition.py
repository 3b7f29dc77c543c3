"""A library that says the same many times a second is heard once in a while, and how often it was not is told."""

import logging
import time
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

EVERY = 10.0
"""Seconds in which a message is let through once. A Kafka client that misses a topic says so 50 times a second."""
REMEMBERED = 256
"""Messages that are remembered, those said last: a library may invent ever new ones."""
LEFT_OUT = "redrose_left_out"
"""Attribute of a record: how many like it were not written since the last one that was."""


class OnceInAWhile(logging.Filter):
    """Lets each message of each library through once in `EVERY` seconds. It is for a handler of libraries' records."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._now, self._lock = now, Lock()
        self._said: OrderedDict[tuple[str, int, str], tuple[float, int]] = OrderedDict()

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether the record is written; one that is says how many like it were not."""
        key, now = (record.name, record.levelno, str(record.msg)), self._now()
        with self._lock:
            last, left_out = self._said.get(key, (None, 0))
            if last is not None and now - last < EVERY:
                self._said[key] = last, left_out + 1
                return False
            self._said[key] = now, 0
            self._said.move_to_end(key)
            if len(self._said) > REMEMBERED:
                self._said.popitem(last=False)
        if left_out:
            setattr(record, LEFT_OUT, left_out)
        return True
