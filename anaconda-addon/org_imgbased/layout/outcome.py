# SPDX-License-Identifier: GPL-2.0-or-later
# Judges what imgbase made by looking at it: its exit code is neither needed nor enough.

import os
from dataclasses import dataclass
from typing import Optional

from org_imgbased.layout.bootentries import entry_problems, mend_entries
from org_imgbased.layout.errors import LayoutError
from org_imgbased.layout.explain import explain, failed_at_the_very_end, last_lines
from org_imgbased.layout.lvm import Group, Storage, Volume, read_storage
from org_imgbased.layout.mounts import read_mounts
from org_imgbased.layout.programs import Completed, ask
from org_imgbased.layout.root import find_program, inside, read_text
from org_imgbased.layout.scene import Journal, Scene
from org_imgbased.layout.stack import mount_layer, unmount_layer
from org_imgbased.volumes import OWN_VOLUMES


@dataclass(frozen=True)
class Made:
    """The finished layout. ``volumes`` are those imgbase made by itself: path -> volume."""

    base: Volume
    layer: Volume
    group: Group
    pool: Volume
    volumes: dict[str, Volume]


def judge(scene: Scene, ended: Completed, journal: Journal) -> Made:
    """What imgbase made; LayoutError unless everything is as it must be. Leaves the layer mounted at its place."""
    storage = read_storage(scene.target.sysroot)
    problems = volume_problems(scene, storage)
    if not problems:
        problems = layout_problems(scene)
    if not problems:
        problems = _problems_of_layer(scene, storage, journal)
    error = _failure(ended, problems)
    if error is not None:
        if read_mounts(scene.target.proc).at(scene.target.layer) is not None:
            unmount_layer(scene.target, journal)
        raise error
    if ended.code != 0:
        journal.warn(
            "imgbase ended with an error after its work was done (it could not stop dmeventd); everything is there."
        )
    return _made(scene, storage)


def _failure(ended: Completed, problems: list[str]) -> Optional[LayoutError]:
    if ended.code != 0 and (problems or not failed_at_the_very_end(ended.output)):
        return explain(ended)
    if not problems:
        return None
    text = "imgbase ended well, but what it made is not right: " + "; ".join(problems) + "."
    fix = "The machine would not start or could not be upgraded. Report this with /tmp/imgbased-layout.log, and install again."
    return LayoutError("result", text, fix, last_lines(ended.output))


def volume_problems(scene: Scene, storage: Storage) -> list[str]:
    """Tags and states of volumes and their group."""
    root = scene.root_volume
    group = storage.group(root.group) if root else None
    if root is None or group is None:
        return ["the root volume is gone"]
    problems = []
    if "imgbased:vg" not in group.tags:
        problems.append(f"volume group {group.name} lacks the tag imgbased:vg")
    for tag, wanted in _tags_wanted(scene, root).items():
        found = sorted(volume.name for volume in storage.tagged(tag, group.name))
        if found != wanted:
            problems.append(
                f"the tag {tag} is on {', '.join(found) or 'no volume'} and must be on {' and '.join(wanted)}"
            )
    base, layer = (storage.named(group.name, name) for name in _names(scene))
    if base and not base.skips_activation:
        problems.append(f"the base {base.name} is not protected from activation")
    if layer and not layer.active:
        problems.append(f"the layer {layer.name} is not active")
    return problems


def _names(scene: Scene) -> tuple[str, str]:
    return scene.nvr, f"{scene.nvr}+1"


def _tags_wanted(scene: Scene, root: Volume) -> dict[str, list[str]]:
    return {"imgbased:init": [root.name], "imgbased:pool": [root.pool], "imgbased:layer": sorted(_names(scene))}


def layout_problems(scene: Scene) -> list[str]:
    """What imgbase itself says of its layout."""
    imgbase = find_program(scene.target.sysroot, "imgbase") or "imgbase"
    answer = ask("chroot", scene.target.sysroot, imgbase, "layout")
    said = [line.strip() for line in answer.output.splitlines() if line.strip()]
    base, layer = _names(scene)
    wanted = [base, f"+- {layer}"]
    if answer.code != 0 or said != wanted:
        return [f"'imgbase layout' says '{'; '.join(said) or answer.words}' and not '{'; '.join(wanted)}'"]
    return []


def _problems_of_layer(scene: Scene, storage: Storage, journal: Journal) -> list[str]:
    root = scene.root_volume
    layer = storage.named(root.group, _names(scene)[1]) if root else None
    if root is None or layer is None:
        return ["the layer is gone"]
    kernels = scene.kernels()
    mend_entries(scene.target, root, layer, kernels, journal)
    mount_layer(scene.target, layer)
    return entry_problems(scene.target, layer, kernels) + etc_problems(scene.target.layer, layer)


def etc_problems(layer_root: str, layer: Volume) -> list[str]:
    """The layer's own files must name the layer, or it would start with another root."""
    problems = []
    fstab = _text(layer_root, "/etc/fstab")
    roots = [words[0] for words in map(str.split, fstab.splitlines()) if len(words) > 1 and words[1] == "/"]
    if roots != [layer.path]:
        problems.append(f"the layer's fstab mounts {' and '.join(roots) or 'nothing'} at / and must mount {layer.path}")
    if f"rd.lvm.lv={layer.group}/{layer.name}" not in _text(layer_root, "/etc/default/grub"):
        problems.append(f"the layer's /etc/default/grub lacks rd.lvm.lv={layer.group}/{layer.name}")
    return problems


def _text(root: str, path: str) -> str:
    full = inside(root, path)
    return read_text(full) if os.path.isfile(full) else ""


def _made(scene: Scene, storage: Storage) -> Made:
    root = scene.root_volume
    group = storage.group(root.group) if root else None
    names = [*_names(scene), root.pool if root else ""]
    base, layer, pool = (storage.named(root.group if root else "", name) for name in names)
    if group is None or base is None or layer is None or pool is None:
        raise LayoutError("result", "LVM does not show the layout any more.", "Install again.")
    own = {path: storage.named(group.name, name) for path, name in OWN_VOLUMES.items()}
    made = {path: volume for path, volume in own.items() if volume and "imgbased:volume" in volume.tags}
    return Made(base, layer, group, pool, made)
