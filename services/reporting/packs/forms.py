"""The forms in which a report is given out, all made from the one model."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from services.reporting.domain.pack.model import Pack
from services.reporting.packs.csv import csv_archive
from services.reporting.packs.frozen import freeze
from services.reporting.packs.html import page
from services.reporting.packs.pdf import document
from services.reporting.packs.xlsx import workbook


@dataclass(frozen=True, slots=True)
class Form:
    """A form: its media type, how its file name ends, and how a report is put into it."""

    media_type: str
    suffix: str
    render: Callable[[Pack], bytes]


FORMS: Mapping[str, Form] = MappingProxyType(
    {
        "html": Form("text/html; charset=utf-8", "html", page),
        "json": Form("application/json", "json", freeze),
        "xlsx": Form("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx", workbook),
        "pdf": Form("application/pdf", "pdf", document),
        "csv": Form("application/zip", "zip", csv_archive),
    }
)
"""By the name under which a form is asked for."""
