"""A publication in which an own arena stands in the place of the Design Arena's models: invented models and figures."""

from tests.rated_board import RATED_AT, rated, stored

from benchbook.model import CatalogModel, Prices, StoredModel
from benchbook.publication import publish

ATLAS = CatalogModel(
    id="acme/atlas",
    permaslug="acme/atlas-20260901",
    name="Acme: Atlas",
    prices=Prices(by_kind={"prompt": "0.000001", "completion": "0.000006"}),
)
PLACES = {"first_place": 4, "second_place": 3, "third_place": 2, "fourth_place": 1, "total": 10}

STOOD_IN = publish(
    [StoredModel(model=ATLAS, observed_at=RATED_AT, last_seen=RATED_AT, listed=True)],
    stored(rated("Atlas", 1120.5, 640, **PLACES), rated("yoda", 940, 300), category="codecategories"),
    [],
    stand_ins={"models": "mine"},
)
