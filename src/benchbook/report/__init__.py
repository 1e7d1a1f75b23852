"""The report: every model of a benchmark with all that is known of it, and a summary.

``build_report`` is a function from the ledger's rows to a frozen ``Report``; ``render`` writes one as
Markdown for people, JSON for programs (the nouns of ``document``) or CSV for spreadsheets.
"""

from benchbook.report.build import build_report
from benchbook.report.document import Report
from benchbook.report.render import Format, render

__all__ = ["Format", "Report", "build_report", "render"]
