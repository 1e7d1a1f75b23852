"""Folders of facts: read strictly, bounded, and laid over the packaged ones."""

from datetime import date

import pytest
from msgspec.structs import replace

from benchbook.errors import FactsError
from benchbook.model import CatalogModel, Labels, Matched, Unmatched
from benchbook.resolve import Resolver, packaged_facts
from benchbook.resolve import user_facts as module
from benchbook.resolve.facts import Alias, Authors, Doubt, FactLayer, Rejection, Release, packaged_layer
from benchbook.resolve.user_facts import load_facts, merged, read_folder

DAY = date(2026, 7, 22)
ALIAS = """\
[[alias]]
name = "Lumen Next"
model = "acme/lumen"
origin = "synthetic"
date = 2026-07-22
"""


def alias(name="Lumen Next", model="acme/lumen", **more):
    return Alias(name=name, model=model, origin="synthetic", date=DAY, **more)


def rejection(name="Lumen Next", model="acme/lumen", **more):
    return Rejection(name=name, model=model, reason="another", origin="synthetic", date=DAY, **more)


@pytest.fixture
def ours(monkeypatch):
    """Replaces the packaged facts by these."""

    def put(**facts):
        plain = replace(packaged_facts(), aliases=(), rejections=(), doubts=(), releases=(), authors={})
        monkeypatch.setattr(module, "packaged_facts", lambda: replace(plain, **facts))

    return put


@pytest.fixture
def folder(tmp_path):
    def write(**files):
        for name, text in files.items():
            (tmp_path / f"{name}.toml").write_text(text)
        return tmp_path

    return write


def test_no_folder_gives_the_packaged_facts():
    assert load_facts(None) == packaged_facts()
    assert packaged_layer().aliases == packaged_facts().aliases


def test_files_of_a_folder_are_read(folder):
    layer = read_folder(
        folder(
            aliases=ALIAS,
            rejections='[[rejection]]\nname="a"\nmodel="b/c"\nreason="r"\norigin="o"\ndate=2026-01-01\n',
            doubts='[[doubt]]\nname="a"\nmodel="b/c"\nreason="r"\norigin="o"\ndate=2026-01-01\n',
            releases='[[release]]\nnames=["a 1", "a 0102"]\norigin="o"\ndate=2026-01-01\n',
            authors='origin="o"\ndate=2026-01-01\n[spellings]\n"Acme Inc." = ["acme"]\n',
        )
    )
    assert [one.name for one in layer.aliases] == ["Lumen Next"]
    assert (len(layer.rejections), len(layer.doubts), len(layer.releases)) == (1, 1, 1)
    assert merged(layer).authors["acmeinc"] == ("acme",)


def test_an_empty_folder_and_files_of_other_kinds_are_no_error(tmp_path):
    (tmp_path / "README.md").write_text("notes")
    (tmp_path / ".aliases.toml.swp").write_text("left by an editor")
    (tmp_path / ".hidden.toml").write_text("[")
    assert load_facts(tmp_path) == packaged_facts()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[[alias]", r"aliases\.toml: expected TOML: .*at line 1"),
        (ALIAS + "[[alias]]\nname = 1\n", r"aliases\.toml: line 6, \[\[alias\]\], name: expected str, got int"),
        (ALIAS + 'colour = "red"\n', r"aliases\.toml: line 1, \[\[alias\]\]: unknown field 'colour'"),
        (ALIAS.replace('origin = "synthetic"\n', ""), r"line 1, \[\[alias\]\]: the field 'origin' is missing"),
        (ALIAS.replace("date = 2026-07-22\n", ""), r"the field 'date' is missing"),
        (ALIAS.replace("2026-07-22", "1"), r"line 1, \[\[alias\]\], date: expected date"),
        ("[[aliases]]\nname = 'x'\n", r"aliases\.toml: unknown field 'aliases'"),
        ("alias = 3\n", r"aliases\.toml: alias: expected array"),
        ("a = " + "[" * 3000, r"aliases\.toml: expected TOML"),
        ("a." * 3000 + "b = 1", r"aliases\.toml: line 1 has more than 4,096 characters"),
    ],
)
def test_what_is_wrong_is_one_sentence(folder, text, sentence):
    with pytest.raises(FactsError, match=sentence) as raised:
        read_folder(folder(aliases=text))
    assert "\n" not in str(raised.value)
    assert len(str(raised.value)) < 400


