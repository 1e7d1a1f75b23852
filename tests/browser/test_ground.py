"""The ground of the browser's tests finds planted faults, and only those."""

import pytest
from tests.browser.accessible import check_accessible, findings
from tests.browser.measuring import layout_shift, time_keystroke, watch_layout
from tests.browser.test_every_page import ESCAPED, OVERFLOW
from tests.browser.watched_page import Watch, watched_page

POLICY = "default-src 'none'; script-src 'self'; style-src 'self'"
HEAD = '<!doctype html><html lang="en"><title>Planted</title><main><h1>Planted</h1>'
SOUND = f"{HEAD}<p>Nothing is wrong here.</p></main>"
UNNAMED = f"{HEAD}<input></main>"
PLANTED = "https://planted.invalid"


def planted(page, html, script="", address="/planted", policy=POLICY):
    """Put a page of our own at an address of the site, under the strict policy."""
    page.route("**/planted.js", lambda route: route.fulfill(body=script, content_type="text/javascript"))
    page.route(
        f"**{address}",
        lambda route: route.fulfill(
            body=html, content_type="text/html; charset=utf-8", headers={"Content-Security-Policy": policy}
        ),
    )
    page.goto(address)


def test_a_sound_page_has_no_findings(page):
    planted(page, SOUND)
    assert findings(page) == ()
    check_accessible(page)


@pytest.mark.parametrize("script", [True, False])
def test_a_field_without_a_name_is_found_under_the_strict_policy(new_page, script):
    page = new_page(script=script)
    planted(page, UNNAMED)
    with pytest.raises(AssertionError, match=r"critical: label: .*\n.*input"):
        check_accessible(page)


def test_the_policy_still_holds_after_axe(page, watch):
    planted(page, f'{HEAD}<a href="javascript:document.title=1">x</a></main>')
    findings(page)
    watch.expect("Content Security Policy")
    page.locator("a").click()
    page.evaluate("() => document.body.append(Object.assign(document.createElement('script'), {text: 'throw 1'}))")
    assert page.title() == "Planted"


def test_grey_on_grey_is_found_and_listed_with_lesser_findings(page):
    planted(page, SOUND.replace("<h1>", "<h3>").replace("</h1>", "</h3>"), policy="style-src 'unsafe-inline'")
    page.evaluate("document.querySelector('p').style = 'color: #999; background: #aaa'")
    with pytest.raises(AssertionError, match=r"serious: color-contrast(.|\n)*moderate: "):
        check_accessible(page)


@pytest.mark.parametrize(
    ("html", "said"),
    [
        (f"{SOUND}<script>1</script>", "Content Security Policy"),
        (f'{SOUND}<script src="/planted.js"></script>', "error in the page: .*planted"),
        (f'{SOUND}<img src="/absent.png" alt="">', "Content Security Policy"),
    ],
)
def test_a_page_that_fails_fails_its_test(browser, site, html, said):
    with pytest.raises(AssertionError, match=said), watched_page(browser, site.url) as page:
        planted(page, html, "throw new Error('planted')")


def test_a_request_to_another_origin_fails_its_test(browser, site):
    html = f'{SOUND}<img src="{PLANTED}/x.png" alt="">'
    with (
        pytest.raises(AssertionError, match=f"a request to another origin: {PLANTED}/x.png"),
        watched_page(browser, site.url) as page,
    ):
        planted(page, html, policy="img-src *")


def test_another_port_is_another_origin(browser, site):
    with (
        pytest.raises(AssertionError, match=r"another origin: http://127\.0\.0\.1:1/"),
        watched_page(browser, site.url) as page,
    ):
        planted(page, f'{SOUND}<img src="http://127.0.0.1:1/x.png" alt="">', policy="img-src *")


def test_a_name_that_runs_is_caught(browser, site):
    with pytest.raises(AssertionError, match="a dialog: alert '1'"), watched_page(browser, site.url) as page:
        planted(page, f"{SOUND}<script>alert(1)</script>", policy="script-src 'unsafe-inline'")


def test_a_name_that_broke_out_is_found(page, watch):
    watch.expect("Content Security Policy")
    planted(page, f'{SOUND}<p onmouseover="alert(1)"></p><a href=" JavaScript:alert(1)">x</a><a href="/fine">y</a>')
    assert page.evaluate(ESCAPED) == ["P onmouseover", "A  JavaScript:alert(1)"]


def test_a_declared_fault_is_none_and_one_that_does_not_come_is(browser, site):
    watch = Watch(site.url)
    watch.expect("status of 404")
    with watched_page(browser, site.url, watch=watch) as page:
        assert page.goto("/nothing/here").status == 404
    watch = Watch(site.url)
    watch.expect("status of 404")
    with (
        pytest.raises(AssertionError, match="expected of the page, but it did not happen"),
        watched_page(browser, site.url, watch=watch) as page,
    ):
        page.goto("/")


def test_every_request_is_noted(page, watch, site):
    page.goto("/")
    assert watch.requests[0] == f"{site.url}/"


def test_options_reach_the_page(new_page):
    page = new_page(theme="dark", width=375, script=False)
    planted(page, f'{SOUND}<noscript><p id="plain">plain</p></noscript><script src="/planted.js"></script>', "x = 1")
    assert page.locator("#plain").text_content() == "plain"
    assert page.evaluate("[matchMedia('(prefers-color-scheme: dark)').matches, innerWidth, typeof x]") == [
        True,
        375,
        "undefined",
    ]


def test_downloads_are_kept(page, site):
    planted(page, f'{SOUND}<a href="/openapi.json" download>description</a>')
    with page.expect_download() as started:
        page.locator("a").click()
    assert started.value.url == f"{site.url}/openapi.json"
    assert b'"openapi"' in started.value.path().read_bytes()


def test_what_is_too_wide_is_named(new_page):
    page = new_page(width=375)
    planted(page, f"{SOUND}<div class=wide>x</div>", policy="style-src 'unsafe-inline'")
    assert page.evaluate(OVERFLOW) == []
    page.evaluate("document.querySelector('.wide').style.width = '600px'")
    assert page.evaluate(OVERFLOW) == ["div.wide", "608 > 375"]


SHIFTING = """
requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(() => {
  const late = document.createElement('div');
  late.style.height = '300px';
  document.body.prepend(late);
})));
"""


@pytest.mark.parametrize(("script", "low", "high"), [(SHIFTING, 0.01, 1), ("", 0, 0)])
def test_layout_shift_is_measured(page, script, low, high):
    watch_layout(page)
    planted(page, f'{SOUND}<script src="/planted.js"></script>', script)
    if script:
        page.locator("body > div").wait_for(state="attached")
    assert low <= layout_shift(page) <= high


ANSWERING = """
document.querySelector('input').addEventListener('input', event => {
  const until = performance.now() + 60;
  setTimeout(() => {
    while (performance.now() < until);
    document.querySelector('p').textContent = event.target.value;
  });
});
"""


def test_a_keystroke_is_timed_until_the_last_change_is_shown(page):
    planted(page, f'{SOUND}<label>a <input></label><script src="/planted.js"></script>', ANSWERING)
    field = page.get_by_label("a")
    taken = [time_keystroke(field, key) for key in "abc"]
    assert page.locator("p").text_content() == "abc"
    assert all(60 <= milliseconds < 1000 for milliseconds in taken)


def test_a_keystroke_that_changes_nothing_is_told(page):
    planted(page, f"{HEAD}<label>a <input></label></main>")
    with pytest.raises(AssertionError, match="nothing changed within 300 ms of 'a'"):
        time_keystroke(page.get_by_label("a"), "a", patience=300)
