"""Records of Every Eval Ever: the schema's demands, our honesty about what is not known."""

import json
import re
from pathlib import Path

import msgspec
import pytest
from exported_publication import HOSTILE, PUBLICATION, SCORES, hostile_publication, score
from msgspec.structs import replace

from benchbook.export import LeftOut, evaluations, export, exported_evaluations
from benchbook.export.evaluation_record import EvaluationRecord, checked
from benchbook.publication import Publication

SCHEMA = (
    Path(__file__).resolve().parents[2] / ".." / "shared" / "data" / "evals" / "every_eval_ever" / "eval.schema.json"
)
REQUIRED = {
    "schema_version",
    "evaluation_id",
    "retrieved_timestamp",
    "source_metadata",
    "model_info",
    "eval_library",
    "evaluation_results",
}
FILE = re.compile(r"data/[^/]+/[^/]+/[^/]+/[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\.json")


def records(publication=PUBLICATION):
    body = b"".join(export("scores", "every-eval-ever", publication).chunks()).decode()
    return [json.loads(line) for line in body.split("\n")[:-1]]


def by_name(publication=PUBLICATION):
    return {record["model_info"]["name"]: record for record in records(publication)}


def test_a_record_says_what_is_known_and_nothing_else():
    record = by_name()["Quill (high)"]
    assert re.fullmatch(r"design-arena/inkwell_quill-[0-9a-f]{8}/1867276800", record.pop("evaluation_id"))
    results = {result["evaluation_result_id"]: result for result in record.pop("evaluation_results")}
    assert record == {
        "schema_version": "0.3.0",
        "retrieved_timestamp": "1867276800",
        "source_metadata": {
            "source_type": "documentation",
            "source_organization_name": "Design Arena",
            "evaluator_relationship": "third_party",
            "source_name": "Design Arena",
            "source_organization_url": "https://www.designarena.ai",
            "additional_details": {
                "source_id": "design-arena",
                "licence": "attribution",
                "citation": "Source: Design Arena (www.designarena.ai)",
            },
        },
        "eval_library": {"name": "unknown", "version": "unknown"},
        "model_info": {
            "name": "Quill (high)",
            "id": "Inkwell/Quill-30B",
            "developer": "inkwell",
            "additional_details": {
                "deployment_type": "unknown",
                "model_availability": "open_weights",
                "openrouter_id": "inkwell/quill",
                "permaslug": "inkwell/quill-20290101",
            },
        },
    }
    assert sorted(results) == [
        f"design-arena.models/website.{name}" for name in ("avg_generation_time_ms", "elo", "win_rate")
    ]
    assert results["design-arena.models/website.elo"] == {
        "evaluation_result_id": "design-arena.models/website.elo",
        "evaluation_name": "design-arena.models/website",
        "source_data": {"source_type": "url", "dataset_name": "models/website", "url": ["https://www.designarena.ai"]},
        "metric_config": {
            "lower_is_better": False,
            "metric_id": "design-arena.elo",
            "metric_name": "Elo rating",
            "metric_kind": "elo",
            "metric_unit": "points",
            "score_type": "continuous",
            "min_score": None,
            "max_score": None,
        },
        "score_details": {
            "score": 1300,
            "details": {"battles": "0", "observed_at": "2029-03-04"},
            "uncertainty": {"standard_error": {"value": 12.5}, "num_samples": 15},
        },
        "generation_config": {
            "generation_args": {"reasoning": True},
            "additional_details": {"effort": "high", "mode": "reasoning"},
        },
    }
    speed = results["design-arena.models/website.avg_generation_time_ms"]
    assert (speed["metric_config"]["lower_is_better"], speed["metric_config"]["min_score"]) == (True, 0.0)
    assert speed["score_details"]["uncertainty"] == {"num_samples": 15}
    rate = results["design-arena.models/website.win_rate"]["metric_config"]
    assert (rate["metric_unit"], rate["min_score"], rate["max_score"]) == ("percent", 0.0, 100.0)


def test_an_effort_is_a_record_of_its_own_and_a_relay_is_told():
    record = by_name()["Quill (Non-reasoning)"]
    assert record["source_metadata"]["additional_details"]["relayed_by"] == "openrouter"
    assert record["model_info"]["inference_platform"] == "Papermill"
    by_metric = {result["metric_config"]["metric_id"]: result for result in record["evaluation_results"]}
    assert sorted(by_metric) == ["artificial-analysis.coding_index", "artificial-analysis.intelligence_index"]
    coding = by_metric["artificial-analysis.coding_index"]
    assert coding["score_details"]["score"] == 0
    assert coding["source_data"]["dataset_name"] == "Coding Index"
    assert coding["generation_config"]["generation_args"] == {"reasoning": False}
    assert coding["metric_config"]["additional_details"] == {"method_version": "4.1"}


