# SPDX-License-Identifier: GPL-2.0-or-later
# Scenes in which imgbase begins and something is wrong at its end: the step says what, and touches nothing any more.

import os
from collections.abc import Callable

from image import KERNEL, NVR
from layout_scene import GROUP, SYSIMAGE, SYSROOT, Scene, Task, expect, run, tags
from storage import SMALL

LAYER = f"{NVR}+1"
Play = Callable[[Scene], None]


def failed(scene: Scene, task: Task, kind: str, *texts: str) -> None:
    """The step says all this, the half-made layout is as imgbase left it, and both trees show the old root."""
    expect(task.code == 1, f"the step ended with {task.code}:\n{task.said}")
    for text in texts:
        expect(text in task.said, f"not said: {text}\nbut:\n{task.said}")
    expect(task.result.get("error", {}).get("class") == kind, f"the result is {task.result}")
    expect(scene.imgbase_ran(), "imgbase was not called")
    scene.unchanged_since_imgbase()
    expect("imgbased:init" in tags()["root"], f"the tags were taken away: {tags()}")
    for tree in (SYSROOT, SYSIMAGE):
        seen = run("findmnt", "-no", "SOURCE", tree).split()
        expect(seen == [f"/dev/mapper/{GROUP}-root"], f"{tree} shows {seen}")
    link = f"{SYSROOT}/boot/initramfs-{KERNEL}.img"
    expect(not os.path.islink(link), f"{link} was made a link")


def _with(fault: str, kind: str, *texts: str) -> Play:
    def play(scene: Scene) -> None:
        scene.install(SMALL, fault)
        failed(scene, scene.run(), kind, *texts)

    return play


def _hangs(scene: Scene) -> None:
    scene.install(SMALL, "hang")
    failed(scene, scene.run_with_nine_seconds(), "timeout", "imgbase did not end within", "--timeout=MINUTES")
    # Nothing of it may go on with the disks.
    left = [
        name
        for name in os.listdir("/proc")
        if name.isdigit() and _command(name).startswith(("sleep\0001000", "/bin/bash\0/usr/sbin/imgbase"))
    ]
    expect(not left, f"processes of imgbase are left: {left}")


def _command(number: str) -> str:
    try:
        with open(f"/proc/{number}/cmdline", encoding="utf-8", errors="replace") as source:
            return source.read()
    except OSError:
        return ""


_AGAIN = "it cannot be repeated on this disk"
SCENES: dict[str, Play] = {
    "imgbase fails early": _with("early", "imgbase", "ended with exit code 1", "could not make the layer", _AGAIN),
    "imgbase fails and says nothing": _with("thread", "imgbase", "The cause is not known here", _AGAIN),
    "imgbase loses the boot entries": _with(
        "entries-lost", "imgbase", "could not make the boot entry, and may have removed the others"
    ),
    "imgbase finds no space": _with(
        "full", "imgbase", "The disk, the thin pool or /boot is full", "insufficient free space"
    ),
    "imgbase is killed": _with("killed", "imgbase", "was ended by signal 9", _AGAIN),
    "imgbase hangs": _hangs,
    "layer without its tag": _with(
        "no-tag", "result", "imgbase ended well, but", f"the tag imgbased:layer is on {NVR} and must be on"
    ),
    "base not protected": _with("base-open", "result", f"the base {NVR} is not protected from activation"),
    "no boot entry": _with("no-entry", "result", f"the boot entry {LAYER}-{KERNEL}.conf is missing"),
    "another boot entry stays": _with(
        "entries-stay", "result", "the boot entry 0123-5.14.conf does not belong to the layer"
    ),
    "boot entry with the old root": _with("two-roots", "result", f"must have root=/dev/{GROUP}/{LAYER}"),
    "another entry is the default": _with("wrong-default", "result", f"the boot loader would start '0123-{KERNEL}'"),
    "empty initramfs": _with("empty-initramfs", "result", f"/boot/{LAYER}/initramfs-{KERNEL}.img is missing or empty"),
    "fstab with the old root": _with("old-fstab", "result", f"the layer's fstab mounts /dev/mapper/{GROUP}-root at /"),
    "the layer is busy": _with("busy", "stack", "the layer could not be put in place: 'umount", "Install again"),
}
