"""A report's summary as Markdown."""

from collections.abc import Iterable, Iterator

from benchbook.report.document import Bucket, Citation, MoeModel, Report, Summary
from benchbook.report.text import bullet, escaped, listed, models, share


def summary_lines(report: Report) -> Iterator[str]:
    """The summary's lines, from its heading to the citations."""
    summary = report.summary
    yield "## Summary"
    yield ""
    missing = len(summary.not_found)
    yield f"- **Models found:** {share(summary.found, summary.entries)}"
    yield f"- **Models not found:** {share(missing, summary.entries)}{_named(summary.not_found)}"
    if summary.models != summary.found:
        yield f"- **Different models among those found:** {summary.models:,}"
    yield from _block("Reasoning support", _reasoning(summary))
    yield from _block("Context lengths", map(_bucket, summary.contexts))
    yield from _block("MoE models", map(_moe, summary.moe))
    yield from _block("Free models", (f"- {escaped(free.name)}: free as {listed(free.ids)}" for free in summary.free))
    yield from _block(
        "Questionable joins",
        (
            f"- {escaped(join.label)} on {escaped(join.model_id)}: {escaped(join.reason)}"
            for join in summary.questionable
        ),
    )
    if summary.cautions:
        yield from _block("Comparability", (f"- {bullet(text)}" for text in summary.cautions))
    if summary.corrections:
        yield from _block("Corrections to the document", (f"- {bullet(text)}" for text in summary.corrections))
    yield from _block("Sources", map(_citation, report.sources))
    yield ""
    yield f"As of {report.as_of.date().isoformat()}."


def _block(title: str, lines: Iterable[str]) -> Iterator[str]:
    listed_lines = list(lines)
    yield ""
    yield f"**{title}:**"
    yield ""
    yield from listed_lines or ["- none"]


def _reasoning(summary: Summary) -> Iterator[str]:
    yield f"- Supports reasoning: {share(len(summary.reasoning), summary.models)}"
    without = summary.no_reasoning
    yield f"- Does not support reasoning: {share(len(without), summary.models)}{_named(without)}"
    unknown = summary.reasoning_unknown
    if unknown:
        yield f"- Unknown: {share(len(unknown), summary.models)}{_named(unknown)}"


def _named(labels: tuple[str, ...]) -> str:
    return f" — {listed(labels)}" if labels else ""


def _bucket(bucket: Bucket) -> str:
    tokens = "" if bucket.longest is None else " tokens"
    return f"- {bucket.label}{tokens}: {models(len(bucket.models))} ({listed(bucket.models)})"


def _moe(model: MoeModel) -> str:
    sizes = [
        f"{escaped(model.total_parameters)} total" if model.total_parameters else None,
        f"{escaped(model.active_parameters)} active" if model.active_parameters else None,
    ]
    return f"- {escaped(model.label)} ({', '.join(size for size in sizes if size) or 'sizes unknown'})"


def _citation(citation: Citation) -> str:
    title = escaped(citation.title)
    licence = f" (licence: {citation.licence})" if citation.licence else ""
    return f"- {title}: {escaped(citation.citation, links=True)}{licence}" if citation.citation else f"- {title}"
