"""The operator's page of telemetry, made from the names in the code: `python -m tests.docs.telemetry_page`."""

from pathlib import Path

from chassis.telemetry import names

PAGE = Path(__file__).resolve().parents[2] / "docs" / "telemetry.md"
HEAD = """# Telemetry

Made from `chassis/telemetry/names.py` by `python -m tests.docs.telemetry_page`; a test says when it is out of date.
Nothing that is not named there is emitted. No name, number, address, reference of a person or text from outside stands
in any of it.
"""


def page() -> str:
    """The page as it should be."""
    metrics = [
        f"| `{name}` | {metric.kind} | {metric.unit} | {metric.meaning} |" for name, metric in names.METRICS.items()
    ]
    spans = [f"| `{form.replace('|', ' / ')}` |" for form in names.SPANS]
    return "\n".join(
        [
            HEAD,
            "## Metrics",
            "",
            "| metric | kind | unit | meaning |",
            "|---|---|---|---|",
            *metrics,
            "",
            "## Labels of metrics",
            "",
            listed(names.LABELS),
            "",
            "## Forms of span names",
            "",
            "| form |",
            "|---|",
            *spans,
            "",
            "## Attributes of spans",
            "",
            listed(names.SPAN_ATTRIBUTES),
            "",
            "## Attributes of the process",
            "",
            listed(names.RESOURCE_ATTRIBUTES),
            "",
            "## Fields of log lines",
            "",
            "`time`, `level`, `event`, `service`, `contract`, `trace_id`, `span_id`, and where they are known:",
            "",
            listed(names.LOG_FIELDS),
            "",
        ]
    )


def listed(words: frozenset[str]) -> str:
    """Words in their order, as one paragraph that breaks between them."""
    lines = [""]
    for word in sorted(words):
        piece = f"`{word}`"
        if len(lines[-1]) + len(piece) > 116:
            lines.append("")
        lines[-1] = f"{lines[-1]}{' ' if lines[-1] else ''}{piece},"
    return "\n".join(lines).rstrip(",")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
