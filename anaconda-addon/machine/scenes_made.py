# SPDX-License-Identifier: GPL-2.0-or-later
# Scenes in which the layout is made: what is written afterwards must be in the layer, and nothing of it in the base.

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import storage
from image import KERNEL, NVR
from layout_scene import GROUP, SYSIMAGE, SYSROOT, Disks, Scene, Task, expect, run, tags
from storage import SMALL

_ROOT_PLACES = ("/root", "/usr/local/bin", "/opt", "/etc", "/srv/made/deeper")
_VAR_PLACES = ("/var/lib", "/var/log", "/var/crash", "/var/log/audit", "/var/tmp", "/home", "/tmp")


def succeeds(task: Task) -> dict[str, Any]:
    """The result of a step that must have worked."""
    expect(task.code == 0, f"the step ended with {task.code}:\n{task.said}")
    return task.result


def write_canaries() -> list[str]:
    """As a %post does, and as one with --nochroot does in both trees; the paths that were written."""
    written = []
    for place in (*_ROOT_PLACES, *_VAR_PLACES):
        script = f"mkdir -p {place} && echo post >{place}/canary-post"
        run("chroot", SYSROOT, "bash", "-c", script)
        written.append(f"{place}/canary-post")
        for tree in (SYSROOT, SYSIMAGE):
            name = f"{place}/canary{tree.replace('/', '-')}"
            os.makedirs(tree + place, exist_ok=True)
            Path(tree + name).write_text("nochroot\n")
            written.append(name)
    return written


def check_after(scene: Scene, base: str, volumes: tuple[str, ...] = storage.NIST, filesystem: str = "ext4") -> None:
    """All that Anaconda and a kickstart do after the task, then the disks as the next start finds them."""
    layer = f"{base}+1"
    made_later = f"/boot/initramfs-{KERNEL}.img"
    run("chroot", SYSROOT, "dracut", "-f", made_later)
    written = write_canaries()
    for tree in (SYSROOT, SYSIMAGE):
        seen = run("findmnt", "-no", "SOURCE", tree).split()[-1]
        expect(os.path.realpath(seen) == os.path.realpath(f"/dev/{GROUP}/{layer}"), f"{tree} shows {seen}")
        text = Path(f"{tree}/boot/{layer}/initramfs-{KERNEL}.img").read_text()
        expect(text == "made by dracut\n", f"{tree}: a later dracut did not reach the layer's initramfs: {text[:60]}")
        left = [name for name in os.listdir(f"{tree}/tmp") if name.startswith("mnt.")]
        expect(not left, f"{tree}/tmp still holds {left}")
    storage.end_processes()
    storage.unmount(SYSROOT)
    storage.unmount(SYSIMAGE)
    expect(
        not storage.mount_points("/mnt/sysroot", "/mnt/sysimage", "/run/imgbased-layer"), "something is still mounted"
    )
    run("vgchange", "-an", GROUP)
    _check_disks(base, volumes, filesystem, written)
    expect(tags()[layer] == ["imgbased:layer"], f"tags: {tags()}")


def _check_disks(base: str, volumes: tuple[str, ...], filesystem: str, written: list[str]) -> None:
    layer = f"{base}+1"
    names = {path: path[1:].replace("/", "_") for path in volumes}
    every = ["root", base, layer, *names.values()]
    run("lvchange", "-K", "-ay", *(f"{GROUP}/{name}" for name in every))
    # imgbase makes the init volume read-only while it is mounted, so xfs cannot write the end of its log there.
    for name in every if filesystem == "ext4" else every[1:]:
        node = f"/dev/{GROUP}/{name}"
        run(*(["e2fsck", "-fn", node] if filesystem == "ext4" else ["xfs_repair", "-n", node]))
    run("e2fsck", "-fn", "/dev/mapper/scene-boot")
    for name in (base, "root"):
        _mounted(name, filesystem, lambda root, name=name: _no_canary(root, name))
    _mounted(layer, filesystem, lambda root: _all_canaries(root, names, filesystem, written))


