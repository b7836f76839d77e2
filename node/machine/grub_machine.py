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
from pathlib import Path

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


def grub_config(entries: list[tuple[str, str, str]], counting: bool, custom: bool = True) -> str:
    """A grub.cfg for entries (id, title, what it does), as grub-mkconfig makes it. ``counting``: with the distribution's."""
    # Debian's GRUB has no blscfg, so the entries stand here, as 10_linux writes them where that is missing (populate_menu).
    menu = "".join(f"menuentry '{title}' --id={name} {{\n{does}\n}}\n" for name, title, does in entries)
    parts = [
        script("00_header"),
        _COUNTING if counting else "",
        menu,
        _RESET if counting else "",
        script("41_custom") if custom else "",
    ]
    return "\n".join(parts)


def says(name: str) -> str:
    """What a menu entry does: says its name on the serial console, and restarts, which ends the machine."""
    return f'  echo "BOOTED {name} ."\n  reboot'


class GrubMachine:
    """One disk, and the tree (``boot``) that is its only file system."""

    def __init__(self, home: Path, boot: Path) -> None:
        self._home = home
        self._boot = boot
        self._disk = home / "disk.img"
        core = home / "core.img"
        early = home / "early.cfg"
        early.write_text("serial --unit=0 --speed=115200\nterminal_output serial\n")
        argv = ["grub-mkimage", "-d", _GRUB, "-O", "i386-pc", "-p", "(hd0,msdos1)/grub2", "-c", early, "-o", core]
        subprocess.run([*argv, *_MODULES], check=True, env={**os.environ, "PATH": SEARCHED})
        self._begin = self._loader((_GRUB / "boot.img").read_bytes(), core.read_bytes())

    @staticmethod
    def _loader(sector: bytes, core: bytes) -> bytes:
        if len(core) > _START - _SECTOR:
            raise ValueError(f"GRUB has {len(core)} bytes, and only {_START - _SECTOR} fit before the partition")
        # Cylinders and heads of old say "too large": what counts are the sectors after them.
        entry = bytes([0x80, 0xFE, 0xFF, 0xFF, 0x83, 0xFE, 0xFF, 0xFF]) + struct.pack(
            "<II", _START // _SECTOR, _SIZE // _SECTOR
        )
        first = sector[:_TABLE] + entry + bytes(48) + b"\x55\xaa"
        return (first + core).ljust(_START, b"\0")

    def _run(self, *argv: object) -> str:
        done = subprocess.run(
            [str(word) for word in argv],
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "PATH": SEARCHED},
        )
        return done.stdout

    def boot(self) -> str:
        """Switches it on, and waits for its end: the name that the started entry said."""
        part = self._home / "part.img"
        part.unlink(missing_ok=True)
        self._run("mke2fs", "-q", "-t", "ext4", "-d", self._boot, part, f"{_SIZE // 1024}k")
        self._disk.write_bytes(self._begin + part.read_bytes())
        argv = [
            "qemu-system-x86_64",
            "-accel",
            "tcg",
            "-m",
            "64",
            "-nodefaults",
            "-no-reboot",
            "-display",
            "none",
            "-vga",
            "none",
            "-serial",
            "stdio",
        ]
        disk = f"file={self._disk},format=raw,if=virtio,cache=unsafe"
        try:
            done = subprocess.run(
                [*argv, "-drive", disk],
                capture_output=True,
                stdin=subprocess.DEVNULL,
                timeout=_SECONDS,
                check=True,
                env={**os.environ, "PATH": SEARCHED},
            )
            said = done.stdout.decode("latin-1")
        except subprocess.TimeoutExpired as error:
            said = (error.stdout or b"").decode("latin-1")
        found = re.findall(r"BOOTED (\S+) \.", said)
        if len(found) != 1:
            raise AssertionError(f"the machine said:\n{said[-2000:]}")
        with open(self._disk, "rb") as disk_file:
            disk_file.seek(_START)
            part.write_bytes(disk_file.read(_SIZE))
        (self._boot / "grub2" / "grubenv").write_bytes(
            subprocess.run(
                ["debugfs", "-R", "cat /grub2/grubenv", part],
                capture_output=True,
                check=True,
                env={**os.environ, "PATH": SEARCHED},
            ).stdout
        )
        return str(found[0])
