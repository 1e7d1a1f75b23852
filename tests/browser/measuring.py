"""How a page moves while it loads, and how soon it answers a key, measured in the browser."""

from playwright.sync_api import Locator, Page

SESSION_GAP_MILLISECONDS = 1000
SESSION_MILLISECONDS = 5000

_WATCH_SHIFTS = """
window.layoutShifts = [];
window.layoutShiftObserver = new PerformanceObserver(list => take(list.getEntries()));
function take(entries) {
  for (const entry of entries)
    if (!entry.hadRecentInput) window.layoutShifts.push([entry.startTime, entry.value]);
}
window.layoutShiftObserver.observe({type: 'layout-shift', buffered: true});
"""

_READ_SHIFTS = """() => new Promise(done => requestAnimationFrame(() => setTimeout(() => {
  for (const entry of window.layoutShiftObserver.takeRecords())
    if (!entry.hadRecentInput) window.layoutShifts.push([entry.startTime, entry.value]);
  done(window.layoutShifts);
})))"""

_AWAIT_FRAME = """(field, [quiet, patience]) => {
  window.keystroke = new Promise((done, refuse) => {
    let began = null, shown = null, resting = null;
    const late = setTimeout(() => end('nothing changed'), patience);
    const observer = new MutationObserver(() => {
      if (began === null) return;
      clearTimeout(resting);
      requestAnimationFrame(() => {
        const painted = new MessageChannel();
        painted.port1.onmessage = () => {
          shown = performance.now() - began;
          clearTimeout(resting);
          resting = setTimeout(() => end(null), quiet);
        };
        painted.port2.postMessage(null);
      });
    });
    const end = fault => {
      observer.disconnect();
      clearTimeout(late);
      done({fault, milliseconds: shown});
    };
    field.addEventListener('input', event => { began = event.timeStamp; }, {capture: true, once: true});
    observer.observe(document, {subtree: true, childList: true, attributes: true, characterData: true});
  });
}"""


def watch_layout(page: Page) -> None:
    """Note how the content moves from the next load on."""
    page.add_init_script(f"(() => {{ {_WATCH_SHIFTS} }})()")


def layout_shift(page: Page) -> float:
    """The cumulative layout shift since the load of a page that is watched: 0 where nothing moved.

    It is that of the worst session window: shifts less than 1 s apart, at most 5 s in all, as web.dev/cls defines it.
    """
    windows: list[list[tuple[float, float]]] = []
    for moment, value in page.evaluate(_READ_SHIFTS):
        if windows and _belongs(windows[-1], moment):
            windows[-1].append((moment, value))
        else:
            windows.append([(moment, value)])
    return max((sum(value for _, value in window) for window in windows), default=0.0)


def _belongs(window: list[tuple[float, float]], moment: float) -> bool:
    return moment - window[-1][0] < SESSION_GAP_MILLISECONDS and moment - window[0][0] < SESSION_MILLISECONDS


def time_keystroke(field: Locator, key: str, *, quiet: int = 200, patience: int = 5000) -> float:
    """Milliseconds from the input event of one key to the frame that shows the last change of the page for it.

    A page has changed for the last time when it rests for ``quiet`` ms; fails where nothing changed in ``patience`` ms.
    """
    page = field.page
    field.focus()
    field.evaluate(_AWAIT_FRAME, [quiet, patience])
    field.press(key)
    outcome = page.evaluate("() => window.keystroke")
    assert outcome["milliseconds"] is not None, f"{outcome['fault']} within {patience} ms of {key!r}"
    return outcome["milliseconds"]
