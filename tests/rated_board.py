"""Boards of own arenas as documents, as they are published: every name and figure is invented."""

import json
from datetime import UTC, datetime

from benchbook.model import Matched, Raw, StoredResult, Unmatched
from benchbook.pipeline import import_document
from benchbook.sources import source_by_id
from benchbook.sources.arena import parse

RATED_AT = datetime(2026, 11, 21, 10, tzinfo=UTC)
VERSION = "Bradley-Terry on votes; ties half a win; prior 0.5; sandwich covariance; mean 1000"
METHOD = {
    "model": "bradley-terry",
    "ties": "half",
    "both_bad": "left out",
    "prior": 0.5,
    "cluster": "auto",
    "covariance": "sandwich",
    "simultaneous": False,
    "level": 0.95,
    "small_sample_battles": 30,
    "list_battles": 15,
    "preliminary_battles": 200,
    "mean": 1000.0,
    "anchor": None,
    "voter_cap": None,
    "controls": [],
    "version": VERSION,
}


def rated(name, elo, battles=400, **fields):
    """A rated model; what is not given follows from the rating and the battles, its ranks from its neighbours."""
    error = fields.get("std_error", round(200 / max(battles, 1) ** 0.5, 3))
    wins, losses, ties = battles // 2, battles // 4, battles - battles // 2 - battles // 4
    share = round(100 / (1 + 10 ** ((1000 - elo) / 400)), 2)
    told = {
        "name": name,
        "merged": [],
        "component": fields.get("component", 1),
        "listed": fields.get("listed", True),
        "preliminary": battles < METHOD["preliminary_battles"],
        "elo": elo,
        "std_error": error,
        "low": round(elo - 1.96 * error, 3),
        "high": round(elo + 1.96 * error, 3),
        "battles": battles,
        "wins": wins,
        "losses": losses,
        "ties": ties,
        "both_bad": battles // 10,
        "win_rate": share,
        "win_rate_low": max(0, round(share - 3.5, 2)),
        "win_rate_high": min(100, round(share + 3.25, 2)),
        "win_rate_elo": round(1.1 * (elo - 1000), 2),
        "first_place": None,
        "second_place": None,
        "third_place": None,
        "fourth_place": None,
        "total": None,
    }
    return (told if told["listed"] and told["component"] == 1 else UNRANKED | told) | fields


UNRANKED = {"rank": None, "rank_low": None, "rank_high": None}

MODELS = (rated("Atlas", 1120.5, 640), rated("Birch", 1080.25, 800), rated("Comet", 1070, 120), rated("yoda", 940, 300))


def board(*models, arena="mine", category="overall", rated_at=RATED_AT, method=None, **fields):
    """A board of these models; those that are listed are ranked among themselves."""
    rows = _ranked(models or MODELS)
    battles = sum(row["battles"] for row in rows) // 2
    sizes = {number: [row for row in rows if row["component"] == number] for number in {r["component"] for r in rows}}
    told = {
        "benchbook_board": 1,
        "arena": arena,
        "category": category,
        "rated_at": str(rated_at).replace(" ", "T"),
        "votes_until": "2026-11-21T09:30:00+00:00",
        "basis": "votes",
        "method": METHOD | (method or {}),
        "counts": {
            "votes": battles + 40,
            "battles": battles,
            "both_bad": 30,
            "flagged": 10,
            "clusters": None,
            "effective_clusters": None,
            "pairs": len(rows) * (len(rows) - 1) // 2,
            "sha256": f"{battles:064x}",
        },
        "components": [
            {
                "number": number,
                "models": len(some),
                "battles": sum(row["battles"] for row in some) // 2,
                "prior": 0.5,
                "strongly_connected": number == 1,
                "tie_parameter": None,
            }
            for number, some in sorted(sizes.items())
        ],
        "models": rows,
        "licence": "attribution",
        "citation": "The house arena (invented).",
    }
    return told | fields


def _ranked(models):
    listed = [row for row in models if row["listed"] and row["component"] == 1]
    return [_ranks(row, listed) | row if row in listed else row for row in models]


def _ranks(row, listed):
    return {
        "rank": 1 + sum(other["elo"] > row["elo"] for other in listed),
        "rank_low": 1 + sum(other["low"] > row["high"] for other in listed),
        "rank_high": len(listed) - sum(other["high"] < row["low"] for other in listed),
    }


def raw(document, received_at=RATED_AT):
    """The document as it comes."""
    return Raw(body=json.dumps(document).encode(), origin="board.json", received_at=received_at)


def parsed(*models, **fields):
    """What the source makes of a board."""
    return parse((raw(board(*models, **fields)),))


def publish_board(store, *models, **fields):
    """Import a board into a store."""
    return import_document(store, source_by_id("arena"), (raw(board(*models, **fields)),), extent="complete")


def stored(*models, joined=None, licence="attribution", **fields):
    """The results of a board as the ledger gives them back; ``joined`` are catalogue ids by name."""
    found = parsed(*models, licence=licence, **fields)
    ids = {"Atlas": "acme/atlas", "Birch": "acme/birch", "Comet": "zeta/comet"} if joined is None else joined
    return [
        StoredResult(
            scope=claim.scope,
            subject=claim.subject,
            labels=claim.labels,
            identity=Matched(model_id=ids[claim.subject], rule="name")
            if claim.subject in ids
            else Unmatched(reason="no catalogue entry has this name"),
            result=claim.results[0],
            observed_at=found.observed_at,
            last_seen=found.observed_at,
            standing=True,
            citation=found.citation,
            licence=found.licence,
        )
        for claim in found.claims
    ]
