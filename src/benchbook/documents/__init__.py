"""From a path to documents, and from a document to its source.

Whatever comes in is bounded: bytes in total, members of an archive, levels of packing, values and lines.
"""

from benchbook.documents.extent import MOST_LINES, MOST_VALUES, check_extent
from benchbook.documents.outside import parse_instant
from benchbook.documents.reading import STANDARD_INPUT, opened, read_documents
from benchbook.documents.recognition import glimpse, recognise, refuse_binary, refuse_page
from benchbook.documents.unpack import MAX_DOCUMENT_BYTES, MOST_MEMBERS, packing_of, unpack

__all__ = [
    "MAX_DOCUMENT_BYTES",
    "MOST_LINES",
    "MOST_MEMBERS",
    "MOST_VALUES",
    "STANDARD_INPUT",
    "check_extent",
    "glimpse",
    "opened",
    "packing_of",
    "parse_instant",
    "read_documents",
    "recognise",
    "refuse_binary",
    "refuse_page",
    "unpack",
]
