# SPDX-License-Identifier: GPL-2.0-or-later
# Scenes that cannot carry a layout: each is refused with its own words before imgbase begins, and nothing is changed.

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Optional

from image import KERNEL
from layout_scene import GROUP, POOL, SYSIMAGE, SYSROOT, Disks, Scene, expect, run
from storage import SMALL

_NVR_FILE = "/usr/share/imgbase/build/meta/nvr"
Play = Callable[[Scene], None]


def refused(scene: Scene, *texts: str, kind: str = "check") -> None:
    """The step says all this and leaves everything as it was."""
    before = scene.look()
    task = scene.run()
    expect(task.code == 1, f"the step ended with {task.code}:\n{task.said}")
    for text in texts:
        expect(text in task.said, f"not said: {text}\nbut:\n{task.said}")
    expect(task.result.get("error", {}).get("class") == kind, f"the result is {task.result}")
    expect(not scene.imgbase_ran(), "imgbase was called")
    now = scene.look()
    expect(now.volumes == before.volumes, f"the volumes changed from\n{before.volumes}\nto\n{now.volumes}")
    expect(now.mounts == before.mounts, f"mounts changed: {set(now.mounts) ^ set(before.mounts)}")
    changed = {path for path in {*now.files, *before.files} if now.files.get(path) != before.files.get(path)}
    expect(not changed, f"files changed: {sorted(changed)}")


def _alone(task_says: str) -> str:
    return f"because of one thing:\n- {task_says}"


def _on(disks: Disks, *texts: str) -> Play:
    def play(scene: Scene) -> None:
        scene.install(disks)
        refused(scene, *texts)

    return play


def _after(change: Callable[[Scene], None], *texts: str, kind: str = "check") -> Play:
    def play(scene: Scene) -> None:
        scene.install(SMALL)
        change(scene)
        refused(scene, *texts, kind=kind)

    return play


def _without(path: str, *texts: str) -> Play:
    return _with(path, None, *texts)


def _with(path: str, text: Optional[str], *texts: str) -> Play:
    """One file is other than it should be, or not there; afterwards it is put back."""

    def play(scene: Scene) -> None:
        scene.install(SMALL)
        place = Path(scene.path(path))
        aside = place.rename(place.with_name("aside"))
        if text is not None:
            place.write_text(text)
            place.chmod(0o755)
        refused(scene, *texts)
        aside.replace(place)
        scene.restored = True

    return play


def _fstab_by_uuid(scene: Scene) -> None:
    path = Path(scene.path("/etc/fstab"))
    path.write_text(path.read_text().replace(f"/dev/mapper/{GROUP}-root", "UUID=0123-4567"))


def _device_node(_scene: Scene) -> None:
    # Where devtmpfs is mounted, only the volume itself shows it.
    os.mkdir("/run/root-itself")
    run("mount", "--bind", SYSIMAGE, "/run/root-itself")
    os.mknod("/run/root-itself/dev/urandom", 0o20666, os.makedev(1, 9))
    run("umount", "/run/root-itself")


def _old_tags(_scene: Scene) -> None:
    run("lvcreate", "-y", "-V", "1G", "--thin", "-n", "old", f"{GROUP}/{POOL}")
    run("lvchange", "--addtag", "imgbased:layer", f"{GROUP}/old")


def _name_of_the_base(_scene: Scene) -> None:
    run("lvcreate", "-y", "-V", "1G", "--thin", "-n", "small-node-4.5.5-1", f"{GROUP}/{POOL}")


def _no_selinux(_scene: Scene) -> None:
    # As with selinux=0: the directory is not there.
    run("mount", "-t", "tmpfs", "tmpfs", "/sys/fs")


def _full_boot(_scene: Scene) -> None:
    free = os.statvfs(f"{SYSROOT}/boot")
    run("fallocate", "-l", str(free.f_bavail * free.f_frsize - 8192), f"{SYSROOT}/boot/large")


def _second_time(scene: Scene) -> None:
    scene.install(SMALL)
    task = scene.run()
    expect(task.code == 0, f"the first time it ended with {task.code}:\n{task.said}")
    Path("/run/imgbase-left").unlink()
    again = scene.run()
    expect(again.code == 1 and "An earlier layout is still there" in again.said, again.said)
    expect("can be made only once" in again.said and not scene.imgbase_ran(), again.said)


def _missing_directory(scene: Scene) -> None:
    scene.install(replace(SMALL, minimal=False))
    os.rmdir(f"{SYSROOT}/var/crash")
    refused(scene, _alone("The image has no directory /var/crash"))


