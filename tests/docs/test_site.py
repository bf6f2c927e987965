"""The documentation site builds without a broken link, and reads well on a phone and on a desk."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec

import pytest

from ..emulator import browser
from ..pictures import site

BROWSER = browser.found()
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(find_spec("mkdocs") is None, reason="mkdocs is not installed: make docs"),
    pytest.mark.skipif(BROWSER is None, reason="no browser is installed"),
]
PAGES = ("index.html", "chat.html", "reference/text.html", "platform/text-messages.html")
CHINESE = ("zh/index.html", "zh/chat.html")
WIDER_THAN_THE_WINDOW = "document.documentElement.scrollWidth > window.innerWidth"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = site.build(tmp_path_factory.mktemp("site"))  # strict: a broken link ends it
    with site.served(folder) as address:
        yield address


@pytest.fixture(scope="module")
def page() -> Iterator[browser.Page]:
    assert BROWSER is not None
    with browser.page(BROWSER) as page:
        yield page


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("place", [*PAGES, *CHINESE])
def test_a_page_fits_the_window(address: str, page: browser.Page, place: str, width: int) -> None:
    page.open(f"{address}/{place}", width=width)
    page.wait_for(site.AT_REST)
    assert not page.run(WIDER_THAN_THE_WINDOW)
    # The theme asks for a sitemap, which only a site with a known address has.
    assert [error for error in page.errors if "sitemap.xml" not in error] == []


def test_the_search_finds_a_call(address: str, page: browser.Page) -> None:
    page.open(f"{address}/index.html")
    page.run("document.querySelector('[data-md-component=search-query]').focus()")
    page.press(*"synthesize")
    page.wait_for("document.querySelector('.md-search-result__link[href*=speech]') !== null")


def test_the_language_can_be_switched(address: str, page: browser.Page) -> None:
    page.open(f"{address}/chat.html")
    target = page.run("document.querySelector('a[hreflang=zh]').href")
    assert target.endswith("/zh/chat.html")
    page.open(target)
    assert page.run("document.documentElement.lang") == "zh"
