"""Takes the pictures of the page and of an eval report that the documentation shows.

    python docs/screenshots.py

Starts the service over the built index, asks a question, opens a source, and writes docs/page-desktop.png and
docs/page-phone.png; then runs the suites and writes docs/eval-report.png. Needs playwright and an installed Chromium.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from playwright.sync_api import Browser, expect, sync_playwright

_ROOT = Path(__file__).parents[1]
_PORT = 8199
_QUESTION = "What does Wirtz 2003 say about prevalence and incidence?"
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
    with _service() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=_FLAGS + _QUIET)
        _take(browser, address, _ROOT / "docs" / "page-desktop.png", viewport={"width": 1280, "height": 720})
        phone = {"viewport": {"width": 390, "height": 780}, "is_mobile": True, "has_touch": True}
        _take(browser, address, _ROOT / "docs" / "page-phone.png", **phone)
        _take_report(browser, _ROOT / "docs" / "eval-report.png")
        browser.close()


@contextmanager
def _service() -> Iterator[str]:
    command = [Path(sys.executable).with_name("qa-service"), "serve", "--port", str(_PORT)]
    address = f"http://127.0.0.1:{_PORT}"
    with subprocess.Popen(command, cwd=_ROOT, stderr=subprocess.DEVNULL) as process:  # noqa: S603 - our own command
        try:
            # Waits ever longer between attempts, 15 seconds in all.
            with httpx.Client(transport=httpx.HTTPTransport(retries=6)) as client:
                client.get(f"{address}/readyz").raise_for_status()
            yield address
        finally:
            process.terminate()


def _take(browser: Browser, address: str, picture: Path, **options: object) -> None:
    page = browser.new_context(reduced_motion="reduce", **options).new_page()
    page.goto(address)
    page.get_by_label("Your question").fill(_QUESTION)
    page.get_by_label("Your question").press("Enter")
    expect(page.locator(".sources")).to_be_visible()
    page.locator(".mark").nth(1).click()
    expect(page.locator("#source mark")).to_be_in_viewport()
    page.mouse.move(0, 0)
    page.screenshot(path=picture)
    _check_size(picture)


def _take_report(browser: Browser, picture: Path) -> None:
    report = _ROOT / "evals" / "reports" / "picture.html"
    command = [Path(sys.executable).with_name("qa-service"), "eval", "run", "evals/suites/lems", "--html", report]
    subprocess.run(command, cwd=_ROOT, stdout=subprocess.DEVNULL, check=False)  # noqa: S603 - our own; cases may fail
    page = browser.new_context(viewport={"width": 1200, "height": 1150}).new_page()
    page.goto(report.as_uri())
    page.screenshot(path=picture)
    _check_size(picture)


def _check_size(picture: Path) -> None:
    if picture.stat().st_size > _MOST_BYTES:
        sys.exit(f"{picture} has {picture.stat().st_size} bytes; at most {_MOST_BYTES} fit the repository")
    print(f"{picture.relative_to(_ROOT)}: {picture.stat().st_size} bytes", file=sys.stderr)


if __name__ == "__main__":
    main()
