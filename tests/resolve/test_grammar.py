"""The grammar: names of every shape that sources use, and their parts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchbook.model import Configuration
from benchbook.resolve import packaged_facts
from benchbook.resolve.grammar import LONGEST_NAME, STRIPPED, Grammar, name_parts

GRAMMAR = Grammar(packaged_facts().vocabulary, frozenset({"acme", "vimlabs"}))


def read(text):
    return name_parts(GRAMMAR.read(text)[0])


def configuration(text, rank=0):
    return next(parts.configuration for parts in GRAMMAR.read(text) if parts.rank == rank)


@pytest.mark.parametrize(
    ("text", "family", "versions"),
    [
        ("Zorvex", "zorvex", ()),
        ("Zorvex 2", "zorvex", ("2",)),
        ("Zorvex2", "zorvex", ("2",)),
        ("ZORVEX-2", "zorvex", ("2",)),
        ("zorvex_2.5", "zorvex", ("2.5",)),
        ("zorvex-2-5", "zorvex", ("2.5",)),
        ("zorvex 2 5", "zorvex", ("2", "5")),
        ("zorvex-v2.5", "zorvex", ("2.5",)),
        ("zorvex-v2p5", "zorvex", ("2.5",)),
        ("Zorvex 2.0", "zorvex", ("2",)),
        ("Zorvex 2.0.0", "zorvex", ("2",)),
        ("Zorvex 2.10", "zorvex", ("2.10",)),
        ("Zorvex 4.20", "zorvex", ("4.20",)),
        ("Zorvex Kel 2", "zorvexkel", ("2",)),
        ("zorvex-kel-2", "zorvexkel", ("2",)),
        ("Zorvex\uff12", "zorvex", ("2",)),
        ("Zorvex 2 + Kelmar 3", "zorvex+kelmar", ("2", "3")),
    ],
)
def test_families_and_versions(text, family, versions):
    parts = read(text)
    assert (parts.family, parts.versions) == (family, versions)


@pytest.mark.parametrize("word", sorted(packaged_facts().vocabulary.size_tiers | {"pro", "max", "turbo", "flash"}))
@pytest.mark.parametrize("text", ["Zorvex 2 {}", "zorvex-{}-2", "{}-zorvex-2", "Zorvex 2{}"])
def test_tiers_stand_anywhere(word, text):
    parts = read(text.format(word))
    assert (parts.family, parts.versions, parts.tiers) == ("zorvex", ("2",), (word,))


@pytest.mark.parametrize("text", ["Zorvex R+", "Zorvex R Plus", "zorvex-r-plus"])
def test_plus_is_a_tier_however_it_is_written(text):
    parts = read(text)
    assert (parts.family, parts.tiers) == ("zorvexr", ("plus",))


@pytest.mark.parametrize(
    ("text", "sizes", "active"),
    [
        ("Zorvex 70B", ("70b",), ()),
        ("zorvex-1.2b", ("1.2b",), ()),
        ("Zorvex 8x22B", ("8x22b",), ()),
        ("Zorvex 1T", ("1t",), ()),
        ("Zorvex E4B", ("e4b",), ()),
        ("Zorvex 17B 16E", ("16e", "17b"), ()),
        ("Zorvex 80B A3B", ("80b",), ("a3b",)),
        ("Zorvex 80B-A3B", ("80b",), ("a3b",)),
        ("Zorvex 80BA3B", ("80b",), ("a3b",)),
        ("Zorvex 300B-A47B", ("300b",), ("a47b",)),
    ],
)
def test_sizes(text, sizes, active):
    parts = read(text)
    assert (parts.family, parts.sizes, parts.active_sizes) == ("zorvex", sizes, active)


@pytest.mark.parametrize("word", ["coder", "code", "vl", "vision", "chat", "base", "math", "instruct", "it", "guard"])
def test_purposes(word):
    assert read(f"Zorvex 2 {word.title()}").purposes == (word,)
    assert read(f"zorvex-{word}-2").purposes == (word,)


@pytest.mark.parametrize(
    ("word", "stage"),
    [
        ("preview", "preview"),
        ("(Preview)", "preview"),
        ("exp", "experimental"),
        ("(experimental)", "experimental"),
        ("beta", "beta"),
        ("alpha", "alpha"),
    ],
)
def test_stages(word, stage):
    assert read(f"Zorvex 2 {word}").stages == (stage,)


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("2025-09-29", "2025-09-29"),
        ("20250929", "2025-09-29"),
        ("250929", "2025-09-29"),
        ("0929", "XXXX-09-29"),
        ("09-29", "XXXX-09-29"),
        ("(09-29)", "XXXX-09-29"),
        ("09-2025", "2025-09"),
        ("2025-09", "2025-09"),
        ("202509", "2025-09"),
        ("2507", "2025-07"),
        ("(2507)", "2025-07"),
        ("v0929", "XXXX-09-29"),
        ("Sep '25", "2025-09"),
        ("(Sep '25)", "2025-09"),
        ("Sep \u201925", "2025-09"),
        ("(Sep)", "XXXX-09"),
        ("Mar' 25", "2025-03"),
        ("June '24", "2024-06"),
        ("(May 2025)", "2025-05"),
        ("September 2025", "2025-09"),
        ("Sept 25", "2025-09"),
        ("(2025-09-29)", "2025-09-29"),
        ("[Sep '25]", "2025-09"),
    ],
)
@pytest.mark.parametrize("name", ["Zorvex 2 {}", "Zorvex 2 Mini {}", "Zorvex {}"])
def test_every_spelling_of_a_date(written, date, name):
    parts = read(name.format(written))
    assert parts.configuration.date == date
    assert parts.family == "zorvex"
    assert parts.versions == (("2",) if "2" in name else ())


@pytest.mark.parametrize(
    ("text", "versions", "date"),
    [
        ("zorvex-2-2025-09-29", ("2",), "2025-09-29"),
        ("zorvex-2-5-20250929", ("2.5",), "2025-09-29"),
        ("zorvex-2-5-0929", ("2.5",), "XXXX-09-29"),
        ("zorvex-2-5-preview-09-2025-reasoning", ("2.5",), "2025-09"),
        ("zorvex-2507", (), "2025-07"),
        ("zorvex-2.5-2507", ("2.5",), "2025-07"),
        ("zorvex-9999", ("9999",), None),
        ("zorvex-2-1399", ("2", "1399"), None),
    ],
)
def test_dates_and_versions_are_told_apart(text, versions, date):
    parts = read(text)
    assert (parts.versions, parts.configuration.date) == (versions, date)


@pytest.mark.parametrize(
    ("text", "run"),
    [
        ("Zorvex 2 (high)", Configuration(effort="high")),
        ("Zorvex 2 [high]", Configuration(effort="high")),
        ("Zorvex 2(low)", Configuration(effort="low")),
        ("Zorvex 2 (xhigh)", Configuration(effort="xhigh")),
        ("Zorvex 2 (max)", Configuration(effort="max")),
        ("Zorvex 2 (Max Effort)", Configuration(effort="max")),
        ("Zorvex 2 Max Effort", Configuration(effort="max")),
        ("Zorvex 2 (Reasoning)", Configuration(mode="reasoning")),
        ("Zorvex 2 (Reasoning, High Effort)", Configuration(mode="reasoning", effort="high")),
        ("Zorvex 2 (Non-reasoning)", Configuration(mode="non-reasoning")),
        ("Zorvex 2 Non-reasoning", Configuration(mode="non-reasoning")),
        ("zorvex-2-nonreasoning", Configuration(mode="non-reasoning")),
        ("zorvex-2-no-thinking", Configuration(mode="non-reasoning")),
        ("zorvex-2-nothinking", Configuration(mode="non-reasoning")),
        ("Zorvex 2 (Non-reasoning, Low Effort)", Configuration(mode="non-reasoning", effort="low")),
        ("Zorvex 2 (Adaptive Reasoning)", Configuration(mode="adaptive")),
        ("Zorvex 2 (Adaptive Reasoning, Max Effort)", Configuration(mode="adaptive", effort="max")),
        (
            "Zorvex 2 (Adaptive Reasoning, Max Effort, Zorvex 1 Fallback)",
            Configuration(mode="adaptive", effort="max", harness="Zorvex 1 Fallback"),
        ),
        ("Zorvex 2 Thinking", Configuration(mode="reasoning")),
        ("zorvex-2-thinking", Configuration(mode="reasoning")),
        ("zorvex-2-thinking-16k", Configuration(mode="reasoning", thinking_budget="16k")),
        ("Zorvex 2 (Sep '25) (Reasoning)", Configuration(mode="reasoning", date="2025-09")),
        ("Zorvex 2 (bf16)", Configuration(quantisation="bf16")),
        ("zorvex-2-fp8", Configuration(quantisation="fp8")),
        ("Zorvex 2 AWQ", Configuration(quantisation="awq")),
        ("Zorvex 2 (diff)", Configuration(harness="diff")),
        ("Zorvex 2 (diff-fenced)", Configuration(harness="diff-fenced")),
        ("Zorvex 2 (with tools)", Configuration(harness="with tools")),
        ("Zorvex 2 + agent", Configuration(harness="agent")),
        ("Zorvex 2 + Claude Code", Configuration(harness="claude code")),
        ("OpenHands + Zorvex 2", Configuration(harness="openhands")),
        ("Zorvex 2 (high) + agent", Configuration(effort="high", harness="agent")),
        ("openrouter/acme/zorvex-2", Configuration(provider="openrouter")),
        ("groq/zorvex-2", Configuration(provider="groq")),
        ("fireworks_ai/accounts/fireworks/models/zorvex-2", Configuration(provider="fireworks_ai")),
    ],
)
def test_how_a_model_was_run_is_no_part_of_its_name(text, run):
    parts = read(text)
    assert (parts.family, parts.versions, parts.tiers) == ("zorvex", ("2",), ())
    assert parts.configuration == run


@pytest.mark.parametrize("effort", ["minimal", "low", "medium", "high", "xhigh"])
@pytest.mark.parametrize("text", ["Zorvex 2 {}", "zorvex-2-{}", "zorvex-2-thinking-{}", "zorvex-2-{}-20250929"])
def test_a_trailing_effort_is_a_tier_first_and_an_effort_in_the_second_reading(effort, text):
    first, second = GRAMMAR.read(text.format(effort))
    assert (first.tiers, first.configuration.effort, first.rank) == ((effort,), None, 0)
    assert (second.tiers, second.configuration.effort, second.rank) == ((), effort, 1)


def test_of_two_efforts_the_last_was_set():
    assert GRAMMAR.read("zorvex-medium-2-high")[1].configuration.effort == "high"
    assert GRAMMAR.read("zorvex-medium-2-high")[1].tiers == ("medium",)


@pytest.mark.parametrize("text", ["Zorvex 2 Max", "zorvex-2-max"])
def test_max_without_the_word_effort_is_a_tier(text):
    assert [(parts.tiers, parts.configuration.effort) for parts in GRAMMAR.read(text)] == [(("max",), None)]


@pytest.mark.parametrize(
    ("text", "author", "offering"),
    [
        ("acme/zorvex-2", "acme", None),
        ("acme/zorvex-2:free", "acme", "free"),
        ("acme/zorvex-2:batch", "acme", "batch"),
        ("Zorvex 2 (free)", None, "free"),
        ("zorvex-2-batch", None, "batch"),
        ("Acme: Zorvex 2", "Acme", None),
        ("openrouter/acme/zorvex-2", "acme", None),
        ("huggingface/acme/Zorvex-2-hf", "acme", None),
        ("~acme/zorvex-2", "acme", None),
        ("Kelmar: Zorvex 2", None, None),
    ],
)
def test_authors_and_offerings(text, author, offering):
    parts = read(text)
    assert (parts.author, parts.offering) == (author, offering)
    assert parts.family == ("zorvex" if "Kelmar" not in text else "kelmarzorvex")


@pytest.mark.parametrize("text", ["Acme Zorvex 2", "acme-zorvex-2", "us.acme.zorvex-2-v1:0", "Vim Labs Zorvex 2"])
def test_a_company_at_the_beginning_may_be_one_or_not(text):
    with_it, without = GRAMMAR.read(text)
    assert (with_it.rank, without.rank) == (0, STRIPPED)
    assert with_it.family in {"acmezorvex", "vimlabszorvex"}
    assert (without.family, without.versions) == ("zorvex", ("2",))
    assert without.author in {"acme", "vimlabs"}


@pytest.mark.parametrize("text", ["acme", "Acme", "acmezorvex 2", "AcmeZorvex 2"])
def test_a_company_is_not_cut_off_a_word_or_when_nothing_is_left(text):
    assert all(parts.rank < STRIPPED for parts in GRAMMAR.read(text))


def test_a_region_in_a_providers_path_says_nothing():
    first, *others = GRAMMAR.read("bedrock/us.acme.zorvex-2-20250929-v1:0")
    assert first.configuration.provider == "bedrock"
    assert "zorvex" in {parts.family for parts in others}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("LlamaNemotronSuper 49B v1.5", ("nemotron", ("1.5",), ("super",), ("49b",), ("llama",))),
        ("Gemini 2.5Flash-Lite(Sep)", ("gemini", ("2.5",), ("flash", "lite"), (), ())),
        ("Grok CodeFast 1", ("grok", ("1",), ("fast",), (), ())),
        ("gpt-oss-120B(low)", ("gptoss", (), (), ("120b",), ())),
        ("MagistralSmall 1.2", ("magistral", ("1.2",), ("small",), (), ())),
        ("Qwen3 Next 80BA3B", ("qwennext", ("3",), (), ("80b",), ())),
        ("Hermes 4 - Llama-3.1 405B", ("hermes", ("4",), (), ("405b",), ("llama 3.1",))),
    ],
)
def test_names_run_together(text, told):
    parts = read(text)
    assert (parts.family, parts.versions, parts.tiers, parts.sizes, parts.lineage) == told


def test_two_readings_of_hyphens_before_a_size():
    first, second = GRAMMAR.read("zorvex-3-5-9b")
    assert (first.versions, first.sizes) == (("3.5",), frozenset({"9b"}))
    assert (second.versions, second.sizes) == (("3",), frozenset({"5.9b"}))


def test_two_readings_of_a_version_without_its_point():
    first, second = GRAMMAR.read("zorvex-35")
    assert (first.versions, second.versions) == (("35",), ("3.5",))
    assert [parts.versions for parts in GRAMMAR.read("Zorvex 35")] == [("35",)]


def test_a_version_of_tens_has_no_point_to_lose():
    """``Zorvex 50`` is the fiftieth, not another spelling of 5."""
    assert [parts.versions for parts in GRAMMAR.read("Zorvex 50")] == [("50",)]


@pytest.mark.parametrize(("one", "other"), [("4o", "o4"), ("Zorvex-4o", "Zorvex-o4"), ("zorvex4o", "zorvex-o4")])
def test_a_letter_before_a_number_is_not_one_behind_it(one, other):
    assert {parts.core for parts in GRAMMAR.read(one)}.isdisjoint({parts.core for parts in GRAMMAR.read(other)})


@pytest.mark.parametrize("text", ["", " ", "()", "(high)", "---", "\u0000", "\ud800"])
def test_what_says_nothing_has_no_family(text):
    assert all(parts.family == "" or not text.isascii() for parts in GRAMMAR.read(text))
    assert GRAMMAR.read_entry("") is None


def test_a_name_too_long_to_be_one_is_not_read():
    assert GRAMMAR.read("x" * LONGEST_NAME)
    assert GRAMMAR.read("x" * (LONGEST_NAME + 1)) == []
    assert GRAMMAR.read_entry("x" * (LONGEST_NAME + 1)) is None


@given(st.text(max_size=80))
def test_any_text_reads_the_same_twice(text):
    assert GRAMMAR.read(text) == GRAMMAR.read(text)


@given(st.lists(st.sampled_from(["Zorvex", "2", "2.5", "Mini", "70B", "A3B", "Coder", "2025-09-29"]), min_size=1))
def test_case_and_separators_change_no_part(words):
    spaced = [parts.core for parts in GRAMMAR.read(" ".join(words))]
    assert spaced == [parts.core for parts in GRAMMAR.read(" ".join(words).upper())]
    assert spaced == [parts.core for parts in GRAMMAR.read("  ".join(words))]
