"""The catalogue's paths: the list with its filters, orders, pages and feed; one model; its endpoints; providers."""

from benchbook.api.catalogue.listing import asked_for, count_reply, reply
from benchbook.api.catalogue.query import ModelQuery, ModelsQuery

__all__ = ["ModelQuery", "ModelsQuery", "asked_for", "count_reply", "reply"]
