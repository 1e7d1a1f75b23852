import pytest

from benchbook.metrics import metric, packaged_metrics


def test_a_metric_is_known_by_its_source_and_id():
    known = metric("artificial-analysis", "coding_index")
    assert known is not None
    assert (known.minimum, known.maximum, known.higher_is_better) == (0, 100, True)
    assert metric("design-arena", "coding_index") is None
    assert metric("artificial-analysis", "nothing_such") is None


def test_a_metric_may_be_that_of_several_sources_and_of_no_others():
    assert metric("arena", "elo") is metric("design-arena", "elo")
    assert metric("arena", "win_rate_low") is not None
    assert metric("design-arena", "win_rate_low") is None
    assert metric("arena", "avg_generation_time_ms") is None


@pytest.mark.parametrize(
    ("source", "name", "value", "allowed"),
    [
        ("openrouter", "accuracy", 0, True),
        ("openrouter", "accuracy", 1, True),
        ("openrouter", "accuracy", 1.01, False),
        ("openrouter", "accuracy", -0.01, False),
        ("design-arena", "win_rate", 100, True),
        ("design-arena", "win_rate", 100.1, False),
        ("design-arena", "battles", 10**12, True),
    ],
)
def test_bounds_are_inclusive(source, name, value, allowed):
    assert metric(source, name).allows(value) is allowed


def test_every_metric_has_a_title_a_unit_and_an_origin():
    for name, facts in packaged_metrics().items():
        assert facts.title, name
        assert facts.unit, name
        assert facts.origin, name
        assert facts.minimum is None or facts.maximum is None or facts.minimum < facts.maximum, name
