# SPDX-License-Identifier: GPL-2.0-or-later
# Inside the machine: one scene's installed system, how the layout step is run on it, and what is looked at.

import json
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import storage
from storage import GROUP as GROUP
from storage import POOL as POOL
from storage import SYSIMAGE as SYSIMAGE
from storage import SYSROOT as SYSROOT
from storage import Disks as Disks
from storage import run as run

import org_imgbased.layout.__main__ as layout
from org_imgbased.layout.errors import LayoutError
from org_imgbased.layout.run import run_layout
from org_imgbased.layout.scene import Target
from org_imgbased.section import LayoutOptions

TASK_SECONDS = 150.0
# The step keeps its result, and imgbase's output, in the installed system too; nothing else may change.
_KEPT = ("/var/log/imgbased-layout.json", "/var/log/imgbased-layout.log")
_LEFT = Path("/run/imgbase-left")
_RESULT = Path("/tmp/imgbased-layout.json")
_SAID = Path("/run/said-by-the-step")


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
        # Everything is as it was installed: the next scene may use it.
        self.restored = False

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
        return _in_a_process(lambda: layout.main(options))

    def run_with_nine_seconds(self) -> Task:
        """Run the whole step; imgbase may take so long (the option takes whole minutes only)."""
        limits = cast(Any, LayoutOptions)(timeout_minutes=0.15)

        def call() -> int:
            try:
                run_layout(Target(), limits)
            except LayoutError as error:
                print(error, file=sys.stderr)
                return 1
            return 0

        return _in_a_process(call)

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


def _in_a_process(call: Callable[[], int]) -> Task:
    """Forked, because a new Python takes seconds to read its modules from the host."""
    for path in (_LEFT, _RESULT, Path("/tmp/imgbased-layout.log"), _SAID):
        path.unlink(missing_ok=True)
    child = os.fork()
    if child == 0:
        code = 70
        try:
            with open(_SAID, "wb", buffering=0) as sink:
                os.dup2(sink.fileno(), 1)
                os.dup2(sink.fileno(), 2)
            code = call()
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)
    code = os.waitstatus_to_exitcode(_wait(child))
    result = json.loads(_RESULT.read_text()) if _RESULT.exists() else {}
    return Task(code, _SAID.read_text(errors="replace"), result)


def _wait(child: int) -> int:
    deadline = time.monotonic() + TASK_SECONDS
    while time.monotonic() < deadline:
        number, status = os.waitpid(child, os.WNOHANG)
        if number:
            return status
        time.sleep(0.02)
    os.kill(child, signal.SIGKILL)
    return os.waitpid(child, 0)[1]


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
