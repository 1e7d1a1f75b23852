"""Batches of names: the same outcomes in the same order, on one process or on several."""

import os
from itertools import islice

import pytest

from benchbook.model import Configuration, Labels, Matched, Unmatched
from benchbook.resolve import batches
from benchbook.resolve.batches import workshop
from benchbook.resolve.names_table import NameRow


def judge(labels, source, via):
    """Even numbers are models."""
    del source, via
    number = int(labels.name.split()[-1])
    if number % 2:
        return Unmatched(reason="odd", configuration=Configuration(effort=f"{os.getpid()}")), ()
    return Matched(model_id=f"acme/{number}", rule="name"), (f"acme/{number}",)


def write(found):
    return f"{found.name}={found.model_id or found.effort}\n".encode()


def rows(count):
    return (NameRow(line=number + 2, labels=Labels(name=f"Zorvex {number}"), source="lab") for number in range(count))


def processes_and_lines(count, told):
    with workshop(judge, write, told) as work:
        done = list(work(rows(count)))
    lines = b"".join(batch.written for batch in done).decode().splitlines()
    assert [line.partition("=")[0] for line in lines] == [f"Zorvex {number}" for number in range(count)]
    assert all(line.partition("=")[2] == f"acme/{number}" for number, line in enumerate(lines) if number % 2 == 0)
    assert sum(batch.rows for batch in done) == count
    assert sum(batch.statuses.get("matched", 0) for batch in done) == (count + 1) // 2
    assert sum(batch.rules.get("name", 0) for batch in done) == (count + 1) // 2
    return {line.partition("=")[2] for number, line in enumerate(lines) if number % 2}


@pytest.mark.parametrize("count", [0, 1, 999, 1_000, 2_501])
def test_few_rows_stay_in_the_process(count):
    assert processes_and_lines(count, count) <= {f"{os.getpid()}"}


@pytest.mark.skipif(os.name != "posix" or (os.cpu_count() or 1) < 2, reason="needs fork and two processors")
def test_many_rows_are_shared_out_and_come_back_in_order():
    told = processes_and_lines(12_345, batches.WORTH_PROCESSES)
    assert f"{os.getpid()}" not in told


def test_an_error_in_the_rows_comes_through_and_ends_the_work():
    def broken():
        yield from islice(rows(5_000), 3_500)
        raise ValueError("line 3,501")

    for told in (10, batches.WORTH_PROCESSES):
        with workshop(judge, write, told) as work, pytest.raises(ValueError, match="line 3,501"):
            list(work(broken()))
    assert batches._tasks == []
