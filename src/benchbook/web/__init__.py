"""Pages: a snapshot as HTML. Everything is escaped, and no page asks another host for anything."""

from benchbook.web.page import refusal
from benchbook.web.routes import ROUTES, routes

__all__ = ["ROUTES", "refusal", "routes"]
