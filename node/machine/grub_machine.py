# SPDX-License-Identifier: GPL-2.0-or-later
# A machine with a real GRUB on its disk: qemu and Debian's GRUB; its /boot is a tree of the host before and after each boot.
"""GRUB itself reads grub.cfg, custom.cfg and the environment block from the disk, and writes the block.

Menu entries say who they are and end the machine.
"""

import os
import re
import shutil
import struct
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

MIB = 1024**2
_SECTOR = 512
_START = MIB
_SIZE = 12 * MIB
_TABLE = 446
# What a boot takes is about two seconds; this only ends what hangs.
_SECONDS = 90
_MODULES = [
    "normal",
    "configfile",
    "echo",
    "reboot",
    "part_msdos",
    "ext2",
    "biosdisk",
    "test",
    "loadenv",
    "serial",
    "terminal",
    "minicmd",
    "sleep",
    "linux",
    "boot",
]
SEARCHED = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/sbin"])
PROGRAMS = {
    "qemu-system-x86_64": "qemu-system-x86",
    "grub-mkimage": "grub-common",
    "grub-editenv": "grub-common",
    "mke2fs": "e2fsprogs",
    "debugfs": "e2fsprogs",
}
_GRUB = Path("/usr/lib/grub/i386-pc")
# Debian's own scripts say what is the same in every distribution: the environment block, the default, and custom.cfg.
_SCRIPTS = Path("/etc/grub.d")
_SETTINGS = {
    "GRUB_DEFAULT": "saved",
    "GRUB_TIMEOUT": "0",
    "GRUB_RECORDFAIL_TIMEOUT": "0",
    "GRUB_TERMINAL_INPUT": "serial",
    "GRUB_TERMINAL_OUTPUT": "serial",
    "GRUB_SERIAL_COMMAND": "serial --unit=0 --speed=115200",
    "pkgdatadir": "/usr/share/grub",
    "prefix": "/usr",
    "grub_probe": "/bin/true",
}
# Fedora's and Enterprise Linux' counting (rhboot/grub2, util/grub.d/08_fallback_counting.in and 10_reset_boot_success.in): the
# same conditions in the same order. Debian's GRUB has no `decrement`; this function stands in for that module.
_COUNTING = """
function decrement {
  if [ "${boot_counter}" = "3" ]; then set boot_counter=2
  elif [ "${boot_counter}" = "2" ]; then set boot_counter=1
  elif [ "${boot_counter}" = "1" ]; then set boot_counter=0
  fi
}
if [ -n "${boot_counter}" -a "${boot_success}" = "0" ]; then
  if [ "${boot_counter}" = "0" -o "${boot_counter}" = "-1" ]; then
    set default=1
    set boot_counter=-1
  else
    decrement boot_counter
  fi
  save_env boot_counter
fi
"""
_RESET = """
if [ "${boot_success}" = "1" ]; then
  set boot_indeterminate=0
elif [ "${boot_indeterminate}" = "1" ]; then
  set boot_indeterminate=2
fi
set boot_success=0
save_env boot_success boot_indeterminate
"""


def missing() -> list[str]:
    """One sentence for each program that is not there."""
    lost = [
        f"'{name}' is missing; install the Debian package {package}"
        for name, package in PROGRAMS.items()
        if not shutil.which(name, path=SEARCHED)
    ]
    if not (_GRUB / "boot.img").exists():
        lost.append("GRUB's modules for BIOS machines are missing; install the Debian package grub-pc-bin")
    return lost


def script(name: str) -> str:
    """What a script of grub-mkconfig says here."""
    return subprocess.run(
        ["sh", _SCRIPTS / name], env={**os.environ, **_SETTINGS}, capture_output=True, text=True, check=True
    ).stdout


def menu(entries: list[tuple[str, str, str]]) -> str:
    """Menu entries (id, title, what they do), as 10_linux writes them where GRUB has no blscfg, as Debian's (populate_menu)."""
    return "".join(f"menuentry '{title}' --id={name} {{\n{does}\n}}\n" for name, title, does in entries)


def grub_config(entries: str, counting: bool) -> str:
    """A grub.cfg as grub-mkconfig makes it. ``entries``: what makes the menu. ``counting``: with the distribution's."""
    parts = [script("00_header"), _COUNTING if counting else "", entries, _RESET if counting else ""]
    return "\n".join([*parts, script("41_custom")])


