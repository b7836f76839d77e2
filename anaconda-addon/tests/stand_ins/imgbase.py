# SPDX-License-Identifier: GPL-2.0-or-later
# A stand-in for imgbase: does to volumes, /boot and mounts what `layout --init` was seen to do (imgbased 1.2.27).

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

LINE = "2026-11-23 09:27:12,175 [INFO] (MainThread) "


def run(machine: Any, arguments: list[str]) -> int:
    if arguments == ["layout"]:
        print(machine.state["layout"])
        return 0
    if arguments[:2] != ["--debug", "layout"] or arguments[2] not in ("--init", "--init-nvr"):
        print("usage: imgbase ...", file=sys.stderr)
        return 2
    behaviour = machine.state["imgbase"]
    if behaviour.get("stdin_must_be_empty") and sys.stdin.read() != "":
        return 3
    say(LINE + "Creating an initial base")
    if behaviour.get("says_bytes"):
        os.write(2, b"\xff\xfe not text \xe2\n")
    if behaviour.get("leaves_daemon"):
        # It inherits stdout and stderr and outlives its parent, as dmeventd does.
        daemon = subprocess.Popen(["sleep", "30"], start_new_session=True)
        machine.state["daemon"] = daemon.pid
    if behaviour.get("hangs"):
        time.sleep(60)
    if behaviour.get("dies_before"):
        return fail(behaviour["dies_before"])
    nvr = arguments[3] if arguments[2] == "--init-nvr" else machine.state["nvr"]
    init(machine, nvr, behaviour)
    if behaviour.get("dies_after"):
        return fail(behaviour["dies_after"])
    return 0


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def fail(text: str) -> int:
    say("Traceback (most recent call last):")
    say(text)
    return 1


def init(machine: Any, nvr: str, behaviour: dict[str, Any]) -> None:
    layer = f"{nvr}+1"
    tag_and_snapshot(machine, nvr, layer, behaviour)
    make_boot(machine, nvr, layer, behaviour)
    make_layer_files(machine, layer, behaviour)
    leave_mounts(machine, layer)
    machine.state["layout"] = f"{nvr}\n +- {layer}"
    say(LINE + "Created the layer")


def tag_and_snapshot(machine: Any, nvr: str, layer: str, behaviour: dict[str, Any]) -> None:
    volumes = machine.state["volumes"]
    root = next(volume for volume in volumes if volume["lv_name"] == "root")
    pool = next(volume for volume in volumes if volume["lv_name"] == root["pool_lv"])
    root["lv_tags"], pool["lv_tags"] = "imgbased:init", "imgbased:pool"
    root["lv_skip_activation"] = "skip activation"
    if not behaviour.get("forgets_group_tag"):
        machine.state["groups"][0]["vg_tags"] = "imgbased:vg"
    base = {**root, "lv_name": nvr, "lv_tags": "imgbased:layer", "lv_kernel_minor": 20}
    new = {**base, "lv_name": layer, "lv_skip_activation": "", "lv_kernel_minor": 21}
    volumes += [base] if behaviour.get("forgets_layer") else [base, new]
    for number, name in enumerate(behaviour.get("makes", [])):
        volumes.append({**new, "lv_name": name, "lv_tags": "imgbased:volume", "lv_kernel_minor": 30 + number})


def make_boot(machine: Any, nvr: str, layer: str, behaviour: dict[str, Any]) -> None:
    boot = Path(machine.state["sysroot"]) / "boot"
    entries = boot / "loader/entries"
    for kernel in machine.state["kernels"]:
        (boot / layer).mkdir(exist_ok=True)
        for name in (f"vmlinuz-{kernel}", f"initramfs-{kernel}.img"):
            (boot / layer / name).write_bytes((boot / name).read_bytes())
        lines = [
            f"title {nvr} ({kernel})",
            f"linux //{layer}/vmlinuz-{kernel}",
            f"initrd //{layer}/initramfs-{kernel}.img",
            f"options {options(layer, behaviour)}",
        ]
        name = f"0123456789abcdef-{kernel}.0~custom" if behaviour.get("two_roots") else f"{layer}-{kernel}"
        (entries / f"{name}.conf").write_text("\n".join(lines) + "\n")
        title = f"{nvr} ({kernel})"
    if not behaviour.get("leaves_old_entry"):
        (entries / "fedcba-1.conf").unlink()
    if behaviour.get("empty_initramfs"):
        (boot / layer / f"initramfs-{machine.state['kernels'][0]}.img").write_bytes(b"")
    saved = "Fedora" if behaviour.get("wrong_default") else title
    (boot / "grub2/grubenv").write_text(f"# GRUB Environment Block\nsaved_entry={saved}\n####\n")


def options(layer: str, behaviour: dict[str, Any]) -> str:
    words = f"rd.lvm.lv=HostVG/{layer} root=/dev/HostVG/{layer} boot=UUID=1 rootflags=discard img.bootid={layer}"
    if behaviour.get("two_roots"):
        return f"root=/dev/mapper/HostVG-root ro rd.lvm.lv=HostVG/root rd.lvm.lv=HostVG/swap {words}"
    return words


def make_layer_files(machine: Any, layer: str, behaviour: dict[str, Any]) -> None:
    tree = machine.home / "volumes" / layer
    (tree / "etc/default").mkdir(parents=True)
    for name in ("boot", "var", "tmp", "dev"):
        (tree / name).mkdir()
    source = "/dev/mapper/HostVG-root" if behaviour.get("wrong_fstab") else f"/dev/HostVG/{layer}"
    (tree / "etc/fstab").write_text(f"{source} / ext4 defaults,discard 1 1\n")
    lv = "root" if behaviour.get("wrong_grub") else layer
    (tree / "etc/default/grub").write_text(f'GRUB_CMDLINE_LINUX="rd.lvm.lv=HostVG/{lv}"\n')


def leave_mounts(machine: Any, layer: str) -> None:
    sysroot = machine.state["sysroot"]
    leftover = f"{sysroot}/tmp/mnt.yfdSM"
    Path(leftover).mkdir()
    source = f"/dev/mapper/HostVG-{layer}"
    machine.add_mount("253:21", leftover, source)
    machine.add_mount("253:21", f"{sysroot}/etc", source, root="/etc")
