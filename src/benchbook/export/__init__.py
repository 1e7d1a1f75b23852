"""Exports: what is published as files for other programs.

A *table* (``scores``, ``models``, ``prices``, ``changes``) is a noun that knows its columns, dates, licences and
citations; a *format* is a function from a table to chunks of bytes; an *export* is both together. Scores
can also be written as records of Every Eval Ever.
"""

from benchbook.export.changes import changes_table
from benchbook.export.every_eval_ever import Evaluations, LeftOut, evaluations
from benchbook.export.files import write_folder, write_whole
from benchbook.export.formats import Format, FormatName, filename, format_of, media_of
from benchbook.export.table import About, Column, ExportTable, Terms
from benchbook.export.tables import Export, What, asked, export, exported, exported_evaluations, mark, table_of

__all__ = [
    "About",
    "Column",
    "Evaluations",
    "Export",
    "ExportTable",
    "Format",
    "FormatName",
    "LeftOut",
    "Terms",
    "What",
    "asked",
    "changes_table",
    "evaluations",
    "export",
    "exported",
    "exported_evaluations",
    "filename",
    "format_of",
    "mark",
    "media_of",
    "table_of",
    "write_folder",
    "write_whole",
]
