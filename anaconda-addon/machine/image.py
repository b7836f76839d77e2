# SPDX-License-Identifier: GPL-2.0-or-later
# Makes the tree of a small image on the host: what the layout step and imgbase need, with the host's own programs.

import re
import shutil
import subprocess
from pathlib import Path

from uml import HERE, SEARCHED

NVR = "small-node-4.5.5-1"
KERNEL = "5.14.0-503.11.1.el9.x86_64"
VOLUMES = ("/var", "/var/crash", "/var/log", "/var/log/audit", "/var/tmp", "/home", "/tmp")
# The target's name of a program -> Debian's.
_PROGRAMS = {
    **{
        name: name
        for name in [
            "bash",
            "basename",
            "cat",
            "chmod",
            "cksum",
            "cp",
            "cut",
            "dirname",
            "env",
            "find",
            "findmnt",
            "grep",
            "head",
            "ln",
            "ls",
            "mkdir",
            "mknod",
            "mktemp",
            "mount",
            "mountpoint",
            "mv",
            "pkill",
            "readlink",
            "rm",
            "rmdir",
            "sed",
            "setsid",
            "sleep",
            "sort",
            "stat",
            "sync",
            "tail",
            "tee",
            "touch",
            "tr",
            "true",
            "umount",
            "xargs",
            "blkid",
            "blockdev",
            "e2fsck",
            "tune2fs",
            "mke2fs",
            "mkfs.ext4",
            "mkfs.xfs",
            "xfs_admin",
            "xfs_db",
            "xfs_repair",
            "lvm",
            "dmsetup",
            "thin_check",
        ]
    },
    "sh": "bash",
    "grub2-editenv": "grub-editenv",
}
_LVM_LINKS = ["lvs", "vgs", "pvs", "lvcreate", "lvchange", "lvextend", "lvremove", "vgchange"]
_STAND_INS = {
    "rpm": 'echo "kernel-core-$(cat /usr/share/rpm/kernel)"',
    "grubby": "exit 0",
    "grub2-mkconfig": "exit 0",
    "rsync": "exit 0",
    "getenforce": "echo Disabled",
    # dracut.sh: outfile=$(readlink -f "$outfile"), then it writes that file.
    "dracut": 'shift; out=$(readlink -f "$1"); echo "made by dracut" >"$out.new" && cat "$out.new" >"$out" && rm "$out.new"',
}
_FILES = {
    "etc/default/grub": 'GRUB_CMDLINE_LINUX="rd.lvm.lv=HostVG/root quiet"\n',
    "etc/ssh/sshd_config": "PermitRootLogin prohibit-password\n",
    "etc/system-release-cpe": "cpe:/o:example:linux:9\n",
    "etc/passwd": "root:x:0:0:root:/root:/bin/bash\n",
    "etc/group": "root:x:0:\n",
    "usr/share/factory/etc/passwd": "root:x:0:0:root:/root:/bin/bash\n",
    "usr/share/factory/etc/group": "root:x:0:\n",
    "usr/share/rpm/kernel": KERNEL,
    "usr/share/imgbase/build/meta/nvr": NVR,
    "usr/libexec/grubby/grubby-bls": "#!/bin/sh\n",
    "root/of-the-image": "root\n",
    "var/lib/of-the-image": "var\n",
    "home/of-the-image": "home\n",
    f"boot/vmlinuz-{KERNEL}": "kernel\n" * 1000,
    f"boot/initramfs-{KERNEL}.img": "the image's initramfs\n" * 1000,
    "boot/grub2/grub.cfg": "# made by grub2-mkconfig\n",
    "boot/loader/entries/0123-5.14.conf": (
        f"title The installed system\nversion {KERNEL}\nlinux /vmlinuz-{KERNEL}\ninitrd /initramfs-{KERNEL}.img\n"
        "options root=/dev/mapper/HostVG-root ro rd.lvm.lv=HostVG/root quiet\n"
    ),
}
_DIRECTORIES = ["dev", "proc", "sys", "run", "mnt", "opt", "srv", "root", "usr/local/bin"]


def make_image(root: Path) -> None:
    """The image at ``root``; its program files are the host's, with the libraries they need."""
    for name in ("usr/bin", "usr/sbin", "usr/lib", "usr/lib64", *_DIRECTORIES, *(path[1:] for path in VOLUMES)):
        (root / name).mkdir(parents=True, exist_ok=True)
    for name in ("bin", "sbin", "lib", "lib64"):
        (root / name).symlink_to(f"usr/{name}")
    for name, source in _PROGRAMS.items():
        _copy_program(root, root / "usr/bin" / name, source)
    for name in _LVM_LINKS:
        (root / "usr/sbin" / name).symlink_to("../bin/lvm")
    for name, script in _STAND_INS.items():
        _write_program(root / "usr/bin" / name, f"#!/bin/sh\n{script}\n")
    _write_program(root / "usr/sbin/imgbase", (HERE / "imgbase").read_text())
    for name, text in _FILES.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    locale = Path("/usr/lib/locale/C.utf8")
    if locale.is_dir():
        shutil.copytree(locale, root / "usr/lib/locale/C.utf8")
    (root / "etc/lvm").mkdir()
    shutil.copy(HERE / "lvm.conf", root / "etc/lvm/lvm.conf")
    (root / "etc/grub2.cfg").symlink_to("../boot/grub2/grub.cfg")
    subprocess.run([_which("grub-editenv"), root / "boot/grub2/grubenv", "create"], check=True)


def _which(name: str) -> str:
    found = shutil.which(name, path=SEARCHED)
    if found is None:
        raise FileNotFoundError(f"'{name}' is not there, and the image of the tests needs it")
    return found


def _write_program(path: Path, text: str) -> None:
    path.write_text(text)
    path.chmod(0o755)


def _copy_program(root: Path, goal: Path, name: str) -> None:
    source = Path(_which(name))
    shutil.copy(source, goal)
    needed = subprocess.run(["ldd", source], capture_output=True, text=True, check=False).stdout
    for library in re.findall(r"(/\S+) \(0x", needed):
        # The host's /lib may be a link to /usr/lib or a directory; the image's is always the former.
        place = root / "usr" / re.sub(r"^/(usr/)?", "", library)
        if not place.exists():
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(library, place)
