"""Ratings from votes: arrays in, frozen results out. It knows no files, stores or networks, and needs numpy alone.

::

    votes      -> tally -> PairCounts ┐
    votes      -> Clusters ───────────┴-> rate -> Ratings -> drift
    placements -> pairs_of_placements -> tally, Clusters
    votes with covariates -> contextual -> Contextual
    PairCounts, Clusters -> fewest_removals, cluster_influence; votes -> side_effect, capped, repeated
"""

from benchbook.ratings.board import Component, Ratings
from benchbook.ratings.caps import capped, repeated
from benchbook.ratings.clusters import Clusters
from benchbook.ratings.contextual import Coefficient, Contextual, contextual
from benchbook.ratings.counts import PairCounts, tally
from benchbook.ratings.drift import Drift, drift
from benchbook.ratings.influence import Influence, LeftOut, cluster_influence
from benchbook.ratings.method import Method
from benchbook.ratings.placements import (
    PlacedPairs,
    Placements,
    pairs_of_placements,
    placement_counts,
    placements_of_votes,
)
from benchbook.ratings.rating import rate
from benchbook.ratings.removals import Removals, fewest_removals
from benchbook.ratings.side import SideEffect, side_effect

__all__ = [
    "Clusters",
    "Coefficient",
    "Component",
    "Contextual",
    "Drift",
    "Influence",
    "LeftOut",
    "Method",
    "PairCounts",
    "PlacedPairs",
    "Placements",
    "Ratings",
    "Removals",
    "SideEffect",
    "capped",
    "cluster_influence",
    "contextual",
    "drift",
    "fewest_removals",
    "pairs_of_placements",
    "placement_counts",
    "placements_of_votes",
    "rate",
    "repeated",
    "side_effect",
    "tally",
]
