# SPDX-License-Identifier: GPL-2.0-or-later
# Everything that can be wrong, each with its own words; and that nothing is tried when something is.

import os
import shutil
from collections.abc import Callable
from typing import Any

import pytest

from machine import KERNEL, LAYER, NVR, Machine, options, volume
from org_imgbased.layout.errors import LayoutError
from org_imgbased.layout.run import run_layout

Change = Callable[[Machine], object]


def failure(machine: Machine, **values: Any) -> LayoutError:
    """How the step fails."""
    with pytest.raises(LayoutError) as caught:
        run_layout(machine.target, options(**values))
    return caught.value


BEFORE: list[tuple[str, Change, str]] = [
    ("no-imgbase", lambda m: m.remove("usr/sbin/imgbase"), "has no program 'imgbase'"),
    ("no-rsync", lambda m: m.remove("usr/sbin/rsync"), "Build the image with the package rsync"),
    ("no-nvr", lambda m: m.remove("usr/share/imgbase/build/meta/nvr"), "does not say its name"),
    ("nvr-line-end", lambda m: m.write("usr/share/imgbase/build/meta/nvr", f"{NVR}\n"), "Write it with printf"),
    ("nvr-form", lambda m: m.write("usr/share/imgbase/build/meta/nvr", "mynode"), "must be NAME-VERSION-RELEASE"),
    (
        "nvr-length",
        lambda m: m.write("usr/share/imgbase/build/meta/nvr", f"node-{'1' * 50}-1"),
        "57 characters and may have 53",
    ),
    ("nvr-title", lambda m: m.write("usr/share/imgbase/build/meta/nvr", "image-1-1"), "it must hold the word 'node'"),
    ("directory", lambda m: m.mountinfo("/sysroot ", None), "a directory cannot carry a layout"),
    ("partition", lambda m: m.mountinfo("253:1 ", "8:9 "), "which is not a logical volume"),
    ("thick", lambda m: m.change_volume("root", pool_lv=""), "HostVG/root is not thin"),
    (
        "btrfs",
        lambda m: m.mountinfo("ext4 /dev/mapper/HostVG-root", "btrfs /dev/mapper/HostVG-root"),
        "is btrfs; imgbased can copy",
    ),
    ("no-var", lambda m: m.mountinfo("/sysroot/var rw", None), "/var is not a file system of its own"),
    ("no-boot", lambda m: m.mountinfo("/sysroot/boot rw", None), "/boot is not a file system of its own"),
    ("uuid", lambda m: m.write("etc/fstab", "UUID=1 / ext4 defaults 1 1\n"), "names the root file system UUID=1"),
    ("no-root-line", lambda m: m.write("etc/fstab", "# nothing\n"), "has no line for /"),
    ("no-fstab", lambda m: m.remove("etc/fstab"), "/etc/fstab cannot be read (No such file or directory)"),
    (
        "old-tags",
        lambda m: m.change_volume("home", lv_tags="imgbased:volume"),
        "HostVG/home (imgbased:volume). The layout can",
    ),
    (
        "old-group",
        lambda m: m.change(groups=[{**m.state["groups"][0], "vg_tags": "imgbased:vg"}]),
        "HostVG (imgbased:vg)",
    ),
    ("old-base", lambda m: m.change(volumes=[*m.state["volumes"], volume(NVR, 40)]), f"already called HostVG/{NVR}"),
    ("selinux=0", lambda m: shutil.rmtree(m.home / "sys/fs/selinux"), "booted with selinux=0"),
    ("no-kernel", lambda m: m.remove(f"boot/vmlinuz-{KERNEL}"), "There is no /boot/vmlinuz-VERSION"),
    ("kernel-name", lambda m: m.write("boot/vmlinuz-5.14", "x"), "is not named VERSION-RELEASE"),
    ("no-initramfs", lambda m: m.remove(f"boot/initramfs-{KERNEL}.img"), "dracut-config-generic"),
    ("no-kernel-package", lambda m: m.change(kernel_packages=""), "No package in /usr/share/rpm provides 'kernel'"),
    ("no-factory", lambda m: m.remove("usr/share/factory/etc/group"), "/usr/share/factory/etc/group is missing"),
    ("no-sshd", lambda m: m.remove("etc/ssh/sshd_config"), "install openssh-server into the image"),
    ("no-cpe", lambda m: m.remove("etc/system-release-cpe"), "/etc/system-release-cpe is missing"),
    ("no-grubenv", lambda m: m.remove("boot/grub2/grubenv"), "/boot/grub2/grubenv is missing"),
    ("grub-cfg", lambda m: m.remove("boot/grub2/grub.cfg"), "/etc/grub2.cfg does not lead to a file"),
    (
        "grub-efi-cfg",
        lambda m: (m.home / "sys/firmware/efi").mkdir(parents=True),
        "/etc/grub2-efi.cfg does not lead to a file",
    ),
]


