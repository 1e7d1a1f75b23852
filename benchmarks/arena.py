"""Votes to ratings with intervals, beside arena-rank in the same run; ratios above 1 are in our favour.

Each figure is a process of its own, from its start to its end, with the most memory that it had; runs take turns, and
medians are printed. arena-rank pins a numpy of its own and takes 930 MB, so it gets an environment in
``build/benchmarks``, as do the synthetic votes. This process stays small: the most memory of a process counts from
that of the one that started it. Nothing is asserted: machines differ and are noisy.

    python benchmarks/arena.py [--quick]       10,000,000 votes, and 100,000,000 ours alone
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

HERE = Path(__file__).parent
BUILD = HERE.parent / "build" / "benchmarks"
PEER = "arena-rank==0.1.1"
VOTES = 10_000_000
MANY_VOTES = 100_000_000
LOG_VOTES = 1_000_000
RUNS = 5
PEER_RUNS = 3
WARM_RUNS = 5
MEGABYTE = 1 << 20


class Run(NamedTuple):
    """One process: its wall time, what its processors did, the most memory that it had, and what it said."""

    seconds: float
    processor_seconds: float
    megabytes: float
    answer: dict


class Contender(NamedTuple):
    """What is measured: ``cold`` once in a process, ``warm`` again and again in one."""

    name: str
    cold: list[str]
    warm: list[str]
    runs: int


def run(command: Sequence[str]) -> Run:
    """Measure a process that prints one line of JSON; raises RuntimeError where it fails."""
    with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as complained:
        begun = time.perf_counter()
        process = subprocess.Popen(command, stdout=said, stderr=complained)  # noqa: S603 - our own scripts
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        complained.seek(0)
        if process.returncode:
            lines = complained.read().decode(errors="replace").strip().splitlines()
            raise RuntimeError(f"exit {process.returncode}: {lines[-1] if lines else 'it said nothing'}")
        kilobyte = 1 if sys.platform == "darwin" else 1024
        used = usage.ru_utime + usage.ru_stime
        return Run(seconds, used, usage.ru_maxrss * kilobyte / MEGABYTE, json.loads(said.read() or b"{}"))


def told(script: str, *arguments: object, say: object = None) -> Any:  # noqa: ANN401 - whatever it says
    """What a script of ours says that is not measured."""
    command = [sys.executable, str(HERE / script), *map(str, arguments)]
    done = subprocess.run(command, input=json.dumps(say), check=True, capture_output=True, text=True)  # noqa: S603
    return json.loads(done.stdout)


def votes_file(votes: int) -> Path:
    """The synthetic votes, made if they are not there."""
    return Path(told("arena_votes.py", BUILD, votes))


def ours(file: Path, runs: int = RUNS) -> Contender:
    """Our process for a file."""
    command = [sys.executable, str(HERE / "arena_ours.py"), str(file)]
    return Contender("ours", [*command, "0"], [*command, str(WARM_RUNS)], runs)


def peer(python: Path, file: Path, form: str) -> Contender:
    """arena-rank's, for a frame of categories or of strings."""
    command = [str(python), str(HERE / "arena_rank_peer.py"), str(file), form]
    return Contender(f"arena-rank, {form}", [*command, "0"], [*command, "2"], PEER_RUNS)


def peer_python() -> Path | None:
    """The interpreter with arena-rank, installed once; None where it cannot be, and says why."""
    home = BUILD / "arena-rank"
    python = home / "bin" / "python"
    try:
        if not python.exists():
            print(f"installing {PEER} into {home} (once, 930 MB) …", flush=True)
            subprocess.run([sys.executable, "-m", "venv", home], check=True, capture_output=True)  # noqa: S603
            install = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", PEER]
            subprocess.run(install, check=True, capture_output=True, text=True)  # noqa: S603
        subprocess.run([python, "-c", "import arena_rank"], check=True, capture_output=True, text=True)  # noqa: S603
    except (OSError, subprocess.CalledProcessError) as error:
        lines = (getattr(error, "stderr", None) or str(error)).strip().splitlines()
        print(f"{PEER} cannot be installed, so that ours stands alone: {lines[-1] if lines else error}")
        return None
    return python


