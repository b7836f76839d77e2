# SPDX-License-Identifier: GPL-2.0-or-later
# One test for each scene of the node's machine, which is switched on again and again; between two times GRUB chooses the layer.
"""Real LVM, real file systems, a real GRUB on the very /boot of the node. Never skipped: where the machine cannot run, every scene fails."""

import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "anaconda-addon/machine"))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
sys.path.insert(0, str(Path(__file__).resolve().parent))

from grub_machine import GrubDisk
from grub_machine import missing as missing_for_grub
from node_images import make_images
from running_node import BOOT_MIB, layer
from scenes import PARTS
from uml import Uml, missing_programs

HERE = Path(__file__).resolve().parent
# Far more than is needed, even on a busy machine: it only ends what hangs.
SECONDS = 900.0
# The layers that GRUB starts before each part, and how it comes to them. The first part installs.
STARTS = [[], [layer(6)], [layer(7)], [layer(6)], [layer(8), layer(8), layer(6)]]
SCENES = [scene.__name__ for part in PARTS for scene in part]

Rows = dict[str, dict[str, Any]]


def _missing() -> list[str]:
    more = {"mksquashfs": "squashfs-tools", "mformat": "mtools"}
    lost = [f"'{name}' is missing; install {package}" for name, package in more.items() if not shutil.which(name)]
    return lost + missing_programs() + missing_for_grub()


def _play(home: Path) -> Rows:
    found: Rows = {}
    grub = GrubDisk(home)
    first: Uml | None = None
    try:
        for part, wanted in enumerate(STARTS):
            started = [grub.start(first.place / "ubdb", BOOT_MIB << 20) for _turn in wanted] if first else []
            if started != wanted:
                found["grub"] = {"ok": False, "error": f"before part {part} GRUB started {started} and not {wanted}"}
                break
            where = home / f"part-{part}"
            machine = Uml(where, home, [part, started[-1] if started else None], HERE, first.place if first else None)
            first = first or machine
            ended = machine.wait(SECONDS)
            found.update(ended.rows)
            if not (where / "off").exists():
                found["lost"] = {"ok": False, "error": f"the machine ended before this scene did:\n{ended.said}"}
                break
    finally:
        if first:
            first.stop()
    return found


@pytest.fixture(scope="session")
def rows(tmp_path_factory: pytest.TempPathFactory) -> Rows:
    """What each scene said; those that were not played have the reason."""
    missing = _missing()
    if missing:
        pytest.fail("; ".join(missing))
    home = tmp_path_factory.mktemp("node")
    make_images(home)
    return _play(home)


@pytest.mark.parametrize("name", SCENES)
def test_scene(name: str, rows: Rows) -> None:
    """What the scene expects was seen."""
    why = rows.get("grub", rows.get("lost", {"error": "a scene before it failed"}))
    row = rows.get(name, {"ok": False, "error": why["error"]})
    assert row["ok"], f"{name}: {row['error']}"


def test_grub_started_what_it_should(rows: Rows) -> None:
    """Before each part, on the node's own /boot."""
    assert "grub" not in rows, rows["grub"]["error"]
