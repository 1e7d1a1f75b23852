"""Templates -> HTML: everything is escaped, an undefined name is an error, texts come from one file."""

from collections.abc import Mapping
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from benchbook.web import static
from benchbook.web.texts import texts
from benchbook.web.words import age, amount, day, dollars, figure, fixed, instant, tokens


@cache
def environment() -> Environment:
    """The environment of all templates."""
    made = Environment(
        loader=PackageLoader("benchbook.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    told = texts()
    made.globals.update(t=told, markup=told.markup, static=static.address, language=told.language)
    made.filters.update(
        day=day, instant=instant, age=age, dollars=dollars, figure=figure, fixed=fixed, tokens=tokens, amount=amount
    )
    return made


def rendered(name: str, values: Mapping[str, object]) -> bytes:
    """A template with its values, as UTF-8 HTML."""
    return environment().get_template(name).render(values).encode()
