# SPDX-License-Identifier: GPL-2.0-or-later
# An installed system in a directory, with stand-in programs in PATH: what the layout step meets in the installer.

import json
import os
import sys
from pathlib import Path
from typing import Any, Optional

from org_imgbased.layout.mounts import read_mounts
from org_imgbased.layout.scene import Target
from org_imgbased.section import LayoutOptions

NVR = "my-node-1.0-1"
LAYER = f"{NVR}+1"
KERNEL = "5.14.0-503.el9.x86_64"
NIST_PATHS = ["/var", "/var/crash", "/var/log", "/var/log/audit", "/var/tmp", "/home", "/tmp"]
PROGRAMS = ["imgbase", "lvs", "grubby", "grub2-mkconfig", "pkill", "findmnt", "rsync", "getenforce"]
_TESTS = Path(__file__).resolve().parent


def volume(name: str, minor: int, **changes: Any) -> dict[str, Any]:
    """One row of lvs."""
    row = {
        "vg_name": "HostVG",
        "lv_name": name,
        "pool_lv": "HostPool",
        "lv_tags": "",
        "lv_size": 8 * 1024**3,
        "lv_active": "active",
        "lv_skip_activation": "",
        "lv_permissions": "writeable",
        "lv_kernel_major": 253,
        "lv_kernel_minor": minor,
        "lv_metadata_size": "",
        "data_percent": "5.70",
    }
    return {**row, **changes}


