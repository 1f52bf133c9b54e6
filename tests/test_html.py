"""The HTML report in a real browser: headless Chromium, driven by selenium."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from proctor import coverage
from proctor.coverage import Age, Counts, History, Item, Point, Report, Wait
from proctor.model import Style
from proctor.reports.coverage import html
from test_coverage import item, report

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1280,1000",
)
HOSTILE = "<img src=x onerror=\"document.title='owned'\">"
BREAKOUT = "</script><script>document.title='owned'</script>"
ATTRIBUTE = "\" onfocus=\"document.title='owned'\" autofocus x='"
START, DAY = 1_600_000_000, 86_400
SHOTS = os.environ.get("PROCTOR_SCREENSHOTS")  # a folder for pictures to look at


def full_report() -> Report:
    """A report with everything on it, hostile texts among them."""
    texts = [
        ("What is a kernel?", "answered", "Basics"),
        ("What is a shell?", "empty", "Basics"),
        ("什么是深度学习？", "placeholder", "深度学习"),
        (HOSTILE, "empty", HOSTILE),
        (BREAKOUT, "empty", BREAKOUT),
        (ATTRIBUTE, "empty", ATTRIBUTE),
        ("Explained elsewhere", "link-only", "Basics"),
        ("{{ 7 * 7 }} ${7 * 7}", "empty", "Templates"),
    ]
    ages = [Age(START - n * 90 * DAY, f"Person {n} {HOSTILE}") for n in range(len(texts))]
    items = [
        item(*text, path=f"docs/{HOSTILE if n == 3 else n}.md")._replace(age=age)
        for n, (text, age) in enumerate(zip(texts, ages, strict=True))
    ]
    trend = tuple(Point(f"{n:040}", START - (20 - n) * 50 * DAY, Counts(10 + n, 1, 2, max(1, 30 - 2 * n))) for n in range(20))
    change = coverage.compare(BREAKOUT, [], [i.question for i in items[:3]])
    return report(
        items,
        bank=HOSTILE,
        edit="https://github.com/acme/bank/edit/main/",
        change=change,
        history=History({}, trend, Wait(20, 4, 123.0)),
        notes=(BREAKOUT,),
        commit="0123456789abcdef",
    )


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Chromium. Where there is none the tests are skipped, but not in CI."""
    binary = next((path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name))), None)
    driver = shutil.which("chromedriver")
    if binary is None or driver is None:
        if os.environ.get("CI"):
            pytest.fail("CI has no Chromium or ChromeDriver: install the packages chromium and chromium-driver")
        pytest.skip("no Chromium or ChromeDriver here: install the packages chromium and chromium-driver")
    webdriver = (
        pytest.importorskip("selenium.webdriver") if not os.environ.get("CI") else __import__("selenium.webdriver").webdriver
    )
    options = webdriver.ChromeOptions()
    options.binary_location = binary
    for flag in (*FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('profile')}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    opened = webdriver.Chrome(options=options, service=webdriver.ChromeService(driver))
    yield opened
    opened.quit()


class Page:
    """A report in the browser."""

    def __init__(self, browser: Any, folder: Path, shown: Report) -> None:
        self.browser = browser
        self.file = folder / "report.html"
        self.file.write_text("".join(html.render(shown, Style())), encoding="utf-8")
        browser.get_log("browser")
        browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
        browser.get(self.file.as_uri())
        browser.execute_script("localStorage.clear()")
        browser.get(self.file.as_uri())

    def js(self, code: str, *arguments: object) -> Any:
        return self.browser.execute_script(code, *arguments)

    def shown(self) -> list[str]:
        """The questions that can be seen, in order."""
        rows = "return [...document.querySelectorAll('#questions tbody tr')].filter(r => r.offsetParent !== null)"
        return self.js(f"{rows}.map(r => r.cells[0].firstChild.textContent.trim())")  # type: ignore[no-any-return]

    def choose(self, name: str, value: str) -> None:
        self.js(
            "const s = document.getElementById(arguments[0]); s.value = arguments[1]; s.dispatchEvent(new Event('change'))",
            name,
            value,
        )

    def press(self, *keys: str) -> None:
        from selenium.webdriver.common.action_chains import ActionChains

        ActionChains(self.browser).send_keys(*keys).perform()

    def press_until(self, key: str, condition: str) -> None:
        """Press a key; again where a busy machine's browser was not ready for it."""
        deadline = time.monotonic() + 10
        while not self.js(condition):
            assert time.monotonic() < deadline, f"{key} does nothing"
            self.press(key)
            time.sleep(0.05)

    def search(self, words: str) -> None:
        self.press("\ue00c")  # Escape
        self.press_until("/", "return document.activeElement.id === 'search'")
        self.press(words)
        time.sleep(0.2)

    def background(self) -> str:
        return self.js("return getComputedStyle(document.body).backgroundColor")  # type: ignore[no-any-return]

    def picture(self, name: str) -> None:
        if SHOTS:
            self.browser.save_screenshot(os.path.join(SHOTS, f"{name}.png"))

    def complaints(self) -> list[str]:
        return [entry["message"] for entry in self.browser.get_log("browser")]


