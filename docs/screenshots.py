"""Takes the pictures of the page and of an eval report that the documentation shows.

    python docs/screenshots.py

Starts the service over the built index with conversations of its own, goes the ways of a reader, and writes each view
into docs/page/, on a desktop and on a phone, in light and dark; then runs the suites and writes docs/eval-report.png.
Needs playwright and an installed Chromium.
"""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

from qa_service.evals.speed.server import COMMAND, serving

_ROOT = Path(__file__).parents[1]
_FOLDER = _ROOT / "docs" / "page"
_QUESTIONS = (
    "What share of LEMS cases is paraneoplastic?",
    "Do studies agree on the prevalence of LEMS?",
    "Is LEMS caused by vaccination?",
)
_WORK = "schoser2017_jneurol"
_DEVICES: dict[str, dict[str, Any]] = {
    "desktop": {"viewport": {"width": 1280, "height": 760}},
    "phone": {"viewport": {"width": 390, "height": 780}, "is_mobile": True, "has_touch": True},
}
_COLOURS = 96
_MOST_BYTES = 200_000
_FLAGS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
_QUIET = ["--disable-background-networking", "--disable-component-update", "--disable-sync"]


def main() -> None:
    """Take the pictures.

    Raises:
        SystemExit: there is no browser, or a picture is too large for the repository.
    """
    executable = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if executable is None:
        sys.exit("no browser is installed; install Chromium, for example: apt-get install chromium")
    _FOLDER.mkdir(exist_ok=True)
    with serving(_ROOT / "index" / "lems") as server, sync_playwright() as playwright:
        kept = _keep_conversations(server.address)
        browser = playwright.chromium.launch(executable_path=executable, args=_FLAGS + _QUIET)
        for device, options in _DEVICES.items():
            for scheme in ("light", "dark"):
                page = browser.new_context(reduced_motion="reduce", color_scheme=scheme, **options).new_page()  # type: ignore[arg-type]
                for view in _views(page, server.address):
                    _save(page.screenshot(), _FOLDER / f"{view}-{device}-{scheme}.png")
                _drop_conversations(server.address, kept)
        _take_report(browser, _ROOT / "docs" / "eval-report.png")
        browser.close()


def _keep_conversations(address: str) -> set[str]:
    """Ask what the page offers to begin with, each in a conversation of its own; give their ids."""
    examples = httpx.get(f"{address}/examples", timeout=60).json()["examples"]
    asked = [{"question": example["question"]} for example in examples]
    return {httpx.post(f"{address}/chat", json=question, timeout=60).json()["conversation_id"] for question in asked}


def _drop_conversations(address: str, kept: set[str]) -> None:
    """Delete the other conversations, so that each round finds the same ones."""
    for conversation in httpx.get(f"{address}/conversations").json()["conversations"]:
        if conversation["id"] not in kept:
            httpx.delete(f"{address}/conversations/{conversation['id']}").raise_for_status()


def _views(page: Page, address: str) -> Iterator[str]:
    """The views, one after the other, each by its name once it stands."""
    page.goto(address)
    expect(page.locator("#welcome li").first).to_be_visible()
    yield "start"
    for question, name in zip(_QUESTIONS, ("source", "disagreement", "declined"), strict=True):
        page.get_by_label("Your question").fill(question)
        page.get_by_label("Your question").press("Enter")
        turn = page.locator(".turn").last
        expect(turn.locator(".question")).to_have_text(question)
        expect(turn.locator(".sources, .abstention").first).to_be_visible()
        if name == "source":
            if page.evaluate("matchMedia('(hover: hover)').matches"):
                turn.locator(".mark").nth(1).hover()
                expect(page.locator("#preview mark")).to_be_in_viewport()
                yield "preview"
            turn.locator(".mark").first.click()
            expect(page.locator("#source mark")).to_be_in_viewport()
        page.mouse.move(0, 0)
        yield name
        page.keyboard.press("Escape")
        if page.locator("#source").is_visible():
            page.get_by_role("button", name="Close the source").click()
    for view, heading in (("conversations", "Conversations"), ("works", "Works"), (f"works/{_WORK}", "Lambert")):
        page.goto(f"{address}/#/{view}")
        expect(page.locator("#stage h2")).to_contain_text(heading)
        yield view.replace(f"works/{_WORK}", "reading")


def _take_report(browser: Browser, picture: Path) -> None:
    report = _ROOT / "evals" / "reports" / "picture.html"
    command = [COMMAND, "eval", "run", "evals/suites/lems", "--html", report]
    subprocess.run(command, cwd=_ROOT, stdout=subprocess.DEVNULL, check=False)  # noqa: S603 - our own; cases may fail
    page = browser.new_context(viewport={"width": 1200, "height": 1150}).new_page()
    page.goto(report.as_uri())
    _save(page.screenshot(), picture)


def _save(taken: bytes, picture: Path) -> None:
    """Write a picture in few colours, which text does with."""
    Image.open(io.BytesIO(taken)).convert("RGB").quantize(_COLOURS).save(picture, optimize=True)
    size = picture.stat().st_size
    if size > _MOST_BYTES:
        sys.exit(f"{picture} has {size} bytes; at most {_MOST_BYTES} fit the repository")
    print(f"{picture.relative_to(_ROOT)}: {size} bytes", file=sys.stderr)


if __name__ == "__main__":
    main()
