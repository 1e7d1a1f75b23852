"""Synthetic scores in the shapes of the real sources: every figure is invented."""

import random
from datetime import datetime, timedelta
from zlib import crc32

from tests.browser.hostile_names import HOSTILE
from tests.browser.synthetic_catalogue import DEPARTED, EFFORTS, FLAGSHIP, Model, all_models
from tests.rated_board import VERSION, board, rated

UNRESOLVED = ("Phantom 9 (high)", "Lumen 4.5", "Quill 4 Turbo Max", "Nobody's Model", *HOSTILE.values())
BOARDS = (("agents", "agon_webapps"), ("agents", "fullstack"), ("models", "website"), ("models", "svg"))
EVALS = ("gpqa_diamond", "hle")
SEARCHES = ("search_hle",)


def scored(today: datetime, days_ago: int) -> list[Model]:
    """The models that somebody measured: most, never pointers nor variants."""
    always = {FLAGSHIP, DEPARTED}
    return [
        model
        for number, model in enumerate(all_models(today))
        if (number % 5 or model.id in always or model.id.startswith("hostile/"))
        and not model.id.startswith("~")
        and ":" not in model.id
        and model.listed(days_ago)
    ]


def label(model: Model) -> str:
    return model.name.partition(": ")[2] or model.name


def index_page(today: datetime, days_ago: int, version: float) -> dict[str, object]:
    """Artificial Analysis' free endpoint in one page; from 4.1 on every index is a fifth lower. Hostile ones lead."""
    scale = 1.0 if version < 4.1 else 0.8
    rows: list[dict[str, object]] = []
    for place, model in enumerate(scored(today, days_ago)):
        points = 98 - place / 10 if model.id.startswith("hostile/") else random.Random(model.id).uniform(5, 70)
        if model.id == FLAGSHIP:
            names = [f"{label(model)} ({effort})" for effort in EFFORTS] + [f"{label(model)} (Non-reasoning)"]
            points = 60
            rows += [
                index_row(len(rows) + step, name, model.id, (points + 4 * (4 - step)) * scale)
                for step, name in enumerate(names)
            ]
        else:
            rows.append(index_row(len(rows), label(model), model.id, points * scale))
    rows += [index_row(9000 + number, name, None, 30 * scale) for number, name in enumerate(UNRESOLVED)]
    return {
        "_synthetic": True,
        "tier": "free",
        "collected_at": (today - timedelta(days_ago)).isoformat(),
        "intelligence_index_version": version,
        "pagination": {"page": 1, "page_size": 500, "total_pages": 1, "has_more": False},
        "data": rows,
    }


def index_row(number: int, name: str, model_id: str | None, points: float) -> dict[str, object]:
    """One row; every fourth lacks the agentic index, every seventh the speed."""
    key = f"{model_id} {name}".encode()
    return {
        "id": f"00000000-0000-4000-8000-{crc32(key):012d}",
        "name": name,
        "slug": f"row-{crc32(key)}",
        "release_date": "2026-01-01",
        "model_creator": {"id": "x", "name": model_id.partition("/")[0] if model_id else HOSTILE["attribute"]},
        "evaluations": {
            "artificial_analysis_intelligence_index": round(points, 1),
            "artificial_analysis_coding_index": round(points * 0.95, 1),
            "artificial_analysis_agentic_index": round(points * 0.7, 1) if number % 4 else None,
        },
        "artificial_analysis_intelligence_index_cost": {
            "total_cost": round(20 + points * 9, 2),
            "cost_per_task": {"total_cost": round(0.01 + points / 200, 4)},
        },
        "pricing": {"price_1m_input_tokens": 1 + number % 9, "price_1m_output_tokens": 4 + number % 30},
        "performance": {
            "median_output_tokens_per_second": 40 + number % 160 if number % 7 else 0,
            "median_time_to_first_token_seconds": 0.5 + number % 20,
        },
        "metadata": {"openrouter_api_id": model_id},
    }


