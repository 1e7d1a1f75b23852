"""A report as text."""

from typing import Literal

import msgspec

from benchbook.report.document import Report
from benchbook.report.markdown import markdown
from benchbook.report.table import table

Format = Literal["markdown", "json", "csv"]


def render(report: Report, form: Format) -> str:
    """The report as text in one of three formats; ends with a line break."""
    if form == "markdown":
        return markdown(report)
    if form == "csv":
        return table(report)
    return msgspec.json.format(msgspec.json.encode(report), indent=2).decode() + "\n"
