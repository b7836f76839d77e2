# SPDX-License-Identifier: GPL-2.0-or-later
# Makes the images of the machine on the host: a small tree in an ext4 file system in a squashfs, as livemedia-creator makes a large one.

import shutil
import subprocess
from pathlib import Path

from grub_machine import grub_config

KERNEL = "5.14.0-503.11.1.el9.x86_64"
NUMBERS = (6, 7, 8)
_ROOTFS = "40M"
_FILES = {
    "etc/system-release-cpe": "cpe:/o:centos:centos:9\n",
    "etc/fstab": "/dev/HostVG/root / ext4 defaults 0 0\n",
    "usr/libexec/grubby/grubby-bls": "#!/bin/sh\n",
    "usr/share/imgbase/build/meta/nvr": "",
    f"boot/vmlinuz-{KERNEL}": "kernel\n" * 20000,
    f"boot/initramfs-{KERNEL}.img": "initramfs\n" * 30000,
    "usr/share/of-the-image": "x" * 16_000_000,
}
_DIRECTORIES = ("var", "proc", "sys", "run", "tmp", "dev")
# GRUB's blscfg is not in Debian's GRUB: what it makes of the entries stands in a file, which imgbase's stand-in writes.
_BLSCFG = "source $prefix/bls.cfg\n"


def make_images(home: Path) -> None:
    """``home`` then holds the installed tree, what GRUB's packages put into /boot, and a squashfs for each number."""
    tree = home / "tree"
    for name, text in _FILES.items():
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        (tree / name).write_text(text)
    for name in _DIRECTORIES:
        (tree / name).mkdir()
    (tree / "usr/libexec/grubby/grubby-bls").chmod(0o755)
    for number in NUMBERS:
        _make_squashfs(home, tree, f"small-node-4.5.{number}-1")
    # On the installed node these are the image's own, of which the first layer gets its copies.
    shutil.move(tree / "boot", tree / "boot-of-image")
    (tree / "boot").mkdir()
    (home / "boot/grub2").mkdir(parents=True)
    (home / "boot/grub2/grub.cfg").write_text(grub_config(_BLSCFG, counting=True))


def _make_squashfs(home: Path, tree: Path, nvr: str) -> None:
    (tree / "usr/share/imgbase/build/meta/nvr").write_text(nvr)
    live = home / "live/LiveOS"
    live.mkdir(parents=True)
    subprocess.run(["mke2fs", "-q", "-t", "ext4", "-d", tree, live / "rootfs.img", _ROOTFS], check=True)
    subprocess.run(["mksquashfs", home / "live", home / f"{nvr}.squashfs", "-quiet", "-no-progress"], check=True)
    shutil.rmtree(home / "live")
