"""Who serves a model: a line an endpoint, with its prices, limits and how it did lately."""

from benchbook.api.route import Asked
from benchbook.model import CatalogModel, Endpoint, Noun, Percentiles
from benchbook.web.board.lines import model_address
from benchbook.web.model.facts import DASH, Told
from benchbook.web.model.prices import condition_words, usual
from benchbook.web.texts import texts
from benchbook.web.words import amount, figure, tokens

MOST_OFFERS = 200
PRICE_KINDS = ("prompt", "completion", "input_cache_read")


class Offer(Noun, frozen=True, kw_only=True):
    """One endpoint as a line of a table; ``offered`` is the id that it serves where that is a variant."""

    provider: str
    tag: str
    offered: str | None
    prices: tuple[Told, ...]
    note: str
    cells: tuple[Told, ...]


class Offers(Noun, frozen=True, kw_only=True):
    """The endpoints of a model and its variants; ``more`` is how many are not shown."""

    lines: tuple[Offer, ...]
    kinds: tuple[str, ...] = PRICE_KINDS
    more: int = 0


class Variant(Noun, frozen=True, kw_only=True):
    """Another entry of the same model, or a pointer at it."""

    id: str
    href: str
    kind: str
    listed: bool


def offers(asked: Asked, model: CatalogModel) -> Offers:
    """The endpoints of an entry, or of a model with its variants, by price of the prompt."""
    ids = {model.id} if model.variant else None
    found = [
        endpoint
        for endpoint in asked.publication.endpoints
        if (endpoint.model_id in ids if ids else endpoint.model_id.partition(":")[0] == model.id)
    ]
    ordered = sorted(found, key=lambda each: (each.model_id, each.provider_name.casefold(), each.tag))
    return Offers(
        lines=tuple(_offer(each, model) for each in ordered[:MOST_OFFERS]), more=max(0, len(found) - MOST_OFFERS)
    )


def _offer(endpoint: Endpoint, model: CatalogModel) -> Offer:
    told = texts()
    prices = endpoint.prices
    notes = [condition_words(each) for each in prices.overrides]
    if prices.discount:
        notes.append(told("discount", share=f"{prices.discount:.0%}"))
    return Offer(
        provider=endpoint.provider_name,
        tag=endpoint.tag,
        offered=endpoint.model_id if endpoint.model_id != model.id else None,
        prices=tuple(usual(prices.by_kind, kind) for kind in PRICE_KINDS),
        note=told("other-prices", conditions="; ".join(notes)) if notes else "",
        cells=(
            _count(endpoint.context_length),
            _count(endpoint.max_completion_tokens),
            _text(None if endpoint.quantization == "unknown" else endpoint.quantization),
            _percent(endpoint.uptime_last_30m_percent),
            _spread(endpoint.latency_last_30m),
            _spread(endpoint.throughput_last_30m),
        ),
    )


def _text(text: str | None) -> Told:
    return Told(text=text, title="") if text else Told(text=DASH, title=texts()("missing-unknown"))


def _count(count: int | None) -> Told:
    if count is None:
        return _text(None)
    return Told(text=tokens(count), title=texts()("tokens-exact", count=amount(count)))


def _percent(share: float | None) -> Told:
    return _text(None) if share is None else Told(text=f"{share:.4g} %", title=f"{share} %")


def _spread(found: Percentiles | None) -> Told:
    if found is None:
        return _text(None)
    rest = {"p75": found.p75, "p90": found.p90, "p99": found.p99}
    told = [f"p50 {figure(found.p50)}", *(f"{name} {figure(value)}" for name, value in rest.items() if value)]
    return Told(text=figure(found.p50), title=", ".join(told))


def variants(asked: Asked, model: CatalogModel, past: Noun | None) -> list[Variant]:
    """The other entries that share the model's permaslug or base id, and the pointers at it."""
    told = texts()
    found = []
    for entries, listed in ((asked.publication.models, True), (asked.publication.departed, False)):
        for each in entries:
            points = each.is_alias and model.base_id in {each.alias_slug, (each.alias_slug or "").partition(":")[0]}
            shared = each.base_id == model.base_id or each.permaslug == model.permaslug
            if each.id != model.id and (points or shared):
                kind = told("variant-pointer" if points else "variant-offer")
                found.append(Variant(id=each.id, href=model_address(each.id, past), kind=kind, listed=listed))
    return sorted(found, key=lambda each: (not each.listed, each.id))
