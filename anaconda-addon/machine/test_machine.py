# SPDX-License-Identifier: GPL-2.0-or-later
# One test for each scene of the machine; the scenes are played once, in two machines side by side.
"""The layout step on real LVM. Never skipped: where the machine cannot run, every scene fails and says why."""

import sys
import time
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

from image import make_image
from registry import SCENES
from uml import Uml, missing_programs

MACHINES = 2
# Far more than is needed, even on a busy machine: it only ends what hangs.
SECONDS = 900.0


@pytest.fixture(scope="session")
def rows(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """What each scene said; a scene that was not played has what its machine said."""
    missing = missing_programs()
    if missing:
        pytest.fail("; ".join(missing))
    home = tmp_path_factory.mktemp("uml")
    make_image(home / "image")
    machines: list[Uml] = []
    found: dict[str, dict[str, Any]] = {}
    deadline = time.monotonic() + SECONDS
    try:
        for number in range(MACHINES):
            machines.append(Uml(home / str(number), home / "image", list(SCENES)[number::MACHINES]))
        for number, machine in enumerate(machines):
            ended = machine.wait(max(1.0, deadline - time.monotonic()))
            for name in list(SCENES)[number::MACHINES]:
                lost = {"ok": False, "error": f"the machine ended before this scene did:\n{ended.said}"}
                found[name] = ended.rows.get(name, lost)
    finally:
        for machine in machines:
            machine.stop()
    return found


@pytest.mark.parametrize("name", SCENES)
def test_scene(name: str, rows: dict[str, dict[str, Any]]) -> None:
    """What the scene expects was seen."""
    row = rows[name]
    assert row["ok"], f"{name}: {row['error']}"
