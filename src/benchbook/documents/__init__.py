"""Files in: opened, unpacked within bounds, dated, and told apart by their content."""

from benchbook.documents.dates import date_in_name, parse_instant
from benchbook.documents.glimpses import glimpse, recognise
from benchbook.documents.opening import MAX_DOCUMENT_BYTES, MAX_ZIP_MEMBERS, read_documents

__all__ = [
    "MAX_DOCUMENT_BYTES",
    "MAX_ZIP_MEMBERS",
    "date_in_name",
    "glimpse",
    "parse_instant",
    "read_documents",
    "recognise",
]
