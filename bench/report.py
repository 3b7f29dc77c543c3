"""The tables that a run prints: rates, ratios, memory, and which aims are met."""

from collections.abc import Iterable, Sequence

from bench.plan import Aim
from bench.rounds import Result


def table(result: Result) -> str:
    """A measure's contenders with their rates, the spread of their rounds and the ratio to the first of them."""
    measure = result.measure
    rows = []
    first = result.median(next(iter(measure.contenders)), "rate")
    rows += [[name, "failed", "", "", reason] for name, reason in result.failures.items()]
    for name in measure.contenders:
        if name in result.failures:
            continue
        # Where a server is measured, its memory counts and not that of who asks it.
        middle = result.median(name, "rate")
        peak = result.median(name, "server_peak_mb") or result.median(name, "peak_mb")
        rates = [each["rate"] for each in result.figures[name] if "rate" in each]
        spread = f"{min(rates):,.0f} to {max(rates):,.0f}" if len(rates) > 1 else ""
        ratio = f"{middle / first:.2f}" if first and middle else ""
        rows.append([name, number(middle) + measure.unit, spread, ratio, memory(peak) + extras(result, name)])
    return "\n".join([f"\n{measure.title}", *columns(rows)])


def aims(results: Iterable[Result]) -> str:
    """Every aim with what was reached."""
    rows = []
    for result in results:
        for aim in result.measure.aims:
            reached = reached_by(result, aim)
            wanted = f"at most {aim.most:g}" if aim.most is not None else f"at least {aim.least:g}"
            subject = f"{aim.of} / {aim.against}" if aim.against else aim.of
            what = subject if aim.field == "rate" else f"{subject}, {aim.field}"
            verdict = "not measured" if reached is None else ("met" if met(aim, reached) else "missed")
            rows.append([result.measure.title, what, wanted, "" if reached is None else f"{reached:.2f}", verdict])
    return "\n".join(["\nAims", *columns(rows)]) if rows else ""


def comparisons(results: Iterable[Result]) -> str:
    """Every comparison of the plan: measure, Redrose, reference, ratio."""
    rows = []
    for result in results:
        for each in result.measure.comparisons:
            ours, theirs = result.median(each.of, each.field), result.median(each.against, each.field)
            shown = [number(value) + (each.unit if value is not None else "") for value in (ours, theirs)]
            ratio = f"{ours / theirs:.2f}" if ours is not None and theirs else "not measured"
            rows.append([each.title, f"{each.of}: {shown[0]}", f"{each.against}: {shown[1]}", ratio])
    head = ["measure", "Redrose", "reference", "ratio"]
    return "\n".join(["\nComparisons", *columns([head, *rows])]) if rows else ""


def profiles(results: Iterable[Result]) -> str:
    """The lists of where time went, from the contenders that made one."""
    lists = [
        each["profile"]
        for result in results
        for rounds in result.figures.values()
        for each in rounds[-1:]
        if "profile" in each
    ]
    return "\n".join(["", *lists]) if lists else ""


def reached_by(result: Result, aim: Aim) -> float | None:
    """The ratio, or the figure itself where the aim names no other contender."""
    of = result.median(aim.of, aim.field)
    if not aim.against or of is None:
        return of
    against = result.median(aim.against, aim.field)
    return of / against if against else None


def met(aim: Aim, reached: float) -> bool:
    """Whether what was reached is on the good side."""
    return reached <= aim.most if aim.most is not None else reached >= aim.least


def extras(result: Result, name: str) -> str:
    """Further figures of a contender, such as percentiles."""
    shown = [
        f"{field} {value:,.1f}"
        for field in (
            "median_ms",
            "p99_ms",
            "cold_ms",
            "cold_p99_ms",
            "cpu_us",
            "answer_p99_ms",
            "figures_peak_mb",
            "disk_mb",
        )
        if (value := result.median(name, field)) is not None
    ]
    return ", ".join(["", *shown]) if shown else ""


def number(value: float | None) -> str:
    """A rate for people."""
    return "-" if value is None else (f"{value:,.0f}" if value >= 100 else f"{value:,.1f}")


def memory(value: float | None) -> str:
    """Peak memory for people."""
    return "" if value is None else f"{value:,.0f} MB"


def columns(rows: Sequence[Sequence[str]]) -> list[str]:
    """Rows as aligned lines."""
    if not rows:
        return []
    widths = [max(len(row[n]) for row in rows) for n in range(len(rows[0]))]
    return [
        "  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]
