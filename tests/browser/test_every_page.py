"""What holds for every page, in both themes, wide and narrow, with and without scripts."""

from dataclasses import dataclass

import pytest
from tests.browser.accessible import check_accessible
from tests.browser.hostile_names import HOSTILE
from tests.browser.pictures import take_picture
from tests.browser.synthetic_catalogue import DEPARTED, FLAGSHIP


@dataclass(frozen=True)
class PageCase:
    """A page of the synthetic store: how pictures call it, where it is, and which hostile names it shows.

    A ``variant`` of a page that is tried in four ways, or a page of plain words and tables, is tried in two.
    """

    name: str
    address: str
    shows: tuple[str, ...] = ()
    variant: bool = False


OWN_BOARD = "/arena/house/overall%2Fdesign%20%26%20code"
PAGES = (
    PageCase("front", "/", shows=tuple(HOSTILE)),
    PageCase("front-open", "/?all_open=1&gone=1", shows=tuple(HOSTILE), variant=True),
    PageCase("chart", "/chart"),
    PageCase("chart-dates", "/chart?x=created", variant=True),
    PageCase("model", f"/model/{FLAGSHIP}"),
    PageCase("model-script", "/model/hostile/script-1", shows=("script",), variant=True),
    PageCase("model-long", "/model/hostile/long-1", shows=("long",), variant=True),
    PageCase("model-gone", f"/model/{DEPARTED}", variant=True),
    PageCase(
        "compare", f"/compare?model={FLAGSHIP}&model={FLAGSHIP}@effort=high&model=hostile/attribute-1&model=no/such"
    ),
    PageCase("compare-empty", "/compare", variant=True),
    PageCase("arena", "/arena", shows=("attribute",), variant=True),
    PageCase("board", "/arena/models/website"),
    PageCase("own-board", OWN_BOARD, shows=("attribute", "long", "right-to-left"), variant=True),
    PageCase("own-history", f"/arena-history/{OWN_BOARD.removeprefix('/arena/')}?top=8", shows=("long",), variant=True),
    PageCase("changes", "/changes", shows=("script",)),
    PageCase("unresolved", "/unresolved", shows=("script",), variant=True),
    PageCase("sources", "/sources", variant=True),
    PageCase("reference", "/reference", variant=True),
    PageCase("nothing-passes", "/?q=nowhere", variant=True),
)

# Any two of theme, width and scripts meet in every way in four pages.
FOUR = [("light", 1280, True), ("dark", 375, True), ("dark", 1280, False), ("light", 375, False)]
TWO = [("light", 1280, True), ("dark", 375, False)]
CASES = [(case, way) for case in PAGES for way in (TWO if case.variant else FOUR)]

DRAWN = "() => [...document.querySelectorAll('figure.chart')].every(figure => figure.dataset.state === 'drawn')"

# What a name does that broke out of the place where it was written.
ESCAPED = """() => [...document.querySelectorAll('*')].flatMap(element => [
  ...element.getAttributeNames().filter(name => name.startsWith('on')).map(name => `${element.tagName} ${name}`),
  ...['href', 'src', 'action', 'formaction', 'xlink:href']
    .map(name => element.getAttribute(name) ?? '')
    .filter(address => /^[\\s\\0-\\x20]*(javascript|vbscript|data:text)/i.test(address))
    .map(address => `${element.tagName} ${address}`),
])"""
TEXT = "() => document.documentElement.textContent"
OVERFLOW = """() => {
  const page = document.scrollingElement;
  if (page.scrollWidth <= innerWidth) return [];
  return [...document.body.querySelectorAll('*')]
    .filter(element => element.getBoundingClientRect().right > innerWidth + 1)
    .slice(0, 8).map(element => `${element.tagName.toLowerCase()}.${element.className}`)
    .concat(`${page.scrollWidth} > ${innerWidth}`);
}"""


def told(value):
    if isinstance(value, PageCase):
        return value.name
    theme, width, script = value
    return f"{theme}-{width}-{'script' if script else 'plain'}"


@pytest.mark.parametrize(("case", "way"), CASES, ids=told)
def test_every_page(new_page, case, way):
    theme, width, script = way
    page = new_page(theme=theme, width=width, script=script)
    reply = page.goto(case.address)
    assert reply.status == 200
    if script:
        page.wait_for_function(DRAWN)
    take_picture(page, case.name, theme, width, "" if script else "plain")
    assert page.evaluate(OVERFLOW) == [], "the whole page scrolls sideways"
    assert page.evaluate(ESCAPED) == []
    text = page.evaluate(TEXT)
    assert {kind for kind in case.shows if HOSTILE[kind] not in text} == set()
    check_accessible(page)
