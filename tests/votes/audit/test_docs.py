"""``docs/votes-audit.md``: its example runs, and it tells every check, every field and every figure as they are."""

import re
from pathlib import Path

import pytest
from simulated import audit, votes

from benchbook.ratings.agreement import HALF
from benchbook.ratings.devotion import TASTE_NATS
from benchbook.ratings.loyalty import SHARES
from benchbook.ratings.method import POINTS_PER_NAT
from benchbook.votes.audit.bursts import SECONDS
from benchbook.votes.audit.caps import LEEWAY_NATS, USUAL_CAP
from benchbook.votes.audit.days import DAY_NATS
from benchbook.votes.audit.findings import LOOK, SUSPICIOUS

PAGE = Path(__file__).resolve().parents[3] / "docs" / "votes-audit.md"

pytestmark = pytest.mark.skipif(not PAGE.exists(), reason="not in a checkout")


def test_the_example_runs(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (example,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(), re.DOTALL)
    exec(compile(example, str(PAGE), "exec"), {})
    assert capsys.readouterr().out.startswith("chat, overall: 2,000 votes of 40 voters on 4 models\n")


def test_every_check_is_told_with_its_name_and_its_field():
    text = PAGE.read_text()
    for finding in audit(votes(1, 1_000, 4, 30)).findings:
        assert f"\n**{finding.title}.**" in text, finding.title
        assert re.search(rf"\| {finding.title} \| `{finding.check}` \|", text), finding.check


def test_figures_of_rules_are_those_of_the_code():
    text = " ".join(PAGE.read_text().split())
    assert f"1 in {1 / LOOK:.0f} or more" in text
    assert f"1 in {1 / SUSPICIOUS:,.0f}," in text
    assert f"within {SECONDS} seconds" in text
    assert f"`--voter-cap N` ({USUAL_CAP})" in text
    assert f"A difference of {DAY_NATS * POINTS_PER_NAT:.0f} points" in text
    assert f"by more than {LEEWAY_NATS * POINTS_PER_NAT:.0f} points" in text
    assert f"a taste of {TASTE_NATS * POINTS_PER_NAT:.0f} points" in text
    assert f"shares from {100 * min(SHARES):.1f} % to {100 * max(SHARES):.0f} %" in text
    assert "less than half as closely" in text
    assert HALF == 0.5
