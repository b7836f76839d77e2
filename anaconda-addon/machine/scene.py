# SPDX-License-Identifier: GPL-2.0-or-later
# Inside the machine: one scene's installed system, how the layout step is run on it, and what is looked at.

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import storage
from storage import GROUP, POOL, SYSIMAGE, SYSROOT, Disks, run

ADDON = str(Path(__file__).resolve().parent.parent)
TASK_SECONDS = 150.0
# The step keeps its result, and imgbase's output, in the installed system too; nothing else may change.
_KEPT = ("/var/log/imgbased-layout.json", "/var/log/imgbased-layout.log")
_LEFT = Path("/run/imgbase-left")
_HANG = """
import sys
from org_imgbased.layout.errors import LayoutError
from org_imgbased.layout.run import run_layout
from org_imgbased.layout.scene import Target
from org_imgbased.section import LayoutOptions
try:
    run_layout(Target(), LayoutOptions(timeout_minutes=0.15))
except LayoutError as error:
    sys.exit(str(error))
"""


def expect(fact: object, text: str) -> None:
    """Fail the scene unless this is true."""
    if not fact:
        raise AssertionError(text)


@dataclass(frozen=True)
class Task:
    """How the layout step ended. ``said`` is its error for people."""

    code: int
    said: str
    result: dict[str, Any]


@dataclass(frozen=True)
class Seen:
    """The state of volumes, mounts and files at one moment."""

    volumes: str
    mounts: list[str]
    files: dict[str, tuple[Any, ...]]


class Scene:
    """A fresh machine for one scene."""

    def __init__(self, image: Path) -> None:
        self.image = image

    def install(self, disks: Disks, *faults: str) -> None:
        """What an installation has made when the addon's task comes."""
        storage.make(disks, self.image)
        if faults:
            self.write("/usr/share/imgbase/faults", "\n".join(faults) + "\n")

    def path(self, inner: str) -> str:
        """A path of the installed system."""
        return SYSROOT + inner

    def write(self, inner: str, text: str) -> None:
        """Write a file of the installed system."""
        path = Path(self.path(inner))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def remove(self, inner: str) -> None:
        """Remove a file or an empty directory."""
        path = self.path(inner)
        if os.path.isdir(path) and not os.path.islink(path):
            os.rmdir(path)
        else:
            os.unlink(path)

    def run(self, *options: str) -> Task:
        """Run the whole step as by hand, in a process of its own."""
        return self._run("-m", "org_imgbased.layout", *options)

    def run_with_nine_seconds(self) -> Task:
        """Run the whole step; imgbase may take so long (an option takes whole minutes only)."""
        return self._run("-c", _HANG)

    def _run(self, *words: str) -> Task:
        for path in (_LEFT, Path("/tmp/imgbased-layout.json"), Path("/tmp/imgbased-layout.log")):
            path.unlink(missing_ok=True)
        done = subprocess.run(
            [sys.executable, *words],
            cwd=ADDON,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=TASK_SECONDS,
            check=False,
        )
        result = Path("/tmp/imgbased-layout.json")
        return Task(done.returncode, done.stderr, json.loads(result.read_text()) if result.exists() else {})

    def look(self) -> Seen:
        """What is there now."""
        fields = "vg_name,vg_uuid,vg_seqno,vg_tags,lv_name,lv_uuid,lv_attr,lv_tags"
        volumes = run("lvs", "-a", "--noheadings", "-o", fields)
        files = {}
        for tree in (SYSIMAGE, SYSROOT):
            files.update(_files(tree))
        return Seen(volumes, storage.mount_points("/mnt", "/run"), files)

    def imgbase_ran(self) -> bool:
        """Did imgbase begin?"""
        return _LEFT.exists()

    def unchanged_since_imgbase(self) -> None:
        """The scene fails when volumes, /boot or mounts are other than imgbase left them."""
        script = (
            "vgs --noheadings -o vg_name,vg_seqno; find /boot -type f -exec cksum {} + | sort -k 3; "
            "findmnt -rno TARGET,SOURCE | grep -v ' \\(proc\\|sys\\|dev\\)$' | sort"
        )
        now = run("chroot", SYSROOT, "bash", "-c", script)
        expect(now == _LEFT.read_text(), f"imgbase left\n{_LEFT.read_text()}\nand now there is\n{now}")


def _files(tree: str) -> dict[str, tuple[Any, ...]]:
    found: dict[str, tuple[Any, ...]] = {}
    for where, directories, names in os.walk(tree):
        inner = where[len(tree) :]
        if not inner:
            directories[:] = [name for name in directories if name not in ("dev", "proc", "run", "sys")]
        for name in [*directories, *names]:
            if f"{inner}/{name}" in _KEPT:
                continue
            state = os.lstat(os.path.join(where, name))
            # The kept result changes the time of its directory.
            changed = 0 if f"{inner}/{name}" == "/var/log" else state.st_mtime_ns
            found[f"{where}/{name}"] = (state.st_mode, state.st_uid, state.st_size, state.st_ino, changed)
    return found


def tags() -> dict[str, list[str]]:
    """imgbased's tags of each volume."""
    rows = json.loads(run("lvs", "--reportformat", "json", "-o", "lv_name,lv_tags"))["report"][0]["lv"]
    return {row["lv_name"]: [tag for tag in row["lv_tags"].split(",") if tag] for row in rows}


def activate(name: str) -> str:
    """Activate a volume though it says no; its node."""
    run("lvchange", "-K", "-ay", f"{GROUP}/{name}")
    return f"/dev/{GROUP}/{name}"


__all__ = ["GROUP", "POOL", "SYSIMAGE", "SYSROOT", "Disks", "Scene", "Seen", "Task", "activate", "expect", "run", "tags"]
