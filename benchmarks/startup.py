"""What a program pays before its first answer. Each program is a Python of its own, started from
here with nothing loaded.
"""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time

from benchmarks.cases import BODY, HEADERS, KEY, MODEL, Figures
from benchmarks.server import chat, plain

# httpx loads its own command line, and with it rich, wherever rich happens to be installed, and
# httpcore loads trio; a program with this SDK alone has neither.
ALONE = "import sys; sys.modules['httpx._main'] = sys.modules['trio'] = None\n"
MEMORY = (
    "\nprint([line.split()[1] for line in open('/proc/self/status') if"
    " line.startswith('VmRSS')][0])"
)
FIRST = {
    "httpx": (
        f"import httpx; httpx.Client().post(URL + '/v1/chat/completions', json={BODY},"
        f" headers={HEADERS}).json()"
    ),
    "minimax": f"import minimax; minimax.MiniMax({KEY!r}, base_url=URL).text.chat('hello').text",
    "openai": (
        f"""import openai
client = openai.OpenAI(api_key={KEY!r}, base_url=URL + '/v1')
client.chat.completions.create(**{BODY}).choices[0].message.content"""
    ),
    "anthropic": (
        f"""import anthropic
client = anthropic.Anthropic(api_key={KEY!r}, base_url=URL + '/anthropic')
client.messages.create(model={MODEL!r}, max_tokens=9, messages={BODY["messages"]}).content[0]"""
    ),
}
NOWHERE = "https://127.0.0.1:1"
SECOND = {
    "httpx": (
        f"lambda: httpx.Client().post('{NOWHERE}/v1/chat/completions', json={BODY},"
        f" headers={HEADERS})"
    ),
    "minimax": (
        f"lambda: minimax.MiniMax({KEY!r}, base_url='{NOWHERE}',"
        " retry=minimax.Retry(attempts=1)).text.chat('hello')"
    ),
    "openai": (
        f"lambda: openai.OpenAI(api_key={KEY!r}, base_url='{NOWHERE}/v1',"
        f" max_retries=0).chat.completions.create(**{BODY})"
    ),
    "anthropic": (
        f"""lambda: anthropic.Anthropic(
    api_key={KEY!r}, base_url='{NOWHERE}', max_retries=0
).messages.create(
    model={MODEL!r}, max_tokens=9, messages={BODY["messages"]})"""
    ),
}
"""A client of its own and its way to a TLS connection, which a closed port refuses: nothing of it
can be put off to later.
"""


def importing(name: str, url: str) -> Figures:
    """CPU and wall of an import, without the start of Python."""
    program = f"""{ALONE}import time
wall, cpu = time.perf_counter(), time.process_time()
import {name}
print([time.process_time() - cpu, time.perf_counter() - wall])"""
    cpu, wall = json.loads(run(program))
    return {"cpu": cpu, "wall": wall}


def first(name: str, url: str) -> Figures:
    """From the start of the process until its first request arrives; then the memory that it takes
    with the answer in hand.
    """
    answer = plain(chat())
    if name == "anthropic":
        facts = {
            "id": "1",
            "type": "message",
            "role": "assistant",
            "model": MODEL,
            "stop_reason": "end_turn",
        }
        answer = plain(
            {
                **facts,
                "content": [{"type": "text", "text": "Hello."}],
                "usage": {"input_tokens": 1, "output_tokens": 1},
            }
        )
    with socket.create_server(("127.0.0.1", 0)) as listener:
        program = (
            f"{ALONE}URL = 'http://127.0.0.1:{listener.getsockname()[1]}'\n{FIRST[name]}{MEMORY}"
        )
        started = time.perf_counter()
        with subprocess.Popen(
            [sys.executable, "-c", program], stdout=subprocess.PIPE, text=True
        ) as child:
            connection, _ = listener.accept()
            with connection:
                connection.recv(65536)
                wall, cpu = (
                    time.perf_counter() - started,
                    time.clock_gettime(~child.pid << 3 | 2),
                )  # the CPU clock of that process
                connection.sendall(answer)
                text, _ = child.communicate()
    return {"cpu": cpu, "wall": wall, "resident": int(text) / 1024}


def second(name: str, url: str) -> Figures:
    """Milliseconds of CPU for a second client in one process."""
    program = f"""{ALONE}import time, {name}
def use(make):
    try:
        make()
    except Exception as error:
        assert "nnect" in repr(error) or "refused" in repr(error), error
make = {SECOND[name]}
use(make)
wall, cpu = time.perf_counter(), time.process_time()
use(make)
print([(time.process_time() - cpu) * 1000, (time.perf_counter() - wall) * 1000])"""
    cpu, wall = json.loads(run(program))
    return {"cpu": cpu, "wall": wall}


def run(program: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, check=True
    ).stdout
