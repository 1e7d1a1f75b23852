"""A list of names and ids, compared with what the names are joined to."""

from datetime import UTC, datetime

import pytest
from audited import entry

from benchbook.audit import NamedRows, audit_names, name_lines, read_against
from benchbook.errors import InputError, Malformed
from benchbook.resolve import packaged_facts

NOW = datetime(2026, 7, 22, tzinfo=UTC)
MODELS = (entry("acme/lumen-2"), entry("acme/lumen-2-mini"), entry("acme/ember-7b"))


@pytest.fixture
def read(tmp_path):
    def write(text, name="names.csv"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_against(str(path), now=NOW)

    return write


@pytest.fixture
def audited(read):
    return lambda text: audit_names(read(text), MODELS, packaged_facts())


def test_each_row_is_same_different_or_of_one_side(audited):
    audit = audited(
        "source,name,model_id\nlab,Lumen 2 (high),acme/lumen-2\nlab,Lumen 2,acme/lumen-2-mini\n"
        "lab,Ember 7B,\nlab,Ember 70B,acme/ember-7b\nlab,Nobody 9,\n"
    )
    found = {one.name: one for one in audit.findings}
    assert [one.outcome for one in audit.findings] == ["same", "differs", "only_ours", "only_theirs", None]
    assert [one.line for one in audit.findings] == [2, 3, 4, 5, 6]
    wrong = found["Lumen 2"]
    assert (wrong.their_id, wrong.our_id, wrong.fault) == ("acme/lumen-2-mini", "acme/lumen-2", "theirs")
    assert "mini" in wrong.refusal
    assert wrong.rule
    assert found["Ember 70B"].fault == "theirs"
    assert "70b" in found["Ember 70B"].refusal
    assert found["Ember 70B"].reason
    assert found["Ember 7B"].our_id == "acme/ember-7b"
    told = audit.summary
    assert (told.rows, told.same, told.differs, told.only_ours, told.only_theirs, told.neither) == (5, 1, 1, 1, 1, 1)
    assert (told.wrong_theirs, told.agreement_percent) == (2, 33.3)


@pytest.mark.parametrize("column", ["id", "model_id", "model", "permaslug", "ID"])
@pytest.mark.parametrize("model_id", ["acme/lumen-2", "acme/lumen-2:free", "acme/lumen-2-20260101"])
def test_ids_variants_and_permaslugs_name_one_model(audited, column, model_id):
    (found,) = audited(f"name;{column}\nLumen 2;{model_id}\n").findings
    assert (found.outcome, found.their_id) == ("same", model_id)


def test_an_id_that_the_catalogue_lacks_is_no_fault(audited):
    (found,) = audited("name,id\nLumen 3,acme/lumen-3\n").findings
    assert (found.outcome, found.fault) == ("only_theirs", None)
    assert found.refusal == "the catalogue has no entry acme/lumen-3"


def test_rows_that_cannot_be_read_are_told(audited):
    audit = audited(f"name,id\nLumen 2\n,acme/x\n\n{'x' * 1001},y\nLumen 2,acme/lumen-2\n")
    assert [told.partition(":")[0] for told in audit.unreadable] == ["line 2", "line 3", "line 5"]
    assert (audit.summary.rows, audit.summary.unreadable, audit.summary.same) == (4, 3, 1)


def test_the_text_gives_figures_then_findings(audited):
    text = list(name_lines(audited("name,id\nLumen 2,acme/lumen-2\nEmber 7B,acme/lumen-2\n")))
    assert text[1].startswith("50.0 % agree: we join 1 of the 2")
    assert "  line 3, Ember 7B: theirs is wrong" in text
    assert any(line.startswith("  line 2, Lumen 2: acme/lumen-2 (") for line in text)


def test_a_catalogue_without_scores_or_another_document_is_refused(read):
    for text, name in (
        ('{"data": []}', "a.json"),
        ('{"data": [{"id": "acme/lumen", "name": "Lumen"}]}', "a.json"),
        ("name,score\nLumen,3\n", "a.csv"),
        ("id,source\nacme/x,lab\n", "a.csv"),
        ("name,name,id\na,b,c\n", "a.csv"),
        ("name,id\n\xff\n".encode("latin-1"), "a.csv"),
        ('name,id\n"Lumen,3\n', "a.csv"),
        ("words\n", "a.txt"),
        ("a = 1\n", "a.toml"),
        ("", "empty"),
        ("<html>", "page.html"),
        ("[" * 100_000, "deep.json"),
    ):
        with pytest.raises(InputError) as caught:
            read(text, name)
        assert "\n" not in str(caught.value), text
        assert "the store is unchanged" not in str(caught.value), text


def test_too_many_lines_are_refused(read):
    with pytest.raises(Malformed, match="at most"):
        read("name,id\n" + "a,b\n" * 200_000)


def test_a_list_is_read_as_written(read):
    document = read("name\tid\tcreator\tslug\n Lumen 2 \tacme/lumen-2\tAcme\tlumen\n")
    assert isinstance(document, NamedRows)
    (row,) = document.rows
    assert (row.labels.name, row.labels.creator, row.labels.slug, row.model_id) == (
        " Lumen 2 ",
        "Acme",
        "lumen",
        "acme/lumen-2",
    )
