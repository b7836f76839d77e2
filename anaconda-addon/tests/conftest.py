# SPDX-License-Identifier: GPL-2.0-or-later
# Lets the tests find the addon, and gives each a machine of its own.

import http.server
import json
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from machine import Machine, path_with


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    """A machine on which everything is right."""
    made = Machine(tmp_path)
    monkeypatch.setenv("PATH", path_with(made))
    return made


class Receiver:
    """An HTTP server that takes reports."""

    def __init__(self) -> None:
        receiver = self
        self.bodies: list[Any] = []
        self.code = 204

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                receiver.bodies.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                self.send_response(receiver.code)
                self.end_headers()

            def log_message(self, *words: Any) -> None:
                pass

        self.server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/report/1"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A place to post reports to."""
    made = Receiver()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def stand_ins(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets this process import the stand-ins of pyanaconda."""
    monkeypatch.syspath_prepend(str(Path(__file__).resolve().parent / "stand_ins"))
