"""The catalogue's paths: the list with its filters, orders, pages and feed; one model; its endpoints; providers."""

from benchbook.api.catalogue.listing import asked_for, count_reply, reply, today
from benchbook.api.catalogue.one import endpoints_reply, model_reply, providers_reply
from benchbook.api.catalogue.query import ModelsQuery

__all__ = [
    "ModelsQuery",
    "asked_for",
    "count_reply",
    "endpoints_reply",
    "model_reply",
    "providers_reply",
    "reply",
    "today",
]
