"""Names that wait, in a real browser: read without a key, decided with one."""

import shutil

import pytest
from tests.browser.watched_page import Watch


@pytest.fixture(scope="module")
def own_site(serve, synthetic_store, tmp_path_factory):
    """A copy of the synthetic store with a folder of facts of its own."""
    folder = tmp_path_factory.mktemp("reviewed")
    store = folder / "store.db"
    shutil.copy(synthetic_store, store)
    facts = folder / "facts"
    facts.mkdir()
    return serve(str(store), "--facts", str(facts))


@pytest.mark.parametrize("script", [True, False])
def test_without_a_key_names_are_for_reading(new_page, own_site, script):
    page = new_page(own_site, script=script)
    page.goto("/unresolved")
    assert page.locator(".waiting-names > li").count() > 3
    assert page.locator("form.verdict").count() == 0
    assert page.locator(".signing summary").count() == 1


def test_a_wrong_key_is_told_and_not_kept(new_page, own_site):
    watch = Watch(own_site.url)
    watch.expect("status of 401")
    page = new_page(own_site, watch=watch)
    page.goto("/unresolved?q=phantom")
    page.click(".signing summary")
    page.fill("input[name=key]", "bb-wrong")
    page.click(".signing button")
    assert "no key in force" in page.locator("[role=alert]").inner_text()
    assert page.locator("input[name=key]").input_value() == ""
    assert page.context.cookies() == []


@pytest.mark.parametrize(("script", "name"), [(True, "Phantom 9 (high)"), (False, "Nobody's Model")])
def test_a_reviewer_decides_and_it_is_recorded(new_page, own_site, script, name):
    page = new_page(own_site, script=script)
    page.goto(f"/unresolved?q={name.split()[0]}")
    page.click(".signing summary")
    page.fill("input[name=key]", own_site.key)
    page.click(".signing button")
    (cookie,) = page.context.cookies()
    assert (cookie["httpOnly"], cookie["sameSite"], cookie["path"]) == (True, "Strict", "/unresolved")
    assert own_site.key not in cookie["value"]
    card = page.locator(".waiting-names > li", has_text=name).first
    card.locator("input[name=other]").fill("acme/lumen-4")
    card.locator("input[name=note]").fill("tried in a browser")
    card.locator("button[value=reject]").click()
    assert "Rejected" in page.locator(".banner[role=status]").last.inner_text()
    row = page.locator("table tbody tr").first.inner_text()
    assert name in row
    assert "tried in a browser" in row
    page.click(".signed button")
    assert page.context.cookies() == []
    assert page.locator("form.verdict").count() == 0
