"""The page in a real browser: typed, pressed, by keyboard, on a phone, messages that come; the README's screenshot."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.server import ROOT, environment, make_due, server

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip
SCREENSHOT = ROOT / "docs/web-chat.png"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium: apt-get install chromium"),
]


@pytest.fixture(scope="module")
def address(cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with server(environment(cache, tmp_path_factory.mktemp("home"))) as running:
        yield running.address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as play:
        started = play.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 414, "height": 860}, device_scale_factor=2)
    opened = context.new_page()
    opened.goto(address)
    yield opened
    context.close()


def say(page: Page, text: str) -> None:
    page.get_by_label("Your question").fill(text)
    page.keyboard.press("Enter")


def test_a_question_typed_on_a_phone_gets_a_card_that_fits_the_screen(page: Page) -> None:
    page.get_by_label("Your question").fill("model finds almost no fraud but is 99% right")
    page.keyboard.press("Enter")
    card = page.locator("article.reply").nth(1)
    expect(card.get_by_role("heading").first).to_be_visible()
    expect(card.get_by_text("Where this is from")).to_be_attached()
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert overflow == 0


def test_a_button_is_pressed_by_keyboard_and_focus_is_seen(page: Page) -> None:
    page.get_by_label("Your question").fill("/topic recall")
    page.keyboard.press("Enter")
    button = page.get_by_role("button", name="Example")
    button.focus()
    assert button.evaluate("element => getComputedStyle(element).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Recall: Example")).to_be_visible()
    expect(page.locator("pre").first).to_contain_text("recall_score")


def test_what_looks_like_markup_stays_text_and_nothing_runs(page: Page) -> None:
    page.get_by_label("Your question").fill("<img src=x onerror=\"document.title='owned'\"> what is <b>recall</b>")
    page.keyboard.press("Enter")
    expect(page.locator("article.reply").nth(1)).to_be_visible()
    assert page.title() == "Trailmate"
    assert page.locator(".said img").count() == 0


def test_a_reload_keeps_the_talk(page: Page) -> None:
    page.get_by_label("Your question").fill("/topic recall")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Recall")).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name="Recall")).to_be_visible()


def test_the_roadmap_shows_as_a_picture_that_opens_at_full_size(page: Page) -> None:
    page.get_by_label("Your question").fill("/roadmap core-ml")
    page.keyboard.press("Enter")
    picture = page.get_by_role("img", name="A map of 35 topics")
    expect(picture).to_be_visible()
    assert picture.evaluate("element => element.naturalWidth") == 1000
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
    with page.expect_popup() as opened:
        picture.click()
    opened.value.wait_for_load_state()
    assert opened.value.evaluate("document.images[0].naturalWidth") == 1000


def test_a_reload_brings_the_last_picture_back_and_tells_of_others_in_words(page: Page) -> None:
    for stage in ("core-ml", "maths"):
        page.get_by_label("Your question").fill(f"/roadmap {stage}")
        page.keyboard.press("Enter")
    expect(page.get_by_role("img", name="A map of 24 topics")).to_be_visible()
    page.reload()
    expect(page.get_by_role("img", name="A map of 24 topics")).to_be_visible()
    expect(page.get_by_text("Picture: A map of 35 topics")).to_be_visible()


def test_a_task_comes_to_the_open_page_by_itself_and_only_once(browser: Browser, cache: Path, tmp_path: Path) -> None:
    context = browser.new_context(timezone_id="Europe/Lisbon")
    page = context.new_page()
    page.clock.install()
    with server(environment(cache, tmp_path)) as running:
        page.goto(running.address)
        say(page, "/start time 7:00")
        expect(page.get_by_role("heading", name="Start, 5 of 5")).to_be_visible()
    make_due(tmp_path, datetime.now(UTC))  # noqa: TID251 # what runs beside us reads the clock as well
    # started again, it plans at once; a page that stayed open goes on
    with server(environment(cache, tmp_path), running.port):
        task, prompt = page.get_by_role("heading", name="Today: "), page.get_by_role("heading", name="Today's topic: ")
        for _ in range(5):
            page.clock.fast_forward(20_000)
            page.wait_for_timeout(500)
            if task.count() and prompt.count():
                break
        expect(task).to_be_visible()
        page.get_by_role("button", name="Done").click()
        expect(page.get_by_text("Noted: ")).to_be_visible()
        page.reload()
        expect(prompt).to_be_visible()
        page.clock.fast_forward(20_000)
        page.wait_for_timeout(300)
        assert (task.count(), prompt.count()) == (1, 1)
        say(page, "/settings")
        # at seven, or later if this runs late in the evening: two tasks keep a night's distance
        expect(page.get_by_text(re.compile(r"at \d\d:\d\d \(Europe/Lisbon\)"))).to_be_visible()
    context.close()


def test_a_hidden_page_leaves_messages_to_the_one_that_is_seen(page: Page) -> None:
    page.wait_for_load_state("networkidle")  # it looked when it was opened
    looks: list[str] = []
    page.on("request", lambda request: looks.append(request.url))
    page.evaluate("Object.defineProperty(document, 'hidden', { get: () => window.away })")
    page.evaluate("window.away = true; look()")
    assert looks == []
    page.evaluate("window.away = false; look()")
    assert [url for url in looks if "/news?after=" in url] == looks != []


def test_everything_kept_about_somebody_can_be_saved_as_files(page: Page) -> None:
    say(page, "/start goal engineer")
    expect(page.get_by_role("heading", name="Start, 2 of 5")).to_be_visible()
    say(page, "/privacy export")
    with page.expect_download() as begun:
        page.get_by_role("link", name="Save trailmate.json").click()
    kept = json.loads(begun.value.path().read_text(encoding="utf-8"))
    assert begun.value.suggested_filename == "trailmate.json"
    assert kept["learners"][0]["settings"]["goal"] == "engineer"
    assert page.get_by_role("link", name="Save diary.md").count() == 1


def test_nothing_is_loaded_from_elsewhere(browser: Browser, address: str) -> None:
    context = browser.new_context()
    opened = context.new_page()
    asked: list[str] = []
    opened.on("request", lambda request: asked.append(request.url))
    opened.goto(address)
    context.close()
    assert asked
    assert all(url.startswith((address, "data:")) for url in asked)


def test_it_can_be_read_in_the_dark(browser: Browser, address: str) -> None:
    context = browser.new_context(color_scheme="dark")
    opened = context.new_page()
    opened.goto(address)
    colour = opened.evaluate("getComputedStyle(document.body).backgroundColor")
    context.close()
    assert colour == "rgb(20, 24, 27)"


def test_the_screenshot_of_the_readme_is_made(page: Page, tmp_path: Path) -> None:
    page.set_viewport_size({"width": 760, "height": 900})
    page.get_by_label("Your question").fill("my model finds almost no fraud but it is 99% right?!")
    page.keyboard.press("Enter")
    expect(page.locator("article.reply").nth(1)).to_be_visible()
    picture = page.screenshot(path=tmp_path / "web-chat.png")
    assert len(picture) > 20_000
    if not SCREENSHOT.exists():  # the one in docs changes only when somebody removes it
        SCREENSHOT.write_bytes(picture)
