# SPDX-License-Identifier: GPL-2.0-or-later
# Inside the machine: runs the scenes that it is told, one after the other, each on fresh disks; one JSON line for each.

import contextlib
import json
import sys
import time
import traceback
from pathlib import Path

import storage
from layout_scene import Scene
from registry import SCENES

OUT = Path("/run/out")


def _play(name: str, image: Path) -> dict[str, object]:
    started = time.monotonic()
    row: dict[str, object] = {"scene": name, "ok": True, "error": ""}
    scene = Scene(image)
    try:
        SCENES[name](scene)
    except Exception:
        row.update(ok=False, error=traceback.format_exc() + _log())
    row["kept"] = scene.restored and row["ok"]
    row["seconds"] = round(time.monotonic() - started, 2)
    return row


def _log() -> str:
    with contextlib.suppress(OSError):
        return "\nimgbase said:\n" + Path("/tmp/imgbased-layout.log").read_text(errors="replace")[-2000:]
    return ""


def main() -> None:
    """A machine that cannot be brought back to empty disks ends: the scenes that follow are missing, and so fail."""
    job = json.loads((OUT / "job.json").read_text())
    with open(OUT / "rows", "w", encoding="utf-8") as sink:
        for name in job["scenes"]:
            row = _play(name, Path(job["image"]))
            started = time.monotonic()
            try:
                if not row["kept"]:
                    storage.take_away()
            except Exception:
                row.update(
                    ok=False, error=f"{row['error']}\nthe machine could not be cleared:\n{traceback.format_exc()}"
                )
                sink.write(json.dumps(row) + "\n")
                sys.exit(1)
            row["clearing"] = round(time.monotonic() - started, 2)
            sink.write(json.dumps(row) + "\n")
            sink.flush()


main()
