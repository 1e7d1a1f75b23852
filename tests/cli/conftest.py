import json
import sys

import pytest

from benchbook.cli import main
from benchbook.store import open_store


class Outcome:
    """What one command did: exit code, standard output and standard error."""

    def __init__(self, code, out, err):
        self.code, self.out, self.err = code, out, err

    def json(self):
        return json.loads(self.out)


@pytest.fixture
def benchbook(tmp_path, monkeypatch, capsys):
    """Runs a command in this process against a store of its own."""
    monkeypatch.setenv("BENCHBOOK_STORE", str(tmp_path / "store.db"))
    open_store(str(tmp_path / "store.db")).close()
    for name in ("OPENROUTER_API_KEY", "AA_API_KEY", "DESIGN_ARENA_API_KEY"):
        monkeypatch.delenv(name, raising=False)

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["benchbook", *map(str, arguments)])
        with pytest.raises(SystemExit) as stopped:
            main()
        captured = capsys.readouterr()
        return Outcome(stopped.value.code or 0, captured.out, captured.err)

    return run


def _model(model_id="acme/lumen", **changes):
    slug = model_id.partition("/")[2]
    return {
        "id": model_id,
        "canonical_slug": f"{model_id.partition(':')[0]}-20260101",
        "hugging_face_id": None,
        "name": f"Acme: {slug.title()}",
        "created": 1767225600,
        "description": "A synthetic model.",
        "context_length": 131072,
        "architecture": {
            "modality": "text->text",
            "input_modalities": ["text"],
            "output_modalities": ["text"],
            "tokenizer": "Other",
            "instruct_type": None,
        },
        "pricing": {"prompt": "0.000001", "completion": "0.000002"},
        "top_provider": {"context_length": 131072, "max_completion_tokens": None, "is_moderated": False},
        "per_request_limits": None,
        "supported_parameters": ["tools"],
        "default_parameters": {},
        "supported_voices": None,
        "knowledge_cutoff": None,
        "expiration_date": None,
        "links": {"details": f"/api/v1/models/{model_id}/endpoints"},
        **changes,
    }


@pytest.fixture
def model():
    """Makes a synthetic catalogue entry in the real shape."""
    return _model


@pytest.fixture
def catalogue(tmp_path):
    """Writes a synthetic catalogue reply."""

    def write(*models, name="models-2026-07-22.json"):
        path = tmp_path / name
        path.write_text(json.dumps({"data": list(models) or [_model()]}))
        return path

    return write


@pytest.fixture
def index_page(tmp_path):
    """Writes a synthetic page of Artificial Analysis' free endpoint with these (name, coding index) rows."""

    def write(*rows, name="page-2026-07-22.json", total_pages=1):
        data = [
            {
                "id": f"00000000-0000-4000-8000-{number:012d}",
                "name": label,
                "slug": label.lower().replace(" ", "-").replace("(", "").replace(")", ""),
                "release_date": "2026-01-01",
                "model_creator": {"id": "1", "name": "Acme"},
                "evaluations": {
                    "artificial_analysis_intelligence_index": coding,
                    "artificial_analysis_coding_index": coding,
                    "artificial_analysis_agentic_index": None,
                },
                "pricing": {"price_1m_input_tokens": 1.0, "price_1m_output_tokens": 0},
            }
            for number, (label, coding) in enumerate(rows)
        ]
        path = tmp_path / name
        pagination = {"page": 1, "page_size": 200, "total_pages": total_pages, "has_more": total_pages > 1}
        path.write_text(
            json.dumps({"tier": "free", "intelligence_index_version": 4.1, "pagination": pagination, "data": data})
        )
        return path

    return write
