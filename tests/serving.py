"""``benchbook serve`` as a user runs it: a process of its own."""

import contextlib
import os
import re
import subprocess
import sys

PATIENCE_SECONDS = 20


@contextlib.contextmanager
def serving(store, *options, program=("-m", "benchbook", "serve")):
    """A running server: its process, its URL and the key that it printed, if any."""
    process = subprocess.Popen(
        [sys.executable, *program, "--store", str(store), "--port", "0", *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={"PATH": "", "PYTHONUNBUFFERED": "1", "PYTHONPATH": os.environ.get("PYTHONPATH", "")},
    )
    try:
        lines = []
        for line in process.stdout:
            lines.append(line)
            if "try" in line:
                break
        told = "".join(lines)
        url = re.search(r"API +(http://\S+)/api/v1", told)[1]
        key = re.search(r"key +(bb-\S+)", told)
        yield process, url, key and key[1]
    finally:
        process.terminate()
        process.communicate(timeout=PATIENCE_SECONDS)