def _taken_name(scene: Scene) -> None:
    scene.install(replace(SMALL, minimal=False))
    run("lvcreate", "-y", "-V", "1G", "--thin", "-n", "var_log", f"{GROUP}/{POOL}")
    refused(
        scene,
        _alone(f"A volume is already called {GROUP}/var_log, and imgbased will make one of that name for /var/log"),
    )


def _all_together(scene: Scene) -> None:
    scene.install(SMALL)
    for path in ("/usr/bin/rsync", "/usr/share/factory/etc/passwd", "/etc/default/grub"):
        scene.remove(path)
    scene.write(_NVR_FILE, "no-dashes")
    refused(
        scene, "because of 4 things:", "no program 'rsync'", "/usr/share/factory/etc/passwd is missing", "not usable"
    )


def _reported_unreachable(scene: Scene) -> None:
    scene.install(SMALL)
    scene.remove(_NVR_FILE)
    task = scene.run("--report-url=http://127.0.0.1:1/report")
    expect(task.code == 1 and "does not say its name" in task.said, task.said)
    expect("could not be posted" in task.said, task.said)


def _lvm_is_broken(scene: Scene) -> None:
    scene.write("/usr/sbin/vgs.new", "#!/bin/sh\necho 'Failed to read the group' >&2\nexit 5\n")
    os.chmod(scene.path("/usr/sbin/vgs.new"), 0o755)
    os.replace(scene.path("/usr/sbin/vgs.new"), scene.path("/usr/sbin/vgs"))


SCENES: dict[str, Play] = {
    "root on a linear volume": _on(replace(SMALL, root="linear"), _alone(f"The root volume {GROUP}/root is not thin")),
    "root on a partition": _on(replace(SMALL, root="plain"), "which is not a logical volume"),
    "root on ext3": _on(
        replace(SMALL, filesystem="ext3"), "The root file system is ext3; imgbased can copy ext4 and xfs only"
    ),
    "no own var": _on(replace(SMALL, volumes=()), _alone("/var is not a file system of its own")),
    "no own boot": _on(replace(SMALL, boot_mib=0), _alone("/boot is not a file system of its own")),
    "boot too small": _on(replace(SMALL, boot_mib=900), "imgbased insists on 1000000000"),
    "boot is full": _after(_full_boot, "bytes free, and the layer's kernel and initramfs need"),
    "fstab by UUID": _after(_fstab_by_uuid, _alone("/etc/fstab names the root file system UUID=0123-4567")),
    "no name": _without(_NVR_FILE, _alone("The image does not say its name")),
    "name with a line end": _with(
        _NVR_FILE, "small-node-4.5.5-1\n", _alone("The image's name in"), "Write it with printf"
    ),
    "name without node": _with(_NVR_FILE, "small-image-4.5.5-1", "it must hold the word 'node'"),
    "name too long": _with(_NVR_FILE, f"{'node' * 12}-4.5.5-1", "characters and may have 53"),
    "name without dashes": _with(_NVR_FILE, "node", "it must be NAME-VERSION-RELEASE"),
    "no imgbase": _without("/usr/sbin/imgbase", _alone("The image has no program 'imgbase'")),
    "no sshd_config": _without("/etc/ssh/sshd_config", _alone("/etc/ssh/sshd_config is missing")),
    "no release": _without("/etc/system-release-cpe", _alone("/etc/system-release-cpe is missing")),
    "no grubenv": _without("/boot/grub2/grubenv", _alone("/boot/grub2/grubenv is missing")),
    "no grub.cfg": _without("/boot/grub2/grub.cfg", _alone("/etc/grub2.cfg does not lead to a file")),
    "no initramfs": _without(f"/boot/initramfs-{KERNEL}.img", _alone(f"/boot/initramfs-{KERNEL}.img is missing")),
    "no kernel": _without(f"/boot/vmlinuz-{KERNEL}", _alone("There is no /boot/vmlinuz-VERSION")),
    "no kernel package": _with(
        "/usr/bin/rpm", "#!/bin/sh\nexit 1\n", _alone("No package in /usr/share/rpm provides 'kernel'")
    ),
    "selinux=0": _after(_no_selinux, "the installer was booted with selinux=0"),
    "device nodes in the image": _after(_device_node, _alone("The image holds a /dev/urandom")),
    "directory of a volume is missing": _missing_directory,
    "name of a volume is taken": _taken_name,
    "name of the base is taken": _after(_name_of_the_base, "as the base or its layer will be"),
    "tags of an earlier layout": _after(
        _old_tags, _alone(f"An earlier layout is still there: {GROUP}/old (imgbased:layer)")
    ),
    "a second time": _second_time,
    "several problems together": _all_together,
    "a report that nobody takes": _reported_unreachable,
    "LVM of the image is broken": _after(_lvm_is_broken, "does not work in the installed system", kind="lvm"),
}