def measured(contenders: Sequence[Contender]) -> dict[str, list[Run]]:
    """Cold runs that take turns."""
    found: dict[str, list[Run]] = {each.name: [] for each in contenders}
    for turn in range(max(each.runs for each in contenders)):
        for each in contenders:
            if turn < each.runs:
                found[each.name].append(run(each.cold))
    return found


def compare(file: Path, python: Path | None, peers: Sequence[str]) -> None:
    """Everything about one file, beside the peer where there is one."""
    contenders = [ours(file), *(peer(python, file, form) for form in peers if python is not None)]
    cold = measured(contenders)
    warm = {each.name: run(each.warm).answer for each in contenders}
    accuracy = dict(
        zip(cold, told("arena_accuracy.py", file, say=[runs[0].answer for runs in cold.values()]), strict=True)
    )
    heads = f"{'cold s':>8} {'cpu s':>8} {'peak MB':>8} {'warm s':>8} {'fit ms':>8}"
    print(f"{'':<28} {heads} {'from MLE, s.e.':>15} {'RMSE':>6}")
    for name, runs in cold.items():
        columns = figures(runs, warm[name])
        distance, error = accuracy[name]
        print(
            f"{name:<28} {columns['cold']:>8.2f} {columns['cpu']:>8.2f} {columns['peak']:>8.0f} {columns['warm']:>8.3f}"
            f" {columns['fit'] * 1000:>8.1f} {distance:>15.1e} {error:>6.2f}"
        )
    base = figures(cold["ours"], warm["ours"])
    for name, runs in cold.items():
        if name != "ours":
            theirs = figures(runs, warm[name])
            ratios = {key: theirs[key] / base[key] for key in base}
            print(
                f"{name} / ours: cold {ratios['cold']:.1f} (cpu {ratios['cpu']:.1f}), memory {ratios['peak']:.1f},"
                f" warm {ratios['warm']:.0f}, from the same counts {ratios['fit']:.0f}"
            )


def figures(runs: Sequence[Run], warm: dict) -> dict[str, float]:
    """Medians."""
    return {
        "cold": statistics.median(each.seconds for each in runs),
        "cpu": statistics.median(each.processor_seconds for each in runs),
        "peak": statistics.median(each.megabytes for each in runs),
        "warm": statistics.median(warm["warm"]),
        "fit": statistics.median(warm["alone"]),
    }


def many() -> None:
    """Ours alone on what no peer holds in memory."""
    runs = measured([ours(votes_file(MANY_VOTES), runs=3)])["ours"]
    seconds = statistics.median(each.seconds for each in runs)
    most = max(each.megabytes for each in runs)
    print(f"{MANY_VOTES:,} votes, ours: {seconds:.2f} s (aim: 4), peak {most:.0f} MB (aim: 1024)")


def command_line(file: Path) -> None:
    """The same as a user types it, where there is such a verb."""
    command = [sys.executable, "-m", "benchbook", "rate", "--votes", str(file), "--as-voted", "--cluster", "none"]
    try:
        runs = [run([*command, "--format", "json"]) for _ in range(RUNS)]
    except (RuntimeError, json.JSONDecodeError) as error:
        print(f"benchbook rate --votes FILE: not measured: {error}")
        return
    seconds = statistics.median(each.seconds for each in runs)
    print(f"benchbook rate --votes FILE: {seconds:.2f} s, peak {max(each.megabytes for each in runs):.0f} MB")


def refresh() -> None:
    """After 1,000 new votes: recorded, and rated anew from the counts beside the log."""
    try:
        found = run([sys.executable, str(HERE / "arena_refresh.py"), str(votes_file(LOG_VOTES))]).answer
    except RuntimeError as error:
        print(f"refresh after 1,000 new votes: not measured: {error}")
        return
    print(
        f"refresh after 1,000 new votes: {found['refreshed'] * 1000:.1f} ms to rate (aim: 50),"
        f" {found['posted'] * 1000:.1f} ms to record; {LOG_VOTES:,} votes imported in {found['imported']:.1f} s"
    )


def main() -> None:
    """Measure; ``--quick`` leaves out the peer's frame of strings and the 100,000,000 votes."""
    quick = "--quick" in sys.argv[1:]
    file = votes_file(VOTES)
    print(f"{VOTES:,} votes from Parquet to ratings with intervals")
    compare(file, peer_python(), ["categorical"] if quick else ["categorical", "strings"])
    command_line(file)
    refresh()
    if not quick:
        many()


if __name__ == "__main__":
    main()
