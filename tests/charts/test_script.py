"""The browser's script: made once, kept, and made again where what was kept is not whole."""

import platformdirs
import pytest
import vl_convert

from benchbook.charts import script
from benchbook.errors import NotDrawable


@pytest.fixture
def makings(monkeypatch, tmp_path):
    """How often the script was made, with an empty folder to keep it in and a quick stand-in for its maker."""
    made = []

    def make(snippet):
        made.append(snippet)
        return "export{a as vegaEmbed};"

    monkeypatch.setattr(platformdirs, "user_cache_dir", lambda *_, **__: str(tmp_path / "kept"))
    monkeypatch.setattr(vl_convert, "javascript_bundle", make)
    monkeypatch.setattr(script, "_made", {})
    return made


def forget(monkeypatch):
    monkeypatch.setattr(script, "_made", {})


def test_it_is_made_once_and_kept_in_memory_and_on_disk(makings, monkeypatch, tmp_path):
    assert script.bundle() == script.bundle() == b"export{a as vegaEmbed};"
    forget(monkeypatch)
    assert script.bundle() == b"export{a as vegaEmbed};"
    assert makings == ["export { vegaEmbed };"]
    (kept,) = (tmp_path / "kept").iterdir()
    assert kept.suffix == ".js"


@pytest.mark.parametrize("damage", [b"", b"// 00\nexport{}", b"alert(1)"])
def test_a_damaged_copy_is_made_anew(makings, monkeypatch, tmp_path, damage):
    script.bundle()
    (kept,) = (tmp_path / "kept").iterdir()
    kept.write_bytes(damage)
    forget(monkeypatch)
    assert script.bundle() == b"export{a as vegaEmbed};"
    assert len(makings) == 2
    forget(monkeypatch)
    script.bundle()
    assert len(makings) == 2


def test_a_folder_that_cannot_be_made_is_no_error(makings, monkeypatch, tmp_path):
    (tmp_path / "kept").write_text("a file where the folder should be")
    assert script.bundle() == b"export{a as vegaEmbed};"
    forget(monkeypatch)
    script.bundle()
    assert len(makings) == 2


def test_what_cannot_be_made_is_told(makings, monkeypatch):
    def refuse(_):
        raise ValueError("no")

    monkeypatch.setattr(vl_convert, "javascript_bundle", refuse)
    with pytest.raises(NotDrawable, match="script cannot be made"):
        script.bundle()
    assert makings == []


def test_the_real_one_is_one_module_that_exports_vega_embed_alone():
    made = script.bundle().decode()
    assert made.rstrip().endswith("as vegaEmbed};")
    assert made.count("export{") == 1
    assert "import(" not in made
    assert 500_000 < len(made) < 2_000_000
