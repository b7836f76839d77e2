# SPDX-License-Identifier: GPL-2.0-or-later
# Boots a User Mode Linux machine on the host's own tree and brings back what its scenes said.
"""The machine is an ordinary process. It reads the host's files (hostfs, read-only), writes to memory, to disks that
are sparse files, and to one directory of the host; the host's devices and its LVM do not exist for it."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
_GIB = 1024**3
# storage.py says what each is for.
DISKS = {"ubda": 24 * _GIB, "ubdb": _GIB, "ubdc": _GIB, "ubdd": 24 * _GIB, "ubde": _GIB, "ubdf": 4 * _GIB, "ubdg": _GIB}
MEMORY = "768M"
# What the memory and the sparse disks of one machine may come to.
_PLACE_BYTES = 5 * 1024**3
# What it must have besides Python, and the Debian package that brings it.
PROGRAMS = {
    "linux.uml": "user-mode-linux",
    "insmod": "kmod",
    "lvm": "lvm2",
    "dmeventd": "dmeventd",
    "thin_check": "thin-provisioning-tools",
    "mkfs.ext4": "e2fsprogs",
    "mkfs.xfs": "xfsprogs",
    "grub-editenv": "grub-common",
    "findmnt": "util-linux",
    "pkill": "procps",
}
SEARCHED = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/sbin", "/usr/bin", "/bin"])


@dataclass
class Ended:
    """What a machine left: one row for each scene it came to, and what its kernel and its runner said."""

    rows: dict[str, dict[str, Any]] = field(default_factory=dict)
    said: str = ""


def missing_programs() -> list[str]:
    """One sentence for each program that is not there."""
    return [
        f"'{name}' is missing; install the Debian package {package}"
        for name, package in PROGRAMS.items()
        if shutil.which(name, path=SEARCHED) is None
    ]


class Uml:
    """One machine with its scenes; ``home`` is its directory on the host, ``room`` where its runner is.

    ``place`` is that of a machine before: it has the same disks, and leaves them to it.
    """

    def __init__(
        self, home: Path, image: Path, scenes: list[Any], room: Path = HERE, place: "Path | None" = None
    ) -> None:
        self.home = home
        self._room = room
        home.mkdir(parents=True)
        (home / "job.json").write_text(json.dumps({"image": str(image), "scenes": scenes}))
        if place is not None:
            self.place = place
            self._child = self._start()
            return
        # LVM and the file systems wait for each write to reach the disk, so memory is much faster than a real one.
        shared = Path("/dev/shm")
        fits = shared.is_dir() and shutil.disk_usage(shared).free > _PLACE_BYTES
        self.place = Path(tempfile.mkdtemp(prefix="uml-", dir=shared if fits else home))
        self._child = self._start()

    def _start(self) -> "subprocess.Popen[bytes]":
        for name, size in DISKS.items():
            if not (self.place / name).exists():
                with open(self.place / name, "wb") as disk:
                    disk.truncate(size)
        argv = [
            shutil.which("linux.uml", path=SEARCHED) or "linux.uml",
            f"mem={MEMORY}",
            ["root=/dev/root", "rootfstype=hostfs", "rootflags=/", "ro", "quiet"],
            *(f"{name}={self.place / name}" for name in DISKS),
            f"init={HERE / 'init.sh'}",
            f"OUT={self.home}",
            f"PYTHON={sys.executable}",
            f"SCENES={self._room}",
            *["con=null", "con0=null,fd:1", "ssl=null", "panic=-1"],
        ]
        words = [word for one in argv for word in ([one] if isinstance(one, str) else one)]
        with open(self.home / "console", "wb") as console:
            # A session of its own: its many processes are ended together.
            return subprocess.Popen(
                words,
                stdin=subprocess.DEVNULL,
                stdout=console,
                stderr=console,
                # Its memory is a sparse file in TMPDIR.
                env={"PATH": SEARCHED, "HOME": str(self.home), "TMPDIR": str(self.place)},
                start_new_session=True,
            )

    def wait(self, seconds: float) -> Ended:
        """Wait for its end, at most this long; what is there until then is brought back."""
        try:
            self._child.wait(seconds)
        except subprocess.TimeoutExpired:
            self.stop()
        ended = Ended()
        rows = self.home / "rows"
        if rows.exists():
            lines = rows.read_text().splitlines()
            ended.rows = {row["scene"]: row for row in map(json.loads, lines)}
        for name in ("said", "console"):
            path = self.home / name
            text = path.read_text(errors="replace") if path.exists() else "(nothing)"
            ended.said += f"--- {name}\n{text[-4000:]}\n"
        return ended

    def stop(self) -> None:
        """End it, however it is, and give back the space of its disks."""
        if self._child.poll() is None:
            os.killpg(self._child.pid, signal.SIGKILL)
            self._child.wait()
        shutil.rmtree(self.place, ignore_errors=True)
