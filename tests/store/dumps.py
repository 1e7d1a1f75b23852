"""Synthetic daily dumps of a catalogue with relayed scores, in the real shape; invented throughout."""

import json
import random
from datetime import UTC, datetime, timedelta

from benchbook.model import Raw
from benchbook.pipeline import import_document
from benchbook.sources import source_by_id

START = datetime(2025, 1, 1, tzinfo=UTC)
WORDS = ("zorvex", "kelmar", "quill", "brontu", "lumen", "ember", "tarn")
DESCRIPTION = "A synthetic model of {words}, which nobody ever trained and which answers nothing at all."


def day(number):
    return START + timedelta(days=number)


def entry(number, changes):
    """A model's entry after so many changes of its price."""
    name = f"{WORDS[number % len(WORDS)]}-{number // len(WORDS) + 1}"
    numbers = random.Random(number)
    words = " ".join(numbers.choices(WORDS, k=40))
    return {
        "id": f"acme/{name}",
        "canonical_slug": f"acme/{name}-20250101",
        "name": f"Acme: {name.title().replace('-', ' ')}",
        "created": 1735689600 + number,
        "description": DESCRIPTION.format(words=words),
        "context_length": numbers.randrange(1000, 200_000),
        "architecture": {"modality": "text->text", "input_modalities": ["text"], "output_modalities": ["text"]},
        "pricing": {"prompt": f"0.00000{numbers.randrange(10, 99)}{changes:03}", "completion": "0.000002"},
        "top_provider": {"context_length": 1000, "max_completion_tokens": None, "is_moderated": False},
        "supported_parameters": ["tools", "reasoning"][: number % 3],
        "benchmarks": {
            "artificial_analysis": {
                "intelligence_index": round(numbers.uniform(10, 60) + changes % 7, 1),
                "coding_index": round(numbers.uniform(10, 60), 1),
                "agentic_index": None,
            },
            "design_arena": [
                {"arena": "models", "category": "website", "elo": 1200 + number, "win_rate": 51.5, "rank": number + 1}
            ],
        },
    }


def dump(number, models=350, changed=3, stamp=True):
    """The catalogue of a day: every day a few models have another price and figure than the day before."""
    changes = [sum(change % models == index for change in range(number * changed)) for index in range(models)]
    document = {"data": [entry(index, changes[index]) for index in range(models)]}
    if stamp:
        document["generated"] = day(number).isoformat()
    body = json.dumps(document).encode()
    return Raw(body=body, origin=f"models-{day(number):%Y-%m-%d}.json", received_at=day(number))


def take(store, raw, source="openrouter", **more):
    """Import one document."""
    return import_document(store, source_by_id(source), (raw,), **more)