@pytest.mark.parametrize(("change", "message"), [case[1:] for case in BEFORE], ids=[case[0] for case in BEFORE])
def test_before_imgbase(machine: Machine, change: Change, message: str) -> None:
    change(machine)
    error = failure(machine)
    assert error.kind == "check"
    assert message in str(error)
    assert machine.calls(f"chroot {machine.sysroot} /usr/sbin/imgbase --debug") == []
    assert machine.state["volumes"][1]["lv_tags"] == ""


def test_all_problems_come_together(machine: Machine) -> None:
    for _name, change, _message in BEFORE[1:7:5]:
        change(machine)
    shutil.rmtree(machine.home / "sys/fs/selinux")
    error = failure(machine)
    assert "because of 3 things:" in str(error)
    assert str(error).count("\n- ") == 3


def test_the_volume_that_imgbase_would_make(machine: Machine) -> None:
    machine.mountinfo("/sysroot/var/crash rw", None)
    (machine.sysroot / "var/crash").rmdir()
    text = str(failure(machine))
    assert "The image has no directory /var/crash" in text
    assert "already called HostVG/var_crash, and imgbased will make one of that name" in text


def test_minimal_storage_makes_no_volumes(machine: Machine) -> None:
    machine.mountinfo("/var/crash rw", None)
    (machine.home / "proc/cmdline").write_text("quiet node_storage=minimal\n")
    assert run_layout(machine.target, options())["warnings"] == []


def test_device_nodes_below_devtmpfs(machine: Machine) -> None:
    below = machine.home / "below/dev"
    below.mkdir(parents=True)
    (below / "urandom").write_text("")
    machine.change(below={str(machine.sysroot): str(machine.home / "below")})
    assert "The image holds a /dev/urandom" in str(failure(machine))
    assert list((machine.home / "run").iterdir()) == []


@pytest.mark.parametrize(
    ("blocks", "free", "message"), [(900_000, 800_000, "insists on 1000000000"), (1_020_703, 0, "has 0 bytes free")]
)
def test_the_size_of_boot(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, blocks: int, free: int, message: str
) -> None:
    real = os.statvfs(machine.home)
    sizes = [1000, 1000, blocks, free, free, *tuple(real)[5:]]
    monkeypatch.setattr(os, "statvfs", lambda path: os.statvfs_result(sizes))
    error = failure(machine)
    assert message in str(error)


def test_little_headroom_is_only_a_warning(machine: Machine) -> None:
    machine.change(groups=[{**machine.state["groups"][0], "vg_free": 32 * 1024**2}])
    assert "has 32 MiB unallocated" in run_layout(machine.target, options())["warnings"][0]


def test_no_dmeventd_is_only_a_warning(machine: Machine) -> None:
    (machine.home / "proc/77/comm").write_text("systemd\n")
    machine.change(dmeventd_can_start=False)
    assert "No dmeventd runs" in run_layout(machine.target, options())["warnings"][0]


def test_lvm_that_does_not_answer(machine: Machine) -> None:
    machine.change(refuse={" lvs ": "No such file: /etc/lvm/lvm.conf"})
    error = failure(machine)
    assert error.kind == "lvm"
    assert "'lvs' does not work in the installed system (No such file: /etc/lvm/lvm.conf)" in str(error)


IMGBASE: list[tuple[str, str]] = [
    (
        "imgbased.plugins.core.Layout.NVRMissingError: There is no NVR set for this build",
        "The image does not say its name.",
    ),
    ("imgbased.lvm.MissingLvmThinPool", "The root volume is not thin."),
    ("imgbased.utils.FilesystemNotSupported", "neither ext4 nor xfs"),
    ("imgbased.plugins.osupdater.SeparateVarPartition: It's required /var", "/var is not a file system of its own."),
    ("VgTaggedLvNotTagged: A tagged volume group was found", "Tags of an earlier layout are on the disks."),
    ("BootPartitionRequires1G", "/boot is too small."),
    ("AssertionError: Is no dir: /var/crash", "A directory for a volume is missing"),
    ("mknod: '/tmp/mnt.x/dev/urandom': File exists", "The image holds device nodes."),
    ("CalledProcessError ['mkdir','-p','/tmp/mnt.X/sys/fs/selinux']", "The installer's kernel has no selinuxfs."),
    ("RuntimeError: No grub conf found", "The boot configuration is not where imgbased looks."),
    ("RuntimeError: kfiles were not found for kernel", "No kernel package is in /usr/share/rpm."),
    ("RuntimeError: Can't find LV for: UUID=1", "fstab names the root file system by UUID or label."),
    ("OSError: [Errno 28] No space left on device", "The disk, the thin pool or /boot is full."),
    ("RuntimeError: Failed to create a new layer", "could not make the layer; most often the image's name"),
    ("imgbased.plugins.osupdater.ConfigMigrationError", "could not carry over /etc or /var"),
    ("imgbased.plugins.osupdater.BootSetupError", "could not make the boot entry"),
    ("ZeroDivisionError: division by zero", "The cause is not known here."),
]


