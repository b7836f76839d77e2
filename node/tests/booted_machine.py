# SPDX-License-Identifier: GPL-2.0-or-later
# A node that has booted, to be judged by its health check: behind the stand-ins, with a clock that only goes on when somebody pauses.

import json
import os
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent / "stand_ins"))

import scene
from basewright_node import boot_count, health
from basewright_node.node import Node, node_at
from basewright_node.places import Places
from basewright_node.state import Pending

OLD, NEW = scene.OLD + "+1", scene.NEW + "+1"
OPERATION = "0b8e8d58-8a3c-4c5e-9d5f-0d1a5cf4f2aa"
WISH = "w" * 22


class Ticking:
    """A clock that only goes on when somebody pauses."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.at_pause: list[Any] = []

    def pause(self, seconds: float) -> None:
        self.seconds += seconds
        if self.at_pause:
            self.at_pause.pop(0)()

    @property
    def clock(self) -> health.Clock:
        return health.Clock(lambda: self.seconds, self.pause)


class Machine:
    """A node behind stand-ins for imgbase, systemd and the boot loader; the boot plane is a real server."""

    def __init__(self, root: Path, url: str) -> None:
        self.root = root
        self.configure(f"url={url}")
        self.places = Places(str(root))
        self.boot_is("first")
        self.ticking = Ticking()

    def configure(self, *lines: str) -> None:
        folder = self.root / "etc/basewright"
        folder.mkdir(parents=True, exist_ok=True)
        text = "\n".join(["[node]", "host=node1", "key=" + "k" * 43, "health_limit=10", *lines])
        (folder / "node.conf").write_text(text + "\n")

    def boot_is(self, name: str) -> None:
        path = Path(self.places.boot_id)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name + "\n")

    @property
    def node(self) -> Node:
        return node_at(self.places, lambda: 1_800_000_000.0)

    def change(self, **members: Any) -> None:
        scene.save({**scene.load(), **members})

    def upgraded(self, booted: str = NEW, kind: str = "upgrade") -> None:
        """As it is after the reboot of an upgrade (or rollback) to NEW."""
        with self.node.state.change() as record:
            since = 1_799_999_000.0
            record.pending = Pending(OPERATION, kind, scene.NEW, NEW, OLD, since, 2, WISH, "never", "first")
        if kind == "upgrade":
            assert boot_count.arm(self.places, NEW, OLD, 2).armed
        self.change(booted=booted)
        self.boot_is("second")

    def run(self) -> int:
        return health.run(self.node, False, self.ticking.clock)

    def reports(self) -> list[dict[str, Any]]:
        names = sorted(os.listdir(self.places.spool)) if os.path.isdir(self.places.spool) else []
        return [json.loads((Path(self.places.spool) / name).read_text()) for name in names]

    def probe(self, name: str, text: str, mode: int = 0o755) -> None:
        path = Path(self.places.health_programs) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        path.chmod(mode)

    def rebooted(self) -> bool:
        return ["systemctl", "reboot"] in scene.calls()

    def default(self) -> str:
        return str(scene.default_layer())