def test_bytes_that_are_no_text(tmp_path):
    (tmp_path / "aliases.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(FactsError, match="expected TOML in UTF-8"):
        read_folder(tmp_path)
    (tmp_path / "aliases.toml").write_bytes(b"\xef\xbb\xbf" + ALIAS.encode())
    assert len(read_folder(tmp_path).aliases) == 1


def test_unknown_files_are_named_with_the_known_ones(folder):
    with pytest.raises(FactsError, match=r"unknown file 'alias\.toml'; known are aliases\.toml, authors\.toml"):
        read_folder(folder(alias=ALIAS))


def test_folders_and_files_that_cannot_be_read(tmp_path):
    with pytest.raises(FactsError, match="there is no such folder of facts"):
        load_facts(tmp_path / "nowhere")
    (tmp_path / "aliases.toml").mkdir()
    with pytest.raises(FactsError, match="is not a file"):
        read_folder(tmp_path)


def test_size_is_bounded(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "MOST_BYTES", 100)
    (tmp_path / "aliases.toml").write_text("#" * 101)
    with pytest.raises(FactsError, match="larger than 100 bytes"):
        read_folder(tmp_path)


@pytest.mark.parametrize(
    ("theirs", "mine", "stand"),
    [
        (alias(), alias("lumen-next", "acme/quill"), False),
        (alias(source="s"), alias("lumen-next", "acme/quill"), False),
        (alias(), alias(model="acme/quill", source="s"), True),
        (alias(source="t"), alias(model="acme/quill", source="s"), True),
        (alias(), alias("Lumen Last", "acme/quill"), True),
    ],
)
def test_own_alias_replaces_ours_of_the_same_name(ours, theirs, mine, stand):
    ours(aliases=(theirs,))
    facts = merged(FactLayer(aliases=(mine,)))
    assert facts.aliases == ((mine, theirs) if stand else (mine,))


@pytest.mark.parametrize(
    ("theirs", "mine", "stand"),
    [
        (rejection(), alias(), False),
        (rejection(), alias("lumen-next", source="s"), False),
        (rejection(source="s"), alias(), False),
        (rejection(), alias("Lumen Next (high)"), False),
        (rejection(source="t"), alias(source="s"), True),
        (rejection(model="acme/quill"), alias(), True),
        (Rejection(model="acme/lumen", source="s", via="t", reason="r", origin="o", date=DAY), alias(), True),
    ],
)
def test_own_alias_sets_our_rejection_aside(ours, theirs, mine, stand):
    ours(rejections=(theirs,))
    assert bool(merged(FactLayer(aliases=(mine,))).rejections) is stand


@pytest.mark.parametrize(
    ("theirs", "mine", "stand"),
    [
        (alias(), rejection("lumen-next"), False),
        (alias("Lumen Next (high)"), rejection(), False),
        (alias(source="s"), rejection(), False),
        (alias(), rejection(source="s"), True),
        (alias(), rejection(via="relay", source="s"), True),
        (alias(model="acme/quill"), rejection(), True),
    ],
)
def test_own_rejection_sets_our_alias_aside(ours, theirs, mine, stand):
    ours(aliases=(theirs,))
    assert bool(merged(FactLayer(rejections=(mine,))).aliases) is stand


def test_own_spellings_doubts_and_releases_replace_ours(ours):
    doubt = Doubt(name="A", model="acme/a", reason="ours", origin="o", date=DAY)
    release = Release(names=("A 1", "A 0102"), origin="ours", date=DAY)
    ours(authors={"acme": ("acme",), "zeta": ("zeta",)}, doubts=(doubt,), releases=(release,))
    mine = FactLayer(
        authors=Authors(origin="o", date=DAY, spellings={"ACME": ("acme-ai",)}),
        doubts=(replace(doubt, reason="mine"),),
        releases=(replace(release, names=("a-1", "A 0303")),),
    )
    facts = merged(mine)
    assert facts.authors == {"acme": ("acme-ai",), "zeta": ("zeta",)}
    assert facts.doubts == mine.doubts
    assert facts.releases == mine.releases


def test_the_users_word_decides_the_match(ours):
    models = [
        CatalogModel(id=f"acme/{name}", permaslug=f"acme/{name}", name=name.title()) for name in ("lumen", "quill")
    ]
    ours(rejections=(rejection(),), aliases=(alias("Nib", "acme/quill"),))
    before = Resolver(models, merged(FactLayer()))
    own = FactLayer(aliases=(alias(),), rejections=(rejection("Nib", "acme/quill"),))
    after = Resolver(models, merged(own))
    lumen, nib = Labels(name="Lumen Next"), Labels(name="Nib")
    assert isinstance(before.resolve(lumen, "s"), Unmatched)
    assert isinstance(before.resolve(nib, "s"), Matched)
    assert after.resolve(lumen, "s").model_id == "acme/lumen"
    assert isinstance(after.resolve(nib, "s"), Unmatched)
