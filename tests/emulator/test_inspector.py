"""The inspector page in a real browser. Where none is found these tests are skipped; pictures of
the page are kept in out/inspector.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from websockets.sync.client import connect

from minimax.emulator import Emulator, LoggedRequest

from . import browser
from .browser import Page
from .conftest import CHAT, KEY, SPEECH, chat, spoken

PICTURES = Path(__file__).parents[2] / "out" / "inspector"
HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'&amp;"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.shared_start,
    pytest.mark.skipif(
        browser.found() is None,
        reason=f"no browser here: none of {', '.join(browser.NAMES)} is installed",
    ),
]


@pytest.fixture(scope="module")
def window() -> Iterator[Page]:
    with browser.page(str(browser.found())) as page:
        yield page


@pytest.fixture
def page(window: Page, emulator: Emulator) -> Iterator[Page]:
    """The inspector of a fresh emulator; nothing may go wrong in it."""
    window.open(emulator.base_url)
    window.wait_for(
        "document.querySelector('#live.on') !== null && document.querySelectorAll('#fault-kinds"
        " li').length > 20"
    )
    yield window
    # Every connection of the page ends here.
    window.open("about:blank")
    assert window.errors == []


def select(page: Page, words: str) -> None:
    """Click the newest request in whose row these words are, and wait for its answer."""
    row = (
        "[...document.querySelectorAll('#rows button')].find((row) =>"
        f" row.textContent.includes({json.dumps(words)}))"
    )
    page.wait_for(f"{row} !== undefined")
    page.run(f"{row}.click()")
    page.wait_for(f"document.querySelector('#detail').dataset.number === {row}.dataset.number")


def reads(selector: str, words: str) -> str:
    """An expression that is true as soon as an element shows words: rows are drawn anew as requests
    come in.
    """
    return f"document.querySelector({json.dumps(selector)}).innerText.includes({json.dumps(words)})"


def text(page: Page, selector: str) -> str:
    return str(page.run(f"document.querySelector({json.dumps(selector)}).innerText"))


def test_requests_appear_immediately(page: Page, http: httpx.Client) -> None:
    assert "No requests yet" in text(page, "#requests")
    http.post(CHAT, json=chat())
    page.wait_for("document.querySelectorAll('#rows button').length === 1")
    http.get("/nowhere")
    http.post(SPEECH, json=spoken(temprature=1))
    page.wait_for("document.querySelectorAll('#rows .status.good').length === 2")
    page.wait_for("document.querySelector('#rows li').textContent.includes(' ms')")
    newest = text(page, "#rows li")
    assert all(
        words in newest for words in ("200", "POST", SPEECH, "t2a_v2", "1 unknown field", "ms")
    ), newest
    assert text(page, "#count-requests") == "3"


def test_requests_are_shown_with_their_response(page: Page, http: httpx.Client) -> None:
    http.post(SPEECH, json=spoken("末班电车 🚋", temprature=1))
    select(page, "t2a_v2")
    shown = text(page, "#detail")
    assert all(
        words in shown
        for words in (
            '"text": "末班电车 🚋"',
            '"audio": "<',
            '"audio_format": "mp3"',
            "temprature",
            "audio/mpeg",
        )
    ), shown


def test_speech_can_be_played(page: Page, http: httpx.Client) -> None:
    seconds = (
        http.post(SPEECH, json=spoken(stream=True))
        .text.partition('"audio_length":')[2]
        .partition(",")[0]
    )
    select(page, "t2a_v2")
    played = page.wait_for("document.querySelector('.medium audio')?.duration")
    assert played == pytest.approx(int(seconds) / 1000, abs=0.2)
    page.run(
        "(async () => { const player = document.querySelector('audio'); player.muted = true; await"
        " player.play(); })()"
    )
    page.wait_for("document.querySelector('audio').currentTime > 0")
    page.run("document.querySelector('audio').pause()")


def test_pictures_are_shown(page: Page, http: httpx.Client) -> None:
    http.post(
        "/v1/image_generation",
        json={"model": "image-01", "prompt": "First light", "width": 512, "height": 768, "n": 2},
    )
    select(page, "image_generation")
    page.wait_for(
        "[...document.querySelectorAll('.medium img')].filter((image) => image.naturalWidth).length"
        " === 2"
    )
    assert (
        page.run(
            "[...document.querySelectorAll('.medium img')].map((image) => [image.naturalWidth,"
            " image.naturalHeight])"
        )
        == [[512, 768]] * 2
    )


def test_a_task_moves_with_the_clock_and_its_video_can_be_seen(
    page: Page, emulator: Emulator, http: httpx.Client
) -> None:
    http.post(
        "/v1/video_generation",
        json={
            "model": "MiniMax-Hailuo-2.3",
            "prompt": "Waves",
            "duration": 6,
            "resolution": "768P",
        },
    )
    page.press("2")
    page.wait_for("document.querySelector('#task-cards progress') !== null")
    before = emulator.clock.now()
    page.click("[data-turn='60']")
    page.wait_for("document.querySelector('#task-cards .status')?.textContent === 'succeeded'")
    assert emulator.clock.now() >= before + 60
    assert "Waves" in text(page, "#task-cards")
    page.run("[...document.querySelectorAll('#task-cards button')].at(-1).click()")
    page.wait_for("document.querySelector('#task-cards video')?.videoWidth")
    assert page.run("document.querySelector('#task-cards video').videoHeight") == 768
    page.press("3")
    assert "output.mp4" in text(page, "#file-cards")
    assert [entry.operation_id for entry in emulator.requests()] == ["video_generation"], (
        "to look is no request"
    )


def test_enabled_faults_affect_the_next_call(page: Page, http: httpx.Client) -> None:
    page.press("5")
    page.click("[data-kind='rate_limit']")
    page.wait_for("document.querySelector('[data-kind=rate_limit]').ariaChecked === 'true'")
    assert http.post(CHAT, json=chat()).status_code == 429
    page.wait_for(
        "document.querySelector('#active-faults').textContent.includes('applied to 1 of 1')"
    )
    page.click("[data-kind='rate_limit']")
    page.wait_for("document.querySelector('#active-faults').children.length === 0")
    assert http.post(CHAT, json=chat()).status_code == 200

    page.run(
        "document.querySelector('#fault-operation').value = 't2a_v2';"
        " document.querySelector('#fault-first').value = '1'"
    )
    page.click("#fault-form button")
    page.wait_for(
        "document.querySelector('#active-faults').textContent.includes('rate_limit:t2a_v2*1')"
    )
    assert http.post(CHAT, json=chat()).status_code == 200
    assert http.post(SPEECH, json=spoken()).json()["base_resp"]["status_code"] == 1002


def test_a_hostile_prompt_stays_text(page: Page, http: httpx.Client) -> None:
    elements = (
        "document.querySelectorAll('#detail img, #detail script, #rows img, #rows script').length"
    )
    http.post(CHAT, json=chat(HOSTILE, stream=True, **{HOSTILE: HOSTILE}))
    http.get(f"/{HOSTILE}")
    select(page, "chat_completions")
    assert f'"content": {json.dumps(HOSTILE)}' in text(page, "#detail")
    page.run("document.querySelectorAll('.frames details').forEach((frame) => (frame.open = true))")
    assert HOSTILE in text(page, "#rows")
    assert page.run(elements) == 0


def test_a_websocket_is_one_entry(page: Page, emulator: Emulator) -> None:
    url, headers = (
        emulator.base_url.replace("http", "ws") + "/ws/v1/t2a_v2",
        {"Authorization": f"Bearer {KEY}"},
    )
    with connect(url, additional_headers=headers, proxy=None) as socket:
        page.wait_for("document.querySelector('#rows .status.open')?.textContent === 'WS'")
        start = {
            "model": "speech-2.8-hd",
            "voice_setting": {"voice_id": "male-qn-qingse"},
            "audio_setting": {"format": "mp3"},
        }
        for event in (
            {"event": "task_start", **start},
            {"event": "task_continue", "text": "Good evening."},
            {"event": "task_finish"},
        ):
            socket.send(json.dumps(event))
        assert json.loads([*socket][-1])["event"] == "task_finished"
    page.wait_for("document.querySelector('#rows .status.good')?.textContent === 'WS'")
    assert page.run("document.querySelectorAll('#rows button').length") == 1
    select(page, "messages")
    shown = text(page, "#detail")
    assert all(event in shown for event in ("task_start", "task_finished", "audio/mpeg")), shown


def test_reset_clears_the_page(page: Page, emulator: Emulator, http: httpx.Client) -> None:
    http.post(CHAT, json=chat())
    select(page, "chat_completions")
    page.click("#reset")
    page.click("#confirm-no")
    assert len(emulator.requests()) == 1
    page.click("#reset")
    page.click("#confirm-yes")
    page.wait_for(
        "document.querySelectorAll('#rows button').length === 0 &&"
        " !document.querySelector('#no-requests').hidden"
    )
    assert "Select a request" in text(page, "#detail")
    assert emulator.requests() == []


def test_page_can_be_used_by_keyboard(page: Page, http: httpx.Client) -> None:
    for path in (SPEECH, CHAT):
        http.post(path, json={})
    page.wait_for("document.querySelectorAll('#rows button').length === 2")
    page.press("ArrowDown", "ArrowDown")
    page.wait_for("document.querySelector('#detail h2')?.textContent.includes('t2a_v2')")
    page.press("k")
    page.wait_for("document.querySelector('#detail h2')?.textContent.includes('chat')")
    page.press("Enter")
    assert page.run("document.activeElement.id") == "detail"
    page.press("/", "t", "2", "a")
    assert page.run("[...document.querySelectorAll('#rows li')].map((row) => row.hidden)") == [
        True,
        False,
    ]
    page.press("Escape", "4")
    assert page.run("document.querySelector('#accounts').hidden") is False


SHOWN = "[...document.querySelectorAll('#rows li')].filter((row) => !row.hidden).length"


def test_rows_show_what_was_asked_and_bodies_are_searched(page: Page, http: httpx.Client) -> None:
    http.post(
        SPEECH, json=spoken("The ferry is late.", voice_setting={"voice_id": "male-qn-qingse"})
    )
    http.post(CHAT, json=chat("Please say: herring"))
    page.wait_for("document.querySelectorAll('#rows .status.good').length === 2")
    for words in ("The ferry is late.", "speech-2.8-hd · male-qn-qingse", "MiniMax-M3"):
        page.wait_for(reads("#rows", words))
    page.run("search('prompt_tokens')")  # only in a body
    page.wait_for(f"{SHOWN} === 1")
    page.wait_for(reads("#rows", "herring"))


def test_the_requests_of_a_task_are_one_click_away(page: Page, http: httpx.Client) -> None:
    body = {"model": "MiniMax-Hailuo-2.3", "prompt": "A kite", "duration": 6, "resolution": "768P"}
    task = http.post("/v1/video_generation", json=body).json()["task_id"]
    http.get("/v1/query/video_generation", params={"task_id": task})
    http.post(CHAT, json=chat())
    page.press("2")
    page.wait_for("document.querySelector('#task-cards .side button') !== null")
    page.wait_for(reads("#task-cards", "A kite"))
    page.click("#task-cards .side button")
    page.wait_for(f"{SHOWN} === 2")


def test_a_request_is_copied_and_sent_again(
    page: Page, emulator: Emulator, http: httpx.Client
) -> None:
    http.post(CHAT, json=chat('It\'s "quoted"', stream=False, temperature=None))
    select(page, "chat_completions")
    page.run("navigator.clipboard.writeText = async (copied) => { window.copied = copied; }")
    page.click("#detail .actions button:nth-child(1)")
    curl = str(page.wait_for("window.copied"))
    done = subprocess.run(
        ["sh", "-c", curl.replace("curl ", "curl -s --noproxy '*' ", 1)],
        env={**os.environ, "MINIMAX_API_KEY": "sk-1"},
        capture_output=True,
        check=True,
    )
    assert json.loads(done.stdout)["choices"]
    page.run("window.copied = null")
    page.click("#detail .actions button:nth-child(2)")
    exec(compile(str(page.wait_for("window.copied")), "copied", "exec"), {"print": lambda _: None})
    page.click("#detail .actions button:nth-child(3)")
    page.wait_for("document.querySelectorAll('#rows .status.good').length === 4")
    first, *others = (entry.json for entry in emulator.requests())
    assert others == [first] * 3


def test_the_next_reply_is_given_in_a_form(page: Page, http: httpx.Client) -> None:
    page.press("5")
    page.run(
        "document.querySelector('#reply-text').value = 'Lima.';"
        " document.querySelector('#reply-when').value = 'peru'"
    )
    page.click("#reply-form button")
    page.wait_for("document.querySelector('#toast').textContent.includes('1 reply waiting')")
    said = http.post(CHAT, json=chat("Peru?")).json()["choices"][0]["message"]["content"]
    assert said.endswith("Lima.")


def test_url_contains_tab_and_request(page: Page, emulator: Emulator, http: httpx.Client) -> None:
    for path in (SPEECH, CHAT):
        http.post(path, json={})
    select(page, "t2a_v2")
    assert page.run("location.hash") == "#requests/1"
    page.open("about:blank")
    page.open(f"{emulator.base_url}/#requests/1")
    page.wait_for("document.querySelector('#detail h2')?.textContent.includes('t2a_v2')")
    page.press("3")
    assert page.run("location.hash") == "#files"
    page.open("about:blank")
    page.open(f"{emulator.base_url}/#files")
    page.wait_for("document.querySelector('#live.on') !== null")
    assert page.run("document.querySelector('#files').hidden") is False


def test_only_the_newest_requests_are_drawn(page: Page, emulator: Emulator) -> None:
    for _ in range(520):
        emulator.platform.log.add(
            lambda number: LoggedRequest(number, 0.0, "GET", "/", {}, {}, None, f"trace {number}")
        )
    page.wait_for("document.querySelector('#count-requests').textContent === '520'")
    assert page.run("document.querySelectorAll('#rows button').length") == 500


# Pairs of texts and controls that share more of the page than a hair.
OVERLAPS = """(() => {
  const cut = (box, element) => {
    let { left, top, right, bottom } = box
    for (let outer = element; outer !== document.body; outer = outer.parentElement) {
      if (getComputedStyle(outer).overflow === 'visible') continue
      const edge = outer.getBoundingClientRect()
      left = Math.max(left, edge.left), right = Math.min(right, edge.right)
      top = Math.max(top, edge.top), bottom = Math.min(bottom, edge.bottom)
    }
    return { left, top, right, bottom, element }
  }
  const boxes = []
  for (const element of document.body.querySelectorAll('*')) {
    if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue
    if (element.matches('option, script, style, svg *')) continue
    if (element.matches('input, select, textarea, img, audio, video'))
      boxes.push(cut(element.getBoundingClientRect(), element))
    for (const node of element.childNodes) {
      if (node.nodeType !== Node.TEXT_NODE || !node.textContent.trim()) continue
      const range = document.createRange()
      range.selectNodeContents(node)
      for (const box of range.getClientRects()) boxes.push(cut(box, element))
    }
  }
  const seen = boxes.filter((box) => box.right - box.left > 1 && box.bottom - box.top > 6)
  const share = (one, other) =>
    Math.min(one.right, other.right) - Math.max(one.left, other.left) > 2 &&
    Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) > 6
  const name = (box) => `${box.element.tagName} ${box.element.textContent.trim().slice(0, 40)}`
  const found = []
  seen.forEach((one, index) => {
    for (const other of seen.slice(index + 1))
      if (one.element !== other.element && share(one, other))
        found.push(name(one) + ' / ' + name(other))
  })
  return found
})()"""


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280, 1920])
def test_page_fits_every_window(
    page: Page, emulator: Emulator, http: httpx.Client, width: int, dark: bool
) -> None:
    emulator.reply("The last tram leaves at ten past midnight.")
    http.post(CHAT, json=chat("When does the last tram leave?"))
    emulator.fault("rate_limit", on="chat_completions", first=1)
    http.post(CHAT, json=chat("And the first?"))
    http.post(SPEECH, json=spoken("末班电车几点开？", temprature=1))
    http.get("/nowhere/" + "long/" * 60)
    size = {"aspect_ratio": "16:9", "n": 2}
    prompt = "A lighthouse, first light"
    http.post("/v1/image_generation", json={"model": "image-01", "prompt": prompt, **size})
    page.resize(width, 800, dark=dark)
    select(page, "image_generation")
    page.wait_for(
        "[...document.querySelectorAll('.medium img')].filter((image) => image.naturalWidth).length"
        " === 2"
    )
    picture(page, f"request-{width}", dark)
    assert page.run(OVERLAPS) == [], "the request"
    for number in range(1, 6):
        page.press("Escape", str(number))
        assert page.run("document.documentElement.scrollWidth") <= width, (
            f"tab {number} is too wide"
        )
        assert page.run(OVERLAPS) == [], f"tab {number}"
        picture(page, f"tab{number}-{width}", dark)


def picture(page: Page, what: str, dark: bool) -> None:
    """Keep what is seen."""
    page.picture(PICTURES / f"{what}-{'dark' if dark else 'light'}.png")


def test_chinese_is_rendered_with_a_suitable_font(page: Page, http: httpx.Client) -> None:
    if shutil.which("fc-list") is None:
        pytest.skip("fc-list is not installed: the fonts of this machine are unknown")
    listed = subprocess.run(
        ["fc-list", ":lang=zh", "family"], capture_output=True, text=True, check=False
    )
    chinese = set(re.split(r"[,\n]", listed.stdout)) - {""}
    if not chinese:
        pytest.skip("no font with Chinese is installed")
    http.post(SPEECH, json=spoken("末班电车几点开"))
    select(page, "t2a_v2")
    page.run(
        "[...document.querySelectorAll('#detail *')].findLast((each) =>"
        " each.textContent.includes('末班电车')).id = 'chinese'"
    )
    assert page.fonts("#chinese") & chinese