def _mounted(name: str, filesystem: str, look: Any) -> None:
    # xfs: base, layer and init volume are never mounted together here, but their log may have to be replayed.
    option = "ro" if filesystem == "ext4" else "ro,norecovery,nouuid"
    run("mount", "-o", option, f"/dev/{GROUP}/{name}", SYSROOT)
    look(SYSROOT)
    storage.unmount(SYSROOT)


def _no_canary(root: str, name: str) -> None:
    found = [
        f"{where}/{one}" for where, _directories, names in os.walk(root) for one in names if one.startswith("canary")
    ]
    expect(not found, f"{name} is not as it was before the %post: {found}")
    expect(Path(f"{root}/root/of-the-image").exists(), f"{name} lacks what was installed")


def _all_canaries(root: str, names: dict[str, str], filesystem: str, written: list[str]) -> None:
    for path, name in sorted(names.items()):
        run("mount", "-o", "ro" if filesystem == "ext4" else "ro,norecovery", f"/dev/{GROUP}/{name}", root + path)
    lost = [path for path in written if not os.path.exists(root + path)]
    expect(not lost, f"not in what boots: {lost}")
    for path in ("/root/of-the-image", "/var/lib/of-the-image", "/home/of-the-image", "/var/log/imgbased-layout.json"):
        expect(os.path.exists(root + path), f"{path} is not in what boots")


def nist(scene: Scene) -> None:
    """All volumes made by the kickstart, ext4."""
    scene.install(Disks())
    result = succeeds(scene.run())
    expect((result["base"], result["layer"]) == (NVR, f"{NVR}+1"), f"the result is {result}")
    expect(result["volumesMade"] == [], f"the result is {result}")
    check_after(scene, NVR)


def minimal(scene: Scene) -> None:
    """Only / and /var made by the kickstart: imgbase's own volumes are mounted too, so what is written there is not hidden."""
    scene.install(replace(SMALL, minimal=False))
    result = succeeds(scene.run())
    made = [volume["path"] for volume in result["volumesMade"]]
    expect(made == sorted(storage.NIST[1:]), f"the result is {result}")
    check_after(scene, NVR)


def xfs(scene: Scene) -> None:
    """All volumes on xfs."""
    scene.install(replace(SMALL, filesystem="xfs"))
    succeeds(scene.run())
    check_after(scene, NVR, volumes=("/var",), filesystem="xfs")


def named(scene: Scene) -> None:
    """The kickstart names the base."""
    scene.install(SMALL)
    result = succeeds(scene.run("--nvr=other-node-1.0-7"))
    expect(result["base"] == "other-node-1.0-7", f"the result is {result}")
    check_after(scene, "other-node-1.0-7", ("/var",))


def el10_grubby(scene: Scene) -> None:
    """grubby of EL10: the link that imgbased needs is made beforehand."""
    scene.install(SMALL)
    scene.remove("/usr/libexec/grubby/grubby-bls")
    result = succeeds(scene.run())
    expect(any("grubby-bls" in text for text in result["fixes"]), f"the result is {result}")


def custom_entry(scene: Scene) -> None:
    """grubby of EL10 made the entry from the old one: two roots and a name of its own; both are put right."""
    scene.install(SMALL, "custom-entry")
    result = succeeds(scene.run())
    expect(len(result["fixes"]) >= 2, f"the result is {result}")
    (entry,) = Path(f"{SYSROOT}/boot/loader/entries").iterdir()
    expect(entry.name == f"{NVR}+1-{KERNEL}.conf", f"the entry is {entry}")
    expect(f"{GROUP}-root" not in entry.read_text(), entry.read_text())


def no_dmeventd(scene: Scene) -> None:
    """imgbase finds no dmeventd to end: exit code 1 after all work is done."""
    scene.install(SMALL, "no-dmeventd")
    result = succeeds(scene.run())
    expect(any("dmeventd" in text for text in result["warnings"]), f"the result is {result}")
    check_after(scene, NVR, ("/var",))


SCENES = {
    "all volumes from the kickstart": nist,
    "only root and var from the kickstart": minimal,
    "xfs": xfs,
    "the kickstart names the base": named,
    "grubby of EL10": el10_grubby,
    "boot entry of EL10's grubby": custom_entry,
    "complete though imgbase ends with 1": no_dmeventd,
}
