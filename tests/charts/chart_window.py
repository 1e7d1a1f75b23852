"""A chart in a browser's window: nothing may be said on the console, nothing asked of another origin."""

from contextlib import contextmanager

DRAWN = "figure[data-state=drawn]"


@contextmanager
def opened(browser, address, *, messages=(), width=940, drawn=DRAWN, **context):
    """A page with a chart; whatever the console says beyond ``messages``, and any other origin, is a failure."""
    with browser.new_context(viewport={"width": width, "height": 800}, **context) as window:
        page = window.new_page()
        said, asked = [], []
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("request", lambda request: asked.append(request.url))
        page.goto(address)
        if drawn:
            page.wait_for_selector(drawn)
        yield page
        assert [text for text in said if not any(known in text for known in messages)] == []
        origin = address.split("/", 3)[:3]
        assert {tuple(url.split("/", 3)[:3]) for url in asked if not url.startswith(("blob:", "data:"))} == {
            tuple(origin)
        }


def overlaps(boxes):
    return [
        (a["text"], b["text"])
        for index, a in enumerate(boxes)
        for b in boxes[index + 1 :]
        if a["left"] < b["right"] and b["left"] < a["right"] and a["top"] < b["bottom"] and b["top"] < a["bottom"]
    ]


def label_boxes(page):
    """The boxes of the frontier's labels as the browser measures them; ``inside`` where the picture holds them."""
    return page.evaluate(
        """async () => {
          const picture = document.querySelector('.chart-canvas svg');
          const edge = picture.getBoundingClientRect();
          const address = document.querySelector('figure').dataset.spec;
          const spec = await (await fetch(`${address}&theme=light&width=${Math.round(edge.width)}`)).json();
          const texts = new Set(spec.datasets.labels.map((each) => each.text));
          return [...picture.querySelectorAll('text')]
            .filter((each) => texts.has(each.textContent) && !each.getAttribute('stroke'))
            .map((each) => {
              const box = each.getBoundingClientRect();
              return {text: each.textContent, left: box.left, right: box.right, top: box.top + 1,
                      bottom: box.bottom - 1, inside: box.left >= edge.left && box.right <= edge.right};
            });
        }"""
    )