@pytest.fixture
def page(browser: Any, tmp_path: Path) -> Iterator[Page]:
    opened = Page(browser, tmp_path, full_report())
    yield opened
    assert opened.complaints() == []
    assert opened.js("return document.title") == f"{HOSTILE}: 12.5% answered"  # nothing of the bank ran
    assert opened.js("return document.images.length + document.querySelectorAll('[onerror], [onfocus]').length") == 0


def test_open_questions_are_shown_first_and_the_oldest_on_top(page: Page) -> None:
    assert page.shown() == ["{{ 7 * 7 }} ${7 * 7}", ATTRIBUTE, BREAKOUT, HOSTILE, "什么是深度学习？", "What is a shell?"]
    page.picture("light")


def test_search(page: Page) -> None:
    page.search("SHELL what")
    assert page.shown() == ["What is a shell?"]
    page.search("深度")
    assert page.shown() == ["什么是深度学习？"]
    page.search("no such thing")
    assert page.shown() == []
    assert page.js("return document.getElementById('nothing').hidden") is False


def test_filter_by_status_and_topic(page: Page) -> None:
    page.choose("status", "")
    assert len(page.shown()) == 8
    page.choose("topic", "Basics")
    assert len(page.shown()) == 3
    page.choose("status", "link-only")
    assert page.shown() == ["Explained elsewhere"]
    page.choose("topic", HOSTILE)
    page.choose("status", "open")
    assert page.shown() == [HOSTILE]
    assert page.js("return document.getElementById('shown').textContent") == "1 of 8"


def test_filter_by_change(page: Page) -> None:
    page.choose("status", "changed")
    assert page.shown() == ["什么是深度学习？", "What is a shell?", "What is a kernel?"]
    page.picture("change")


def test_cards_and_topics_filter_too(page: Page) -> None:
    page.js("document.querySelector('button.card[data-status=placeholder]').click()")
    assert page.shown() == ["什么是深度学习？"]
    page.js("[...document.querySelectorAll('#topics .pick')].find(b => b.textContent === 'Basics').click()")
    assert len(page.shown()) == 3
    page.js("document.querySelector('#files .pick').click()")
    assert len(page.shown()) == 1


def test_sort(page: Page) -> None:
    page.choose("status", "")
    heads = "document.querySelectorAll('#questions thead button')"
    page.js(f"{heads}[0].click()")
    up = page.shown()
    page.js(f"{heads}[0].click()")
    assert page.shown() == up[::-1] != up
    assert page.js(f"return {heads}[0].closest('th').getAttribute('aria-sort')") == "descending"
    page.js(f"{heads}[4].click()")
    assert page.shown()[0] == "{{ 7 * 7 }} ${7 * 7}" and page.shown()[-1] == "What is a kernel?"
    page.js("document.querySelectorAll('#topics thead button')[6].click()")
    assert page.js("return document.querySelector('#topics tbody tr:last-child .pick').textContent") == "Basics"


def test_dark_by_the_system_and_by_hand(page: Page) -> None:
    light = page.background()
    page.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": "dark"}]})
    dark = page.background()
    assert light != dark
    page.picture("dark")
    page.js("document.getElementById('theme').click()")
    assert page.background() == light
    page.browser.refresh()
    assert page.background() == light
    page.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
    page.js("document.getElementById('theme').click()")
    assert page.background() == dark