def says(name: str) -> str:
    """What a menu entry does: says its name on the serial console, and restarts, which ends the machine."""
    return f'  echo "BOOTED {name} ."\n  reboot'


def _run(argv: list[object], **more: Any) -> "subprocess.CompletedProcess[bytes]":
    words = [str(word) for word in argv]
    environment = {**os.environ, "PATH": SEARCHED}
    return subprocess.run(words, capture_output=True, check=True, env=environment, **more)


class GrubDisk:
    """The beginning of a disk: GRUB, and a table with one partition, which is given at each start."""

    def __init__(self, home: Path) -> None:
        self._disk = home / "grub-disk.img"
        core, early = home / "core.img", home / "early.cfg"
        early.write_text("serial --unit=0 --speed=115200\nterminal_output serial\n")
        place = ["-d", _GRUB, "-O", "i386-pc", "-p", "(hd0,msdos1)/grub2"]
        _run(["grub-mkimage", *place, "-c", early, "-o", core, *_MODULES])
        self._core = core.read_bytes()
        if len(self._core) > _START - _SECTOR:
            raise ValueError(f"GRUB has {len(self._core)} bytes, and only {_START - _SECTOR} fit before the partition")

    def start(self, partition: Path, size: int) -> str:
        """Switches it on with this partition, and waits for its end: the name that the started entry said."""
        said = self.power_on(partition, size, ["-m", "64", "-no-reboot"], _SECONDS)
        found = re.findall(r"BOOTED (\S+) \.", said)
        if len(found) != 1:
            raise AssertionError(f"the machine said:\n{said[-2000:]}")
        return str(found[0])

    def power_on(self, partition: Path, size: int, options: list[str], seconds: float) -> str:
        """Switches it on with this partition, and waits until it is off: all that its serial console said.

        What GRUB wrote is in the file then. ``size``: bytes of it that are the partition, a multiple of 1 MiB.
        ``options`` of qemu; after ``seconds`` it is ended, which the caller sees by what was not said.
        """
        # Cylinders and heads of old say "too large": what counts are the sectors after them.
        old = bytes([0x80, 0xFE, 0xFF, 0xFF, 0x83, 0xFE, 0xFF, 0xFF])
        entry = old + struct.pack("<II", _START // _SECTOR, size // _SECTOR)
        sector = (_GRUB / "boot.img").read_bytes()[:_TABLE] + entry + bytes(48) + b"\x55\xaa"
        with open(partition, "r+b") as stream:
            self._disk.write_bytes((sector + self._core).ljust(_START, b"\0") + stream.read(size))
            said = self._wait(options, seconds)
            with open(self._disk, "rb") as disk:
                disk.seek(_START)
                stream.seek(0)
                stream.write(disk.read(size))
        return said

    def _wait(self, options: list[str], seconds: float) -> str:
        argv = ["qemu-system-x86_64", "-accel", "tcg", "-nodefaults", "-display", "none", "-vga", "none"]
        argv += ["-serial", "stdio", "-drive", f"file={self._disk},format=raw,if=virtio,cache=unsafe", *options]
        try:
            said: bytes = _run([*argv], stdin=subprocess.DEVNULL, timeout=seconds).stdout
        except subprocess.TimeoutExpired as error:
            said = error.stdout or b""
        return said.decode("latin-1")


class GrubMachine:
    """A machine whose only file system is a tree of the host (``boot``) before and after each start.

    ``size``: bytes of that file system, a multiple of 1 MiB.
    """

    def __init__(self, home: Path, boot: Path, size: int = _SIZE) -> None:
        self._boot = boot
        self._size = size
        self._partition = home / "partition.img"
        self._disk = GrubDisk(home)

    def boot(self) -> str:
        """Switches it on, and waits for its end: the name that the started entry said."""
        return self._with_the_tree(lambda: self._disk.start(self._partition, self._size))

    def power_on(self, options: list[str], seconds: float) -> str:
        """Switches it on, and waits until it is off, however often it starts again: all that its serial console said."""
        return self._with_the_tree(lambda: self._disk.power_on(self._partition, self._size, options, seconds))

    def _with_the_tree(self, start: Callable[[], str]) -> str:
        self._partition.unlink(missing_ok=True)
        _run(["mke2fs", "-q", "-t", "ext4", "-d", self._boot, self._partition, f"{self._size // 1024}k"])
        said = start()
        block = _run(["debugfs", "-R", "cat /grub2/grubenv", self._partition]).stdout
        (self._boot / "grub2/grubenv").write_bytes(block)
        return said
