"""Our own OpenAPI document as a page shows it: operations, parameters, replies and the shapes of these."""

from benchbook.web.reference.described import Area, Field, Operation, Parameter, Reply, Shape, described
from benchbook.web.reference.types import Piece

__all__ = ["Area", "Field", "Operation", "Parameter", "Piece", "Reply", "Shape", "described"]
