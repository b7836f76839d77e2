# SPDX-License-Identifier: GPL-2.0-or-later
# Inside the machine: one time that it is switched on. Plays the scenes of a part, one after the other; one JSON line for each.

import json
import subprocess
import time
import traceback
from pathlib import Path

from running_node import RunningNode
from scenes import PARTS

OUT = Path("/run/out")


def main() -> None:
    """A scene that fails ends the part: those after it would go on from another state than they expect."""
    job = json.loads((OUT / "job.json").read_text())
    subprocess.run(["modprobe", "-a", "loop", "squashfs", "vfat", "nls_cp437", "nls_iso8859-1"], check=False)
    node = RunningNode(Path(job["image"]))
    part, booted = job["scenes"]
    started = time.monotonic()
    if booted is None:
        node.install()
    else:
        node.power_on(booted)
    print(f"ready after {time.monotonic() - started:.1f} s")
    with open(OUT / "rows", "w", encoding="utf-8") as sink:
        for scene in PARTS[part]:
            started = time.monotonic()
            row: dict[str, object] = {"scene": scene.__name__, "ok": True, "error": ""}
            try:
                scene(node)
            except Exception:
                row.update(ok=False, error=traceback.format_exc())
            row["seconds"] = round(time.monotonic() - started, 2)
            sink.write(json.dumps(row) + "\n")
            sink.flush()
            if not row["ok"]:
                return
    node.power_off()
    (OUT / "off").touch()


main()
