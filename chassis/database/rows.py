"""Rows that are too many to hold at once."""

from collections.abc import AsyncIterator
from typing import Any

PAGE = 500
"""Rows held at a time: between pages, other work of the process has its turn."""


async def rows_in_pages(connection: Any, query: str, *arguments: Any, page: int = PAGE) -> AsyncIterator[Any]:
    """The rows of a query in its order, inside the transaction that the connection has open.

    asyncpg's own iteration over a cursor is a span for every row once statements are traced; this is one for a page.
    """
    cursor = await connection.cursor(query, *arguments)
    while found := await cursor.fetch(page):
        for row in found:
            yield row
