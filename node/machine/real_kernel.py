# SPDX-License-Identifier: GPL-2.0-or-later
# What a layer needs to start for real: Debian's kernel, an initramfs that says so and switches the machine off, and the menu of boot entries.

import re
import shutil
import subprocess
from pathlib import Path

PROGRAMS = {"busybox": "busybox-static", "cpio": "cpio"}
_KERNEL_PACKAGE = "linux-image-amd64"
# The first line keeps the kernel's own words out of the one that follows.
_INIT = """#!/bin/busybox sh
/bin/busybox dmesg -n 1
/bin/busybox mount -t proc proc /proc
echo "RUNS $(/bin/busybox cat /proc/cmdline)"
/bin/busybox poweroff -f
"""


def missing() -> list[str]:
    """One sentence for each thing that is not there."""
    lost = [f"'{name}' is missing; install {package}" for name, package in PROGRAMS.items() if not shutil.which(name)]
    return lost if _kernels() else [*lost, f"there is no kernel in /boot; install {_KERNEL_PACKAGE}"]


def _kernels() -> list[Path]:
    """The installed ones, the newest last."""

    def order(path: Path) -> list[tuple[bool, int, str]]:
        return [(part.isdigit(), int(part) if part.isdigit() else 0, part) for part in re.split(r"(\d+)", path.name)]

    return sorted(Path("/boot").glob("vmlinuz-*"), key=order)


def kernel() -> bytes:
    """The newest kernel of this system's packages."""
    return _kernels()[-1].read_bytes()


def make_initramfs(home: Path) -> bytes:
    """One whose init says ``RUNS`` and the kernel's command line on the console, and switches the machine off."""
    root = home / "initramfs"
    for name in ("bin", "proc"):
        (root / name).mkdir(parents=True)
    shutil.copy(shutil.which("busybox") or "busybox", root / "bin/busybox")
    (root / "init").write_text(_INIT)
    (root / "init").chmod(0o755)
    names = "\n".join(["bin", "bin/busybox", "proc", "init", ""])
    argv = ["cpio", "-o", "-H", "newc", "-R", "0:0", "--quiet"]
    return subprocess.run(argv, cwd=root, input=names.encode(), capture_output=True, check=True).stdout


def options_of(entry: Path) -> str:
    """The kernel's words in a boot entry."""
    return " ".join(re.findall(r"(?m)^options\s+(.*\S)\s*$", entry.read_text()))


def does(entry: Path) -> str:
    """What choosing a boot entry does: the commands that blscfg of EL and Fedora makes of its lines (upstream commands/blscfg.c)."""
    text = entry.read_text()
    paths = {key: re.findall(rf"(?m)^{key}\s+(\S+)", text)[-1] for key in ("linux", "initrd")}
    return f"  linux {paths['linux']} {options_of(entry)}\n  initrd {paths['initrd']}"