@pytest.mark.parametrize(("said", "meaning"), IMGBASE)
def test_an_imgbase_that_fails(machine: Machine, said: str, meaning: str) -> None:
    machine.change(imgbase={"dies_before": said})
    error = failure(machine)
    assert error.kind == "imgbase"
    assert "ended with exit code 1" in str(error)
    assert meaning in str(error)
    assert str(error).endswith(f"  {said}")
    assert len(machine.calls(f"chroot {machine.sysroot} /usr/sbin/imgbase --debug")) == 1
    assert machine.mounted("/sysroot") == "253:1"


def test_an_imgbase_that_hangs(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    from org_imgbased.layout import imgbase

    follow = imgbase.follow
    monkeypatch.setattr(imgbase, "follow", lambda argv, log, take, seconds: follow(argv, log, take, seconds / 30))
    machine.change(imgbase={"hangs": True})
    error = failure(machine, timeout_minutes=1)
    assert error.kind == "timeout"
    assert "did not end within 1 minutes" in str(error)
    assert "Creating an initial base" in str(error)


AFTER: list[tuple[dict[str, Any], str]] = [
    ({"forgets_layer": True}, f"the tag imgbased:layer is on {NVR} and must be on {NVR} and {LAYER}"),
    ({"forgets_group_tag": True}, "volume group HostVG lacks the tag imgbased:vg"),
    ({"leaves_old_entry": True}, "the boot entry fedcba-1.conf does not belong to the layer"),
    ({"wrong_default": True}, "the boot loader would start 'Fedora'"),
    ({"empty_initramfs": True}, f"/boot/{LAYER}/initramfs-{KERNEL}.img is missing or empty"),
    ({"wrong_fstab": True}, "the layer's fstab mounts /dev/mapper/HostVG-root at /"),
    ({"wrong_grub": True}, f"the layer's /etc/default/grub lacks rd.lvm.lv=HostVG/{LAYER}"),
]


@pytest.mark.parametrize(("behaviour", "message"), AFTER)
def test_an_imgbase_that_ends_well_and_did_not_do_it(machine: Machine, behaviour: dict[str, Any], message: str) -> None:
    machine.change(imgbase=behaviour)
    error = failure(machine)
    assert error.kind == "result"
    assert message in str(error)
    assert machine.mounted("/sysroot") == "253:1"
    assert not os.path.exists(machine.target.layer)


def test_a_layout_that_imgbase_does_not_see(machine: Machine) -> None:
    machine.change(refuse={"imgbase layout$": "RuntimeError: no such layout"})
    assert "'imgbase layout' says 'RuntimeError: no such layout'" in str(failure(machine))


def test_an_error_before_the_work_is_done_is_one(machine: Machine) -> None:
    machine.change(imgbase={"dies_after": "['pkill', 'dmeventd']", "wrong_default": True})
    assert failure(machine).kind == "imgbase"


def test_an_unknown_error_after_the_work_is_one_too(machine: Machine) -> None:
    machine.change(imgbase={"dies_after": "RuntimeError: something else"})
    assert failure(machine).kind == "imgbase"
    assert not os.path.exists(machine.target.layer)


@pytest.mark.parametrize(
    "refused", ["^mount /dev/HostVG", "^umount .*/etc$", "^mount --rbind .*/boot ", "^mount --rbind .*layer .*sysimage"]
)
def test_a_layer_that_cannot_be_put_in_place(machine: Machine, refused: str) -> None:
    machine.change(refuse={refused: "mount: it does not work"})
    error = failure(machine)
    assert error.kind == "stack"
    assert "it does not work" in str(error)
    assert "would be lost with the old root" in str(error)


def test_the_place_is_looked_at_afterwards(machine: Machine) -> None:
    machine.change(bind_shows_wrong=f"{machine.home}/sysimage")
    assert "is seen there and not" in str(failure(machine))


def test_a_carried_mount_that_is_lost(machine: Machine) -> None:
    machine.change(bind_shows_wrong=f"{machine.sysroot}/var")
    assert "sysroot/var did not come along" in str(failure(machine))


def test_a_second_tree_that_is_not_there(machine: Machine) -> None:
    machine.mountinfo("/sysimage", None)
    result = run_layout(machine.target, options())
    assert "sysimage, so the layer was not put over it" in result["warnings"][0]


def test_a_boot_without_links(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "symlink", refuse)
    result = run_layout(machine.target, options())
    assert "so the layer's initramfs is made now" in result["warnings"][0]
    assert (machine.sysroot / f"boot/{LAYER}/initramfs-{KERNEL}.img").read_text() == "made by dracut"
    machine.change(refuse={"dracut": "dracut: no space"})


def test_a_boot_without_links_and_a_dracut_that_fails(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "symlink", refuse)
    machine.change(refuse={"dracut": "dracut: no space"})
    error = failure(machine)
    assert error.kind == "initramfs"
    assert "dracut ended with dracut: no space" in str(error)


def test_what_nobody_thought_of(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("org_imgbased.layout.run.run_imgbase", lambda *_arguments: 1 / 0)
    error = failure(machine)
    assert error.kind == "internal"
    assert "ZeroDivisionError: division by zero" in str(error)
    assert error.result["outcome"] == "failed"
