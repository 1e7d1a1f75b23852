"""Screenshots of whole pages, kept in a folder that git ignores, for a person to look at."""

from pathlib import Path

from playwright.sync_api import Page

FOLDER = Path(__file__).parents[2] / ".screenshots"
HIGHEST_PIXELS = 6000


def take_picture(page: Page, name: str, theme: str, width: int, note: str = "") -> Path:
    """The page from its top, at most 6,000 pixels of it: its file, ``NAME-THEME-WIDTH.png``, or ``…-NOTE.png``."""
    FOLDER.mkdir(exist_ok=True)
    path = FOLDER / f"{'-'.join(filter(None, (name, theme, str(width), note)))}.png"
    height = page.evaluate("document.documentElement.scrollHeight")
    clip = {"x": 0, "y": 0, "width": width, "height": min(height, HIGHEST_PIXELS)}
    page.screenshot(path=path, full_page=True, clip=clip, animations="disabled")
    return path
