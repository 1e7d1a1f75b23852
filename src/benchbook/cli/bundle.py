"""``benchbook bundle``: a whole store as one signed file."""

from typing import TYPE_CHECKING

import click

from benchbook.cli.options import json_option, now, opened, opened_to_read, print_json, printable, store_option
from benchbook.cli.progress import counting
from benchbook.wording import counted

if TYPE_CHECKING:
    from benchbook.bundle import Manifest

_SHOWN_DIGITS = 16


@click.group("bundle")
def command() -> None:
    """Pass a whole store on as one signed file."""


def _public_key_option(function: click.decorators.FC) -> click.decorators.FC:
    return click.option(
        "--public-key", "public_key", required=True, metavar="FILE", help="The signer's public key (NAME.pub)."
    )(function)


@command.command("keygen", epilog="Example: benchbook bundle keygen mine")
@click.argument("name")
def keygen(name: str) -> None:
    """Make a pair of keys: NAME.key, which signs and stays with you, and NAME.pub, which verifies.

    Files that are there are never overwritten.
    """
    from benchbook.bundle import make_keys

    private, public, fingerprint = make_keys(name)
    click.echo(f"{private}  signs; keep it to yourself")
    click.echo(f"{public}  verifies; give it to those who load your bundles")
    click.echo(f"fingerprint {fingerprint}")


@command.command("create", epilog="Example: benchbook bundle create --key mine.key --output 2026-07-22.benchbook")
@click.option("--key", "key_path", required=True, metavar="FILE", help="The private key to sign with (NAME.key).")
@click.option("--output", required=True, metavar="FILE", help="The bundle; one that is there is replaced.")
@click.option("--without-raw", is_flag=True, help="Leave the archived documents' bytes out.")
@json_option
@store_option
def create(key_path: str, output: str, store_target: str | None, *, without_raw: bool, as_json: bool) -> None:
    """Write the whole ledger of --store to a signed bundle; API keys are left out.

    Mind the licences: what a source lets you use is not always yours to pass on.
    """
    from benchbook.bundle import create_bundle, read_private_key

    key = read_private_key(key_path)
    with opened_to_read(store_target) as store, counting("bundling") as progress:
        manifest = create_bundle(store, output, key, now=now(), with_raw=not without_raw, progress=progress)
    if as_json:
        print_json(manifest)
        return
    click.echo(_line(output, manifest))
    internal = sorted({source.source for source in manifest.sources if source.licence == "internal"})
    if internal:
        click.echo(f"for internal use only: {', '.join(map(printable, internal))}", err=True)


@command.command("verify", epilog="Example: benchbook bundle verify 2026-07-22.benchbook --public-key theirs.pub")
@click.argument("file")
@_public_key_option
@json_option
def verify(file: str, public_key: str, *, as_json: bool) -> None:
    """Check a bundle's signature, its hashes and the soundness of its store."""
    from benchbook.bundle import read_public_key, verified

    key = read_public_key(public_key)
    with counting("unpacking") as progress, verified(file, key, progress) as (manifest, _):
        pass
    if as_json:
        print_json(manifest)
        return
    click.echo(f"{_line(file, manifest)}; sound")


@command.command("load", epilog="Example: benchbook bundle load 2026-07-22.benchbook --public-key theirs.pub")
@click.argument("file")
@_public_key_option
@click.option("--replace", is_flag=True, help="Put the bundle in the place of what --store holds; its API keys stay.")
@json_option
@store_option
def load(file: str, public_key: str, store_target: str | None, *, replace: bool, as_json: bool) -> None:
    """Verify a bundle and make its ledger that of --store, all of it or nothing.

    Servers that serve the store take it up at once.
    """
    from benchbook.bundle import load_bundle, read_public_key

    key = read_public_key(public_key)
    with opened(store_target) as store:
        with counting("loading") as progress:
            manifest = load_bundle(file, key, store, replace=replace, progress=progress)
        name = store.name
    if as_json:
        print_json(manifest)
        return
    click.echo(f"{_line(file, manifest)}; loaded into {name}")


def _line(file: str, manifest: "Manifest") -> str:
    """One line of what a bundle is."""
    counts = manifest.counts
    held = ", ".join(
        (
            counted(counts["imports"], "import"),
            counted(counts["models"], "model"),
            counted(counts["scores"], "score"),
        )
    )
    when = f"as of {manifest.as_of:%Y-%m-%d}" if manifest.as_of else "empty"
    raw = "with" if manifest.with_raw else "without"
    signed = f"signed by {manifest.signer[:_SHOWN_DIGITS]}"
    return (
        f"{printable(file)}: {held}, {when}, {raw} documents; made {manifest.created_at:%Y-%m-%d %H:%M} UTC"
        f" by benchbook {printable(manifest.benchbook)}, {signed}"
    )
