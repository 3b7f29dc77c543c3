"""A small report with every kind of cell, a control chart and bars: what forms are tried on."""

from datetime import date

from services.reporting.domain.metric import Direction
from services.reporting.domain.metrics.attendances import ATTENDANCES
from services.reporting.domain.metrics.referrals_received import REFERRALS_RECEIVED
from services.reporting.domain.pack.charts import control_chart
from services.reporting.domain.pack.model import (
    Audience,
    Cell,
    Chart,
    ChartForm,
    ChartPoint,
    Column,
    Mark,
    Pack,
    PackKind,
    PackPeriod,
    Section,
    Show,
    Table,
)
from services.reporting.domain.pack.parts import definitions_table

APRIL_2022 = 2022 * 12 + 3
MONTHLY = [
    98,
    104,
    91,
    100,
    97,
    103,
    99,
    95,
    101,
    96,
    102,
    98,
    120,
    121,
    119,
    122,
    118,
    123,
    120,
    121,
    119,
    122,
    160,
    90,
]


def kinds() -> Table:
    """One row for each way in which a cell can be written."""
    opens = "somewhere/attendances/attendances/2023/24"
    cells = (
        ("A count", Cell(23770, Show.COUNT, opens=opens)),
        ("A mean", Cell(7.56, Show.MEAN)),
        ("Hours", Cell(3717, Show.HOURS)),
        ("Days, of how many", Cell(12.5, Show.DAYS, of=40)),
        ("A share with its counts", Cell(2 / 3, Show.SHARE, numerator=2, denominator=3)),
        ("Pounds", Cell(8620000, Show.POUNDS)),
        ("A day", Cell(date(2024, 3, 31), Show.DAY)),
        ("Hidden", Cell(None, Show.COUNT, Mark.CONFIDENTIAL)),
        ("Not known", Cell(None, Show.COUNT, Mark.NOT_AVAILABLE)),
        ("Without sense", Cell(None, Show.SHARE, Mark.NOT_APPLICABLE)),
        ("Words that look like a formula", Cell("=1+1")),
        ("Words with <marks> & others", Cell("1 < 2 & “quoted” #let $x$ *bold* _soft_")),
    )
    rows = tuple((Cell(name), cell) for name, cell in cells)
    return Table("kinds", "Kinds of cells", (Column("What"), Column("Value")), rows, ("A note on the table.",))


def bars() -> Chart:
    """Three bars, one of which may not be shown."""
    table = Table(
        "steps",
        "Steps",
        (Column("Step"), Column("Referrals", Show.COUNT)),
        (
            (Cell("received"), Cell(40, Show.COUNT)),
            (Cell("accepted"), Cell(25, Show.COUNT)),
            (Cell("closed"), Cell(None, Show.COUNT, Mark.CONFIDENTIAL)),
        ),
    )
    points = (ChartPoint("received", 40.0), ChartPoint("accepted", 25.0), ChartPoint("closed", None))
    said = "Received 40, accepted 25, closed not shown."
    return Chart("steps-chart", "From referral on", said, ChartForm.BARS, points, table, "referrals")


def control() -> Chart:
    """Twenty-four months with a shift and a point outside the limits."""
    points = [(APRIL_2022 + at, float(value)) for at, value in enumerate(MONTHLY)]
    return control_chart("received-chart", "Referrals received", points, Direction.INCREASE, None, [], ())


def sample_pack() -> Pack:
    """The report."""
    return Pack(
        kind=PackKind.CONTRACT,
        title="Somewhere: report for 2023/24",
        scope="somewhere",
        scope_title="Somewhere & elsewhere",
        period=PackPeriod("2023/24", date(2023, 4, 1), date(2024, 3, 31), True),
        as_at=date(2024, 4, 30),
        audience=Audience.COMMISSIONER,
        profile="hes",
        sections=(
            Section("summary", "Summary", ("As known by the end of 30 April 2024.",), (kinds(),)),
            Section("charts", "Charts", (), (), (control(), bars())),
            Section("empty", "Nothing", (), (Table("empty", "Nothing observed", (Column("What"), Column("N")), ()),)),
            Section("definitions", "Definitions", (), (definitions_table((ATTENDANCES, REFERRALS_RECEIVED)),)),
        ),
        definitions=(ATTENDANCES.definition, REFERRALS_RECEIVED.definition),
        terms={"somewhere": "3"},
        commissioner="A council",
    )