class Machine:
    """Everything is right at first; a test changes what it is about."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.sysroot = home / "sysroot"
        self.target = Target(*(str(home / name) for name in ("sysroot", "sysimage", "work", "run", "proc", "sys")))
        for name in ("sysroot", "sysimage", "work", "run", "proc/self", "proc/77", "sys/fs/selinux", "bin", "volumes"):
            (home / name).mkdir(parents=True)
        (home / "proc/cmdline").write_text("BOOT_IMAGE=vmlinuz inst.ks=http://h/ks\n")
        (home / "proc/77/comm").write_text("dmeventd\n")
        self._make_programs()
        self._make_image()
        self._make_storage()

    def _make_programs(self) -> None:
        start = f"exec {sys.executable} -S -s -m stand_ins.programs {self.home}"
        for name in ("chroot", "mount", "umount", "vgchange"):
            path = self.home / "bin" / name
            # A change of propagation leaves nothing to look at, so it need not cost an interpreter.
            path.write_text(f'#!/bin/sh\ncase "$1" in --make-*) exit 0;; esac\ncd {_TESTS} && {start} {name} "$@"\n')
            path.chmod(0o755)
        for name in PROGRAMS:
            self.write(f"usr/sbin/{name}", "\x7fELF")
            (self.sysroot / "usr/sbin" / name).chmod(0o755)

    def _make_image(self) -> None:
        for path in NIST_PATHS:
            (self.sysroot / path[1:]).mkdir(parents=True, exist_ok=True)
        (self.sysroot / "dev").mkdir()
        self.write("usr/share/imgbase/build/meta/nvr", NVR)
        self.write(
            "etc/fstab",
            "# made by Anaconda\n/dev/mapper/HostVG-root / ext4 defaults 1 1\nUUID=1 /boot ext4 defaults 1 2\n",
        )
        for path in ("etc/default/grub", "etc/ssh/sshd_config", "etc/system-release-cpe", "boot/grub2/grub.cfg"):
            self.write(path, "x\n")
        for path in ("usr/share/factory/etc/passwd", "usr/share/factory/etc/group", "boot/grub2/grubenv"):
            self.write(path, "x\n")
        (self.sysroot / "etc/grub2.cfg").symlink_to("../boot/grub2/grub.cfg")
        self.write(f"boot/vmlinuz-{KERNEL}", "kernel")
        self.write(f"boot/initramfs-{KERNEL}.img", "the image's initramfs")
        self.write("boot/loader/entries/fedcba-1.conf", "title Fedora\noptions root=/dev/mapper/HostVG-root\n")

    def _make_storage(self) -> None:
        rows = ["1 0 8:1 / / rw - ext4 /dev/sda1 rw", f"2 1 0:9 / {self.home}/proc rw - proc proc rw"]
        mounts = {"": ("253:1", "/dev/mapper/HostVG-root"), "/boot": ("8:2", "/dev/sda2"), "/dev": ("0:6", "devtmpfs")}
        names = ["var", "var_crash", "var_log", "var_log_audit", "var_tmp", "home", "tmp"]
        devices = {
            path: (f"253:{number}", f"/dev/mapper/HostVG-{name}")
            for number, (path, name) in enumerate(zip(NIST_PATHS, names), 2)
        }
        numbers: dict[str, int] = {}
        for tree in ("sysroot", "sysimage"):
            for path, (device, source) in {**mounts, **devices}.items():
                number = len(rows) + 1
                parent = max(
                    (point for point in numbers if f"{self.home}/{tree}{path}".startswith(point + "/")),
                    key=len,
                    default="",
                )
                point = f"{self.home}/{tree}{path}"
                numbers[point] = number
                rows.append(f"{number} {numbers.get(parent, 1)} {device} / {point} rw,relatime - ext4 {source} rw")
        (self.home / "proc/self/mountinfo").write_text("\n".join(rows) + "\n")
        pool = volume("HostPool", 0, pool_lv="", lv_size=20 * 1024**3, lv_metadata_size=1024**3)
        volumes = [pool, volume("root", 1), *(volume(name, number) for number, name in enumerate(names, 2))]
        group = {"vg_name": "HostVG", "vg_tags": "", "vg_size": 31 * 1024**3, "vg_free": 9 * 1024**3}
        self.change(
            volumes=volumes,
            groups=[group],
            sysroot=str(self.sysroot),
            nvr=NVR,
            kernels=[KERNEL],
            imgbase={},
            refuse={},
            below={},
            bind_shows_wrong="",
            kernel_packages=f"kernel-{KERNEL}",
            dmeventd_can_start=True,
            layout="",
        )

    @property
    def state(self) -> dict[str, Any]:
        """What the stand-ins know."""
        path = self.home / "state.json"
        return json.loads(path.read_text()) if path.exists() else {}

    def change(self, **values: Any) -> None:
        """Set what the stand-ins know."""
        (self.home / "state.json").write_text(json.dumps({**self.state, **values}))

    def change_volume(self, name: str, **values: Any) -> None:
        """Change one row of lvs."""
        self.change(volumes=[{**row, **values} if row["lv_name"] == name else row for row in self.state["volumes"]])

    def write(self, path: str, text: str) -> None:
        """A file of the image."""
        full = self.sysroot / path
        full.parent.mkdir(parents=True, exist_ok=True)
        full.write_text(text)

    def remove(self, path: str) -> None:
        """Take a file out of the image."""
        (self.sysroot / path).unlink()

    def mountinfo(self, old: str, new: Optional[str]) -> None:
        """Replace text in the list of mounts; None takes the lines that hold it out."""
        path = self.home / "proc/self/mountinfo"
        lines = path.read_text().splitlines()
        kept = [line.replace(old, new or "") for line in lines if new is not None or old not in line]
        path.write_text("\n".join(kept) + "\n")

    def calls(self, start: str = "") -> list[str]:
        """The programs that were called."""
        path = self.home / "calls"
        lines = path.read_text().splitlines() if path.exists() else []
        return [line for line in lines if line.startswith(start)]

    def mounted(self, point: str) -> str:
        """The device that is seen at a place of the machine."""
        mounts = read_mounts(self.target.proc)
        found = mounts.at(f"{self.home}{point}")
        return found.device if found else ""


def options(**values: Any) -> LayoutOptions:
    """What a section says."""
    return LayoutOptions(**values)


def path_with(machine: Machine) -> str:
    """PATH with the stand-ins first."""
    return f"{machine.home}/bin{os.pathsep}{os.environ['PATH']}"
