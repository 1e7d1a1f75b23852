"""The words of the grammar: ours, and a user's own, which win."""

from datetime import date

import pytest

from benchbook.errors import FactsError
from benchbook.model import CatalogModel, Labels, Matched
from benchbook.resolve import Resolver, packaged_facts
from benchbook.resolve.facts import packaged_layer
from benchbook.resolve.grammar import Grammar
from benchbook.resolve.user_facts import load_facts
from benchbook.resolve.vocabulary import WordFile, joined, vocabulary_of

HEAD = 'origin = "synthetic"\ndate = 2026-07-22\n'
OURS = packaged_facts().vocabulary
OWN = """
[tiers]
words = ["giga"]
sizes = ["giga"]
[phrases.effort]
"very hard" = "max"
[bracketed.harness]
words = ["shell"]
endings = ["bench"]
[harness]
words = ["my agent"]
[providers]
folders = ["mirror"]
prefixes = ["myhost"]
trailing = ["my cloud"]
endings = ["ch9"]
[lineage]
families = ["kelmar"]
origins = ["quill"]
[undivided]
words = ["zorpro"]
[quantisations]
words = ["q4"]
repository = ["mlx"]
[noise]
words = ["really"]
"""


def words(**tables):
    return vocabulary_of(WordFile(origin="synthetic", date=date(2026, 7, 22), **tables))


@pytest.fixture
def facts(tmp_path):
    def write(text):
        (tmp_path / "vocabulary.toml").write_text(HEAD + text)
        return load_facts(tmp_path)

    return write


def reading(vocabulary, text):
    return Grammar(vocabulary, frozenset()).read(text)[0]


def test_the_packaged_words_are_in_lower_case_and_mean_one_thing_each():
    file = packaged_layer().vocabulary
    assert file is not None
    lists = [
        *(file.tiers.words, file.purposes.words, file.purposes.instruct, file.purposes.tuned, file.purposes.reasoning),
        *(frozenset(file.stages), file.quantisations.words, file.offerings.words),
    ]
    told = [word for group in lists for word in group]
    assert sorted(told) == sorted(set(told))
    assert all(word == word.casefold().strip() for word in (*told, *OURS.months, *OURS.bracketed, *OURS.harnesses))
    assert set(OURS.months.values()) == set(range(1, 13))
    assert OURS.size_tiers <= {word for word, (kind, _) in OURS.words.items() if kind in {"tier", "maybe-effort"}}
    assert all(1 <= len(phrase) <= 3 for phrase in OURS.phrases)


@pytest.mark.parametrize(
    ("word", "meaning"),
    [
        ("mini", ("tier", "mini")),
        ("coder", ("purpose", "coder")),
        ("instruct", ("instruct", "instruct")),
        ("it", ("tuned", "it")),
        ("thinking", ("reasoning", "thinking")),
        ("exp", ("stage", "experimental")),
        ("high", ("maybe-effort", "high")),
        ("fp8", ("quantisation", "fp8")),
        ("free", ("offering", "free")),
    ],
)
def test_what_the_packaged_words_are(word, meaning):
    assert OURS.words[word] == meaning


def test_nothing_added_changes_nothing():
    assert joined(OURS, words()) == OURS


def test_own_words_are_added(facts):
    vocabulary = facts('[tiers]\nwords = ["giga"]\n[stages]\nrc = "preview"\n').vocabulary
    assert vocabulary.words["giga"] == ("tier", "giga")
    assert vocabulary.words["mini"] == ("tier", "mini")
    assert reading(vocabulary, "Zorvex Giga 4 RC").tiers == ("giga",)
    assert reading(vocabulary, "Zorvex Giga 4 RC").stages == {"preview"}
    assert reading(OURS, "Zorvex Giga 4").family == "zorvexgiga"


def test_what_the_user_says_of_a_word_wins(facts):
    vocabulary = facts(
        '[purposes]\nwords = ["flash"]\n[bracketed.effort]\nlow = "minimal"\n[months]\nsep = 10\n'
    ).vocabulary
    assert vocabulary.words["flash"] == ("purpose", "flash")
    assert reading(vocabulary, "Zorvex Flash 4").purposes == ("flash",)
    assert reading(vocabulary, "Zorvex 4 (low)").configuration.effort == "minimal"
    assert reading(vocabulary, "Zorvex 4 (Sep '25)").configuration.date == "2025-10"
    assert packaged_facts().vocabulary.words["flash"] == ("tier", "flash")


def test_each_kind_of_list_is_joined(facts):
    both = facts(OWN).vocabulary
    for text, kind, told in [
        ("Zorvex 4 very hard", "effort", "max"),
        ("Zorvex 4 (shell)", "harness", "shell"),
        ("Zorvex 4 (deep bench)", "harness", "deep bench"),
        ("Zorvex 4 + my agent", "harness", "my agent"),
        ("myhost/acme/zorvex-4", "provider", "myhost"),
        ("zorvex 4 my cloud", "provider", "my cloud"),
        ("zorvex 4 q4", "quantisation", "q4"),
    ]:
        parts = reading(both, text)
        assert (parts.family, parts.versions) == ("zorvex", ("4",)), text
        assert getattr(parts.configuration, kind) == told
    assert reading(both, "mirror/zorvex-4-ch9").family == "zorvex"
    assert reading(both, "Zorvex 4 really").family == "zorvex"
    assert reading(both, "Kelmar 4 Quill 2").lineage == ("quill", "2")
    assert reading(both, "ZorPro 4").family == "zorpro"
    assert "giga" in both.size_tiers
    assert {"q4", "mlx", "fp8"} <= both.repository_endings


def test_the_resolver_follows_the_users_words(facts):
    own = facts('[noise]\nwords = ["reloaded"]\n')
    models = [CatalogModel(id="acme/zorvex-4", permaslug="acme/zorvex-4", name="Acme: Zorvex 4")]
    labels = Labels(name="Zorvex 4 Reloaded")
    assert not isinstance(Resolver(models, packaged_facts()).resolve(labels, "lab"), Matched)
    identity = Resolver(models, own).resolve(labels, "lab")
    assert isinstance(identity, Matched)
    assert identity.model_id == "acme/zorvex-4"


@pytest.mark.parametrize(
    "text", ['[tiers]\nword = ["giga"]\n', '[months]\nsep = "nine"\n', '[tiers]\nwords = "giga"\n', "[colours]\n"]
)
def test_a_vocabulary_with_other_keys_is_refused(facts, text):
    with pytest.raises(FactsError, match=r"vocabulary\.toml"):
        facts(text)


def test_a_vocabulary_says_where_it_is_from(tmp_path):
    (tmp_path / "vocabulary.toml").write_text('[tiers]\nwords = ["giga"]\n')
    with pytest.raises(FactsError, match="origin"):
        load_facts(tmp_path)