def test_keys(page: Page) -> None:
    down, up, escape = "\ue015", "\ue013", "\ue00c"
    page.press_until("/", "return document.activeElement.id === 'search'")
    page.press("What", down)
    assert page.js("return document.activeElement.tagName") == "TR"
    assert page.js("return getComputedStyle(document.activeElement).outlineStyle") != "none"
    page.press(up)
    assert page.js("return document.activeElement.id") == "search"
    page.press(escape)
    assert page.js("return document.getElementById('search').value") == ""
    assert len(page.shown()) == 6


def test_links_open_the_line_for_editing(page: Page) -> None:
    link = page.js("return document.querySelector('#questions tbody tr:nth-child(6) a').href")
    assert link == "https://github.com/acme/bank/edit/main/docs/1.md#L3"
    assert page.js("return [...document.links].every(a => a.protocol === 'https:' && a.hostname === 'github.com')")


def test_the_trend_is_drawn(page: Page) -> None:
    assert page.js("return document.querySelectorAll('.chart .dot').length") == 20
    assert page.js("return document.querySelector('.chart .line').getBoundingClientRect().width") > 300
    assert page.js("return document.querySelectorAll('.chart .area').length") == 4


def test_a_phone_needs_no_scrolling_sideways(page: Page) -> None:
    size = {"width": 390, "height": 844, "deviceScaleFactor": 2, "mobile": True}
    page.browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    page.browser.refresh()
    assert page.js("return document.documentElement.scrollWidth") <= 390
    assert page.js("return document.querySelector('#questions tr td').getBoundingClientRect().right") <= 390
    page.picture("phone")


def test_a_script_that_is_not_ours_cannot_run(browser: Any, tmp_path: Path) -> None:
    """Were the escaping ever to fail, the page's policy still holds."""
    opened = Page(browser, tmp_path, report([item("x")]))
    text = opened.file.read_text().replace("</main>", f"{HOSTILE}{BREAKOUT}</main>")
    opened.file.write_text(text)
    browser.get(opened.file.as_uri())
    assert browser.title == "acme/bank: 100% answered"
    assert any("Content Security Policy" in message for message in opened.complaints())


def test_five_thousand_questions_stay_quick(browser: Any, tmp_path: Path) -> None:
    found: list[Item] = [
        item(f"What is thing {n} of {n % 7}?", coverage.STATUSES[n % 4], f"Topic {n % 60}", f"f{n % 300}.md")._replace(
            age=Age(START + n, "A")
        )
        for n in range(5000)
    ]
    start = time.perf_counter()
    opened = Page(browser, tmp_path, report(found, edit="https://github.com/acme/bank/edit/main/"))
    assert time.perf_counter() - start < 60  # made, and opened twice; usually 3
    code = "const t = performance.now(); {}; document.body.offsetHeight; return performance.now() - t"
    choose = "const s = document.getElementById('status'); s.value = ''; s.dispatchEvent(new Event('change'))"
    assert opened.js(code.format(choose)) < 3000
    assert len(opened.shown()) == 5000
    assert opened.js(code.format("document.querySelector('#questions thead button').click()")) < 4000
    opened.search("thing 4999")
    assert opened.shown() == ["What is thing 4999 of 1?"]
    assert opened.complaints() == []


def test_nothing_is_loaded() -> None:
    page = "".join(html.render(full_report(), Style()))
    for tag in ("<link", "<img", "<iframe", 'src="http', "@import", "url("):
        assert tag not in page
    assert "default-src 'none'" in page


def test_a_report_without_anything_is_a_page_too(browser: Any, tmp_path: Path) -> None:
    opened = Page(browser, tmp_path, report([]))
    assert opened.shown() == [] and opened.complaints() == []


def test_without_jinja2_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    from proctor.errors import Incomplete

    monkeypatch.setitem(sys.modules, "jinja2", None)
    with pytest.raises(Incomplete) as told:
        list(html.render(report([]), Style()))
    assert "pip install 'jinja2>=" in told.value.hint
