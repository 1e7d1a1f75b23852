"""Names joined to a large catalogue: how fast, in how much memory, and how many rightly, beside a named peer.

``benchbook resolve --catalog … --names … --jsonl`` runs as a program of its own; the peer,
rapidfuzz's likest ``token_sort_ratio``, is measured in the same run on a sample of the same names.
Nothing is asserted: machines differ and are noisy. All data are synthetic.
"""

import csv
import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from rapidfuzz import fuzz, process, utils

ENTRIES = 10_000
NAMES = 100_000
SAMPLE = 300
LEAST_LIKENESS_PERCENT = 80
TARGET_SECONDS, TARGET_MEGABYTES = 10, 500
SYLLABLES = ("zor", "kel", "vim", "tas", "bru", "qen", "lom", "fid", "gar", "hux", "pel", "dra", "sun", "mek", "yot")
TIERS = ("", "", "", "Mini", "Pro", "Flash", "Lite", "Max", "Ultra", "Turbo")
SIZES = ("", "", "", "8B", "32B", "70B", "30B A3B", "120B A12B")
PURPOSES = ("", "", "", "Instruct", "Coder", "VL", "Thinking")
DATES = ("", "", "", "", "2507", "2509", "2512")
EFFORTS = ("low", "medium", "high", "xhigh")
MONTHS = {"2507": "Jul '25", "2509": "Sep '25", "2512": "Dec '25"}
COMMAND = "import sys; from benchbook.cli import main; sys.argv[0] = 'benchbook'; main()"


class Entry(NamedTuple):
    """One entry of the catalogue: ``words`` are those of its name, in order."""

    model_id: str
    author: str
    words: tuple[str, ...]

    @property
    def name(self) -> str:
        """The entry's name without its author."""
        return " ".join(self.words)


class Asked(NamedTuple):
    """A name and the id that it means; None where its model is not in the catalogue."""

    name: str
    model_id: str | None


class Tally(NamedTuple):
    """How many names were joined rightly, wrongly, and not at all."""

    right: int
    wrong: int
    none: int

    def of(self, total: int) -> str:
        """The shares as text."""
        return f"right {self.right / total:6.1%}   wrong {self.wrong / total:6.1%}   none {self.none / total:6.1%}"


