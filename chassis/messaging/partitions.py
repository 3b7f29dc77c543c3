"""Which partition a key belongs to: murmur2, so that every Kafka client agrees with ours."""

from functools import lru_cache
from struct import Struct, unpack_from

_SEED = 0x9747B28C
_M = 0x5BD1E995
_WORD = 0xFFFFFFFF
_CACHED_KEYS = 32_768
"""Keys come again with each message about the same subject; hashing one in Python costs as much as a message."""

_tail = Struct("<I")


@lru_cache(maxsize=_CACHED_KEYS)
def partition_of(key: bytes, partitions: int) -> int:
    """The partition of `key` in a topic of so many partitions."""
    return (murmur2(key) & 0x7FFFFFFF) % partitions


def murmur2(data: bytes) -> int:
    """The hash of Kafka's own partitioner, unsigned."""
    length = len(data)
    h = _SEED ^ length
    for k in unpack_from(f"<{length // 4}I", data):
        k = k * _M & _WORD  # noqa: PLW2901 - a word is mixed in place, as the algorithm is written everywhere
        h = (h * _M ^ (k ^ k >> 24) * _M) & _WORD
    rest = length % 4
    if rest:
        h = ((h ^ _tail.unpack(data[-rest:].ljust(4, b"\0"))[0]) * _M) & _WORD
    h = ((h ^ h >> 13) * _M) & _WORD
    return h ^ h >> 15
