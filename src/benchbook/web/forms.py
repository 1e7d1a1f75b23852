"""Forms that a browser posts: bounded, read strictly, nothing believed."""

from urllib.parse import parse_qsl

from benchbook.api.route import MOST_FORM_BYTES
from benchbook.errors import BadForm, BodyTooLarge

_MOST_FIELDS = 20
_MEDIA = "application/x-www-form-urlencoded"

Form = dict[str, str]
"""Fields by name, each once."""


def read_form(body: bytes, content_type: str | None) -> Form:
    """The fields of a posted form; raises ``BodyTooLarge``, and ``BadForm`` for what is none or names a field twice."""
    if len(body) > MOST_FORM_BYTES:
        raise BodyTooLarge(MOST_FORM_BYTES)
    if (content_type or "").partition(";")[0].strip().lower() != _MEDIA:
        raise BadForm(f"expected {_MEDIA}")
    try:
        fields = parse_qsl(body.decode(), keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS)
    except ValueError as error:
        raise BadForm(f"expected at most {_MOST_FIELDS} fields in UTF-8") from error
    form = dict(fields)
    if len(form) < len(fields):
        raise BadForm("a field stands in it twice")
    return form


def field(form: Form, name: str, most_characters: int) -> str:
    """A field that must be there and say something; raises ``BadForm``."""
    value = form.get(name, "")
    if not value.strip():
        raise BadForm(f"the field {name} is missing")
    if len(value) > most_characters:
        raise BadForm(f"the field {name} has more than {most_characters} characters")
    return value
