"""What stands in the tables of figures, in the shape of the figures kept in memory."""

from collections import Counter
from typing import Any

from tests.reporting.figures import Figures


async def rows_of(pool: Any, schema: str = "figures") -> Figures:
    """Records and ledger as they are written."""
    journeys = await pool.fetch(f"select contract, referral_id, body from {schema}.journeys")
    activities = await pool.fetch(f"select contract, kind, activity_id, body from {schema}.activities")
    gatherings = await pool.fetch(f"select contract, session_id, body from {schema}.gatherings")
    people = await pool.fetch(f"select ref, kept_under, body from {schema}.people")
    ledger = await pool.fetch(f"select metric, scope, month, number, known_on, delta from {schema}.ledger")
    return Figures(
        {(row["contract"], row["referral_id"]): row["body"] for row in journeys},
        {tuple(row)[:3]: row["body"] for row in activities},
        {tuple(row)[:2]: row["body"] for row in gatherings},
        {row["ref"]: row["body"] for row in people if row["body"] is not None},
        {row["ref"]: row["kept_under"] for row in people},
        Counter({tuple(row)[:5]: row["delta"] for row in ledger if row["delta"]}),
    )


async def cells_of_rows(pool: Any, schema: str = "figures") -> dict[tuple, int]:
    """The cells as they are written, without what came to nothing."""
    rows = await pool.fetch(f"select metric, scope, month, number, times from {schema}.cells where times <> 0")
    return {tuple(row)[:4]: row["times"] for row in rows}
