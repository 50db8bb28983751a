"""The page in a real browser: typed, pressed, by keyboard, on a phone; and the README's screenshot."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

ROOT = Path(__file__).parents[3]
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
    """Start Trailmate as its users do, on a free port, and stop it with Ctrl-C."""
    settings = {
        "TRAILMATE_CACHE": str(cache),
        "TRAILMATE_HOME": str(tmp_path_factory.mktemp("home")),
        "TRAILMATE_WEB_PER_MINUTE": "200",
    }
    running = subprocess.Popen(
        [sys.executable, "-m", "bot", "run", "--port", "0"],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, **settings},
        cwd=ROOT,
    )
    assert running.stdout is not None
    first = running.stdout.readline()
    yield first.split()[-1]
    running.send_signal(signal.SIGINT)
    running.communicate(timeout=15)


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
