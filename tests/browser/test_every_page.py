"""What holds for every page, in both themes, wide and narrow, with and without scripts."""

from dataclasses import dataclass

import pytest
from tests.browser.accessible import check_accessible
from tests.browser.hostile_names import HOSTILE
from tests.browser.pictures import take_picture
from tests.browser.synthetic_catalogue import DEPARTED, FLAGSHIP


@dataclass(frozen=True)
class PageCase:
    """A page of the synthetic store: how pictures call it, where it is, and which hostile names it shows."""

    name: str
    address: str
    shows: tuple[str, ...] = ()


PAGES = (
    PageCase("front", "/", shows=tuple(HOSTILE)),
    PageCase("model", f"/model/{FLAGSHIP}"),
    PageCase("model-script", "/model/hostile/script-1", shows=("script",)),
    PageCase("model-long", "/model/hostile/long-1", shows=("long",)),
    PageCase("model-gone", f"/model/{DEPARTED}"),
    PageCase(
        "compare", f"/compare?model={FLAGSHIP}&model={FLAGSHIP}@effort=high&model=hostile/attribute-1&model=no/such"
    ),
    PageCase("compare-empty", "/compare"),
    PageCase("arena", "/arena", shows=("attribute",)),
    PageCase("board", "/arena/models/website"),
    PageCase("changes", "/changes", shows=("script",)),
    PageCase("sources", "/sources"),
    PageCase("reference", "/reference"),
)

WAYS = [(theme, width, script) for theme in ("light", "dark") for width in (1280, 375) for script in (True, False)]

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


def ids(way):
    theme, width, script = way
    return f"{theme}-{width}-{'script' if script else 'plain'}"


@pytest.mark.parametrize("way", WAYS, ids=ids)
@pytest.mark.parametrize("case", PAGES, ids=lambda case: case.name)
def test_every_page(new_page, case, way):
    theme, width, script = way
    page = new_page(theme=theme, width=width, script=script)
    reply = page.goto(case.address)
    assert reply.status == 200
    if script:
        page.wait_for_load_state("networkidle")
    take_picture(page, case.name, theme, width, "" if script else "plain")
    assert page.evaluate(OVERFLOW) == [], "the whole page scrolls sideways"
    assert page.evaluate(ESCAPED) == []
    text = page.evaluate(TEXT)
    assert {kind for kind in case.shows if HOSTILE[kind] not in text} == set()
    check_accessible(page)