def test_what_cannot_be_told_is_counted():
    found = evaluations(PUBLICATION)
    assert found.left_out == LeftOut(unresolved=1, questionable=2, prices=1)
    told = sum(len(record["evaluation_results"]) for record in records())
    details = 1  # the battles
    every = sum(len(row.measures) for row in SCORES)
    assert told + details + 1 + 2 + 1 == every
    own = Publication(scores=(score(source="house", measures={"charm": 1, "wit": 2}),))
    assert evaluations(own).left_out == LeftOut(unknown_direction=2)
    assert records(own) == []


def test_records_do_not_depend_on_order_and_have_ids_of_their_own():
    mixed = replace(PUBLICATION, scores=SCORES[::-1])
    assert records() == records(mixed)
    efforts = Publication(scores=tuple(score("Quill", effort=effort) for effort in (None, "low", "high")))
    ids = {record["evaluation_id"] for record in records(efforts)}
    assert len(ids) == 3


def test_two_figures_of_one_name_are_numbered():
    twice = Publication(scores=(score(measures={"elo": 1}), score(measures={"elo": 2})))
    (record,) = records(twice)
    assert [result["evaluation_result_id"] for result in record["evaluation_results"]] == [
        "design-arena.models/website.elo",
        "design-arena.models/website.elo.2",
    ]


def test_files_stand_where_the_data_set_puts_them():
    found = list(evaluations(PUBLICATION).records())
    assert all(FILE.fullmatch(record.path) for record in found)
    assert len({record.path for record in found}) == len(found) == 2
    assert exported_evaluations(evaluations(PUBLICATION)).rows == 2


@pytest.mark.parametrize("text", HOSTILE, ids=ascii)
def test_hostile_names_make_no_path_and_no_wrong_record(text):
    hostile = score(text, model_id=f"../{text}/..", provider=text, citation=text, variant=text)
    (record,) = evaluations(Publication(scores=(hostile,))).records()
    assert FILE.fullmatch(record.path)
    assert ".." not in record.path.split("/")
    assert structurally_sound(json.loads(record.body))
    assert evaluations(hostile_publication(text)).groups == ()  # its metric is one that nobody described


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("model_info", "additional_details", "deployment_type"), "cloud"),
        (("model_info", "additional_details", "model_availability"), None),
        (("source_metadata", "evaluator_relationship"), "friend"),
        (("evaluation_results",), []),
        (("schema_version",), "0.2.0"),
        (("evaluation_results", 0, "metric_config", "min_score"), "low"),
        (("evaluation_results", 0, "score_details", "score"), "high"),
        (("unheard_of",), 1),
    ],
)
def test_a_wrong_record_is_never_written(path, value):
    told = records()[0]
    place = told
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(told, EvaluationRecord)
    good = msgspec.convert(records()[0], EvaluationRecord)
    with pytest.raises(msgspec.ValidationError):
        checked(replace(good, schema_version="0.2.0"))


def structurally_sound(record):
    """What the schema demands, in our own words."""
    assert REQUIRED <= set(record) <= REQUIRED | {"evaluation_timestamp", "detailed_evaluation_results"}
    assert record["retrieved_timestamp"].isdecimal()
    assert record["source_metadata"]["evaluator_relationship"] in {"first_party", "third_party"}
    info = record["model_info"]
    assert info["name"]
    assert info["id"]
    assert {"deployment_type", "model_availability"} <= set(info["additional_details"])
    assert record["evaluation_results"]
    for result in record["evaluation_results"]:
        assert {"evaluation_name", "source_data", "metric_config", "score_details"} <= set(result)
        config = result["metric_config"]
        assert isinstance(config["lower_is_better"], bool)
        assert {"min_score", "max_score"} <= set(config)
        assert type(result["score_details"]["score"]) in {int, float}
        for details in (result["score_details"].get("details", {}), config.get("additional_details", {})):
            assert all(isinstance(text, str) for text in details.values())
        assert result["source_data"]["source_type"] in {"url", "other"}
    return True


def test_records_are_structurally_sound():
    assert all(map(structurally_sound, records()))


def test_records_are_valid_by_the_schema_itself():
    if not SCHEMA.exists():
        pytest.skip("the shared data is not here")
    jsonschema = pytest.importorskip("jsonschema")
    validator = jsonschema.Draft7Validator(json.loads(SCHEMA.read_text()))
    hostile = Publication(scores=tuple(score(text, variant=text, effort=text or None) for text in HOSTILE))
    told = [*records(), *records(hostile)]
    assert len(told) == 2 + len(HOSTILE)
    assert [error.message for record in told for error in validator.iter_errors(record)] == []
