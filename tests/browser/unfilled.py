"""``benchbook serve`` that leaves an empty store empty, for the page that says how to fill it."""

from benchbook.cli import serve

serve._fill_if_empty = lambda *_: None

if __name__ == "__main__":
    serve.command()