def entries(rng: random.Random, count: int) -> list[Entry]:
    """Invented models of a few hundred families, with siblings that differ in one word."""
    families = ["".join(rng.sample(SYLLABLES, 2)).title() for _ in range(count // 25)]
    authors = {family: f"{rng.choice(SYLLABLES)}{rng.choice(SYLLABLES)}-ai" for family in families}
    found: dict[str, Entry] = {}
    while len(found) < count:
        family = rng.choice(families)
        version = f"{rng.randint(1, 6)}{rng.choice(('', '', '.1', '.5'))}"
        further = (rng.choice(choices) for choices in (TIERS, SIZES, PURPOSES, DATES))
        words = (family, version, *(word for word in further if word))
        model_id = f"{authors[family]}/{'-'.join(words).replace(' ', '-').lower()}"
        found[model_id] = Entry(model_id, authors[family], words)
    return list(found.values())


def respelled(entry: Entry, rng: random.Random) -> str:
    """The name as some source might write it: case, separators, order, the company, a run's effort, a date."""
    words = [MONTHS[word] if word in MONTHS and rng.random() < 0.3 else word for word in entry.words]  # noqa: PLR2004
    if rng.random() < 0.3:  # noqa: PLR2004
        head, tail = words[:1], words[1:]
        rng.shuffle(tail)
        words = head + tail
    dated = any(word.startswith(tuple(MONTHS.values())) for word in words)
    text = " ".join(words)
    style = rng.random()
    if style < 0.4 and not dated:  # noqa: PLR2004
        text = rng.choice(("-", "_", "-")).join(text.split()).lower()
    elif style < 0.5:  # noqa: PLR2004
        text = text.upper()
    if "Thinking" not in entry.words and rng.random() < 0.4:  # noqa: PLR2004
        effort = rng.choice(EFFORTS)
        text += f"-{effort}" if "-" in text else f" ({effort})"
    if rng.random() < 0.1:  # noqa: PLR2004
        text = f"{entry.author}/{text}"
    return text


def asked(known: Sequence[Entry], unknown: Sequence[Entry], count: int, rng: random.Random) -> Iterator[Asked]:
    """Nine names of known models to one of a model that is not in the catalogue."""
    for number in range(count):
        gone = number % 10 == 0
        entry = rng.choice(unknown if gone else known)
        yield Asked(respelled(entry, rng), None if gone else entry.model_id)


def catalogue(models: Sequence[Entry]) -> bytes:
    """The entries as OpenRouter's /models."""
    data = [
        {"id": model.model_id, "canonical_slug": model.model_id, "name": f"{model.author}: {model.name}", "pricing": {}}
        for model in models
    ]
    return json.dumps({"data": data}).encode()


def run(models: Sequence[Entry], names: Sequence[Asked]) -> tuple[float, float, list[str | None]]:
    """Wall seconds and peak megabytes of the program, and the ids that it gave."""
    with tempfile.TemporaryDirectory() as folder:
        catalog, table, lines = (Path(folder) / name for name in ("models.json", "names.csv", "joined.jsonl"))
        catalog.write_bytes(catalogue(models))
        with table.open("w", newline="", encoding="utf-8") as file:
            rows = csv.writer(file)
            rows.writerow(("source", "name"))
            rows.writerows(("bench", one.name) for one in names)
        words = ["resolve", "--catalog", str(catalog), "--names", str(table), "--jsonl", "--output", str(lines)]
        begun = time.perf_counter()
        quiet = [(os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0)]
        child = os.posix_spawn(sys.executable, [sys.executable, "-c", COMMAND, *words], os.environ, file_actions=quiet)
        _, status, usage = os.wait4(child, 0)
        seconds = time.perf_counter() - begun
        if status != 0:
            sys.exit(f"benchbook resolve failed ({os.waitstatus_to_exitcode(status)})")
        with lines.open(encoding="utf-8") as done:
            ids = [json.loads(line)["model_id"] for line in done]
    scale = 1024 * 1024 if sys.platform == "darwin" else 1024
    return seconds, usage.ru_maxrss / scale, ids


def likest(models: Sequence[Entry], names: Sequence[Asked]) -> tuple[float, list[str | None]]:
    """The peer's seconds a name, and the ids that it gave."""
    choices = [utils.default_process(model.name) for model in models]
    begun = time.perf_counter()
    ids: list[str | None] = []
    for one in names:
        query = utils.default_process(one.name)
        best = process.extractOne(query, choices, scorer=fuzz.token_sort_ratio, score_cutoff=LEAST_LIKENESS_PERCENT)
        ids.append(models[best[2]].model_id if best else None)
    return (time.perf_counter() - begun) / len(names), ids


def tally(names: Sequence[Asked], ids: Sequence[str | None]) -> tuple[Tally, Tally]:
    """What became of the names of known models, and of those whose model is not there."""
    known = [(one.model_id, it) for one, it in zip(names, ids, strict=True) if one.model_id is not None]
    gone = [it for one, it in zip(names, ids, strict=True) if one.model_id is None]
    right = sum(model_id == it for model_id, it in known)
    none = sum(it is None for _, it in known)
    false = sum(it is not None for it in gone)
    return Tally(right, len(known) - right - none, none), Tally(0, false, len(gone) - false)


def report(what: str, names: Sequence[Asked], ids: Sequence[str | None]) -> None:
    """Two lines of the result."""
    known, gone = tally(names, ids)
    print(f"{what:<44} {known.of(sum(known))}")
    print(f"{'  the model taken out of the catalogue':<44} {gone.of(sum(gone))}")


def main() -> None:
    """Measure and print."""
    rng = random.Random(20260722)  # noqa: S311 data that are the same each time
    everything = entries(rng, ENTRIES + ENTRIES // 10)
    known, unknown = everything[:ENTRIES], everything[ENTRIES:]
    names = list(asked(known, unknown, NAMES, rng))
    seconds, megabytes, ids = run(known, names)
    distinct = len({one.name for one in names})
    print(f"{NAMES:,} names, {distinct:,} of them distinct, against {ENTRIES:,} entries")
    print(f"{'benchbook resolve, wall time':<44} {seconds:9.2f} s     target {TARGET_SECONDS} s")
    print(f"{'benchbook resolve, peak resident memory':<44} {megabytes:9.1f} MB    target {TARGET_MEGABYTES} MB")
    sample = rng.sample(range(NAMES), SAMPLE)
    some = [names[at] for at in sample]
    each, theirs = likest(known, some)
    ratio = each * NAMES / seconds
    print(f"{'rapidfuzz token_sort_ratio, extrapolated':<44} {each * NAMES:9.2f} s     ratio {ratio:6.1f}")
    report("benchbook, all names", names, ids)
    report(f"benchbook, the same {SAMPLE} names", some, [ids[at] for at in sample])
    report(f"rapidfuzz at {LEAST_LIKENESS_PERCENT} %, these {SAMPLE} names", some, theirs)


if __name__ == "__main__":
    main()