def arena(today: datetime, days_ago: int) -> dict[str, object]:
    """A dump of the Design Arena's boards, a hostile one among them."""
    registry = {model.id.replace("/", "-"): model for model in scored(today, days_ago)}
    hostile = (HOSTILE["script"], HOSTILE["attribute"])
    return {
        "_synthetic": True,
        "collected_at": (today - timedelta(days_ago)).isoformat(),
        "model_registry": {
            own_id: {"display_name": label(model), "provider": model.id.partition("/")[0]}
            for own_id, model in registry.items()
        },
        "leaderboards": {
            f"board-{number}": {
                "request": {"arenaType": board[0], "category": board[1]},
                "data": [arena_row(own_id, place + number) for place, own_id in enumerate(list(registry)[number::2])],
            }
            for number, board in enumerate((*BOARDS, hostile))
        },
    }


def arena_row(own_id: str, place: int) -> dict[str, object]:
    battles = 60 + 37 * (place % 11) ** 2
    wins = battles * (90 - place) // 140
    return {
        "modelId": own_id,
        "wins": wins,
        "losses": battles - wins,
        "battles": battles,
        "winRate": round(100 * wins / battles, 1),
        "elo": 1340 - 9 * place,
        "btStdErr": round(300 / battles**0.5, 2),
        "avgGenerationTimeMs": 20_000 + 900 * place,
    }


def own_arena(today: datetime, days_ago: int) -> dict[str, object]:
    """A board of an arena of one's own: hostile names lead, some are preliminary, some are left out."""
    names = [*(HOSTILE[kind] for kind in ("attribute", "long", "right-to-left")), *map(label, scored(today, days_ago))]
    models = [
        rated(name, 1190.25 - 17 * place - days_ago / 10, 160 + 53 * (place % 7) ** 2 - days_ago, merged=[name[:40]])
        for place, name in enumerate(dict.fromkeys(names[:18]))
    ]
    out = [rated("Phantom 9", 1200, 3, listed=False), rated("Far 1", 1010, 40, component=2)]
    return board(
        *models,
        *out,
        arena="house",
        category="overall/design & code",
        rated_at=today - timedelta(days_ago),
        method={"version": VERSION if days_ago < SINCE_METHOD else f"{VERSION}, as it was before"},
    )


SINCE_METHOD = 60
"""So many days ago the own arena's method was another."""


def relayed(today: datetime, days_ago: int) -> dict[str, object]:
    """A reply of OpenRouter's ``/benchmarks``: its own evals, plain and with search."""
    moment = today - timedelta(days_ago)
    ran = (moment - timedelta(3)).isoformat()
    models = scored(today, days_ago)
    rows = [eval_row(model, board, number, ran) for board in EVALS for number, model in enumerate(models[::2])]
    rows += [
        search_row(model, board, number, engine, ran)
        for board in SEARCHES
        for number, model in enumerate(models[::4])
        for engine in ("lantern", "torch")
    ]
    meta = {"as_of": moment.isoformat(), "version": "v1", "source": None, "task_type": None}
    return {"_synthetic": True, "meta": meta, "data": rows}


def eval_row(model: Model, board: str, number: int, ran: str) -> dict[str, object]:
    return {
        "source": "openrouter",
        "model_permaslug": model.id,
        "display_name": label(model),
        "benchmark_type": board,
        "accuracy": round(0.9 - number / 50, 3),
        "accuracy_stddev": 0.02 if number % 2 else None,
        "avg_cost_per_task": round(0.002 * (number + 1), 4),
        "total_tasks": 198,
        "last_run_timestamp": ran,
    }


def search_row(model: Model, board: str, number: int, engine: str, ran: str) -> dict[str, object]:
    return {
        "source": "openrouter",
        "model_permaslug": model.id,
        "display_name": label(model),
        "benchmark_type": board,
        "primary_metric": "accuracy",
        "primary_score": round((0.6 if engine == "lantern" else 0.5) - number / 60, 3),
        "total_tasks": 120,
        "avg_cost_per_task": 0.5,
        "avg_latency_per_task_ms": 90_000.5,
        "search_engine": engine,
        "search_surface": "server-tool",
        "last_run_timestamp": ran,
        "run_config": {"max_agent_turns": 25, "reasoning_effort": "high", "temperature": None},
    }
