# SPDX-License-Identifier: GPL-2.0-or-later
# What happens to one node, boot after boot: each part is one time that the machine is switched on, its scenes follow each other on the same disks.
"""Scenes that are refused or cleaned up leave the node as it was; the others go on from where the one before ended."""

import fcntl
import os
import signal
import struct
import time
from collections.abc import Callable
from pathlib import Path

from running_node import GROUP, KERNEL, POOL, ROOT, RunningNode, base, expect, layer, run

from basewright_node import preflight
from basewright_node.files import write_atomic

Scene = Callable[[RunningNode], None]


def _refused(node: RunningNode, *words: str) -> None:
    """The upgrade is refused with these words, and nothing is other than before."""
    before = (node.volumes(), node.boot_files(), node.saved_entry())
    done = node.call("upgrade", "--file", node.image(6))
    expect(done.code == 1, f"it ended with {done.code}: {done.said}")
    for word in words:
        expect(word in done.said, f"it did not say {word!r}: {done.said}")
    expect(before == (node.volumes(), node.boot_files(), node.saved_entry()), "something was changed")


def _fill(path: str, leave: int) -> None:
    """Writes a file into a file system until only so much is left."""
    sizes = os.statvfs(os.path.dirname(path))
    run("fallocate", "-l", str(sizes.f_bavail * sizes.f_frsize - leave), path)


def _until(fact: Callable[[], bool], text: str) -> None:
    """The pool gives blocks back in its own time."""
    deadline = time.monotonic() + 30
    while not fact():
        expect(time.monotonic() < deadline, text)
        time.sleep(0.2)


def nearly_full_pool(node: RunningNode) -> None:
    """Real blocks of another volume in the pool; /var itself has room for the image."""
    pool = node.pool()
    before = pool.data_percent or 0.0
    run("lvcreate", "-y", "-V", "512M", "--thin", "-n", "filler", f"{GROUP}/{POOL}")
    count = int(pool.size * (90 - before) / 100) >> 20
    run("dd", "if=/dev/zero", f"of=/dev/{GROUP}/filler", "bs=1M", f"count={count}", "conv=fsync", "status=none")
    full = node.pool().data_percent or 0.0
    expect(full > 88, f"the pool went from {before} % to {full} % only")
    _refused(node, "The thin pool, up to 95 %", "are needed")
    run("lvremove", "-y", f"{GROUP}/filler")
    _until(lambda: (node.pool().data_percent or 0.0) < before + 5, "the pool did not become empty again")


def _tell_pool(word: str, numbers: range) -> None:
    """Messages of thin-provisioning to the kernel; one process for all, as starting dmsetup for each takes minutes here."""
    call = (3 << 30) | (312 << 16) | (0xFD << 8) | 14  # DM_TARGET_MSG, see linux/dm-ioctl.h
    name = f"{GROUP}-{POOL}-tpool".encode()
    with open("/dev/mapper/control", "r+b", buffering=0) as control:
        for number in numbers:
            text = struct.pack("Q", 0) + f"{word} {number}".encode() + b"\0"
            head = struct.pack("3I6IiQ128s129s7x", 4, 0, 0, 312 + len(text), 312, 0, 0, 0, 0, 0, 0, name, b"")
            fcntl.ioctl(control, call, bytearray(head + text))


def full_metadata(node: RunningNode) -> None:
    """Real thin devices in the pool's metadata, a block and more each. Not until it is full: then the kernel stops the pool."""
    first, step, made = 5000, 60, 0
    while (node.pool().metadata_percent or 0.0) < 81:
        _tell_pool("create_thin", range(first + made, first + made + step))
        made += step
        expect(made < 1000, f"{made} devices, and {node.pool()}")
    _refused(node, "The metadata of the thin pool are too full", "at most 80 %")
    _tell_pool("delete", range(first, first + made))


def no_room_in_boot(node: RunningNode) -> None:
    """The kernel of the new layer would not fit."""
    _fill(f"{ROOT}/boot/filler", 256 * 1024)
    _refused(node, "/boot is too full")
    os.unlink(f"{ROOT}/boot/filler")


def no_room_in_var_tmp(node: RunningNode) -> None:
    """For a download, whose size the channel's manifest tells; an image on the node itself needs none."""
    size = os.path.getsize(node.image(6))
    os.makedirs(f"{ROOT}/var/tmp", exist_ok=True)
    _fill(f"{ROOT}/var/tmp/filler", size)
    found = {each.name: each for each in preflight.before_download(node.node, layer(5), size, 0, False)}
    expect(not found["var-tmp"].ok, found)
    expect("/var/tmp is too full" in found["var-tmp"].sentence, found)
    os.unlink(f"{ROOT}/var/tmp/filler")
    found = {each.name: each for each in preflight.before_download(node.node, layer(5), size, 0, False)}
    expect(all(each.ok for each in found.values()), found)


def rollback_from_the_oldest(node: RunningNode) -> None:
    """imgbase itself would go to the newest layer, or crash when there is one only."""
    before = node.saved_entry()
    done = node.call("rollback")
    expect(done.code == 1, f"it ended with {done.code}: {done.said}")
    expect("the oldest layer" in done.said, done.said)
    expect(node.saved_entry() == before, node.saved_entry())


def rollback_from_the_oldest_of_two(node: RunningNode) -> None:
    """The same with a newer layer beside it."""
    expect(layer(8) in node.volumes(), node.volumes())
    rollback_from_the_oldest(node)


def killed_between_base_and_layer(node: RunningNode) -> None:
    """kill -9 to the node's program and to imgbase; the next run removes exactly the half-made base."""
    before = (node.volumes(), node.boot_files())
    with node.fault("hang"):
        child = node.begin("upgrade", "--file", node.image(6))
        deadline = time.monotonic() + 300
        while not Path("/run/hangs").exists():
            expect(time.monotonic() < deadline, "imgbase did not come to where it is to be killed")
            expect(os.waitpid(child, os.WNOHANG)[0] == 0, "the upgrade ended before it was killed")
            time.sleep(0.05)
    half = set(node.volumes()) - set(before[0])
    expect(half == {base(6)}, f"half made are {half}")
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    # imgbase runs in a session of its own, so it is still there: it is not cleaned up under its hands.
    expect("still runs" in node.call("rollback").said, "imgbase's run was not respected")
    begun = node.node.state.read().begun or {}
    os.killpg(begun["pid"], signal.SIGKILL)
    Path("/run/hangs").unlink()
    done = node.call("remove", base(9))
    expect(done.code == 1, done.said)
    expect(node.volumes() == before[0], f"{before[0]} became {node.volumes()}")
    expect(node.boot_files() == before[1], "/boot is not as before")
    last = node.reports()[-1]
    expect((last["step"], last["nvr"]) == ("failed", base(6)), last)
    expect(f"Removed: {base(6)}" in last["reason"], last["reason"])


def silent_thread(node: RunningNode) -> None:
    """A failed worker thread: exit 1 without a word, both volumes left."""
    before = (node.volumes(), node.boot_files(), node.saved_entry())
    with node.fault("thread"):
        done = node.call("upgrade", "--file", node.image(6))
    expect(done.code == 1, f"it ended with {done.code}: {done.said}")
    expect("Removed what it left" in done.said, done.said)
    expect(base(6) in done.said and layer(6) in done.said, done.said)
    expect(before == (node.volumes(), node.boot_files(), node.saved_entry()), "something is not as before")


def upgrade_to_six(node: RunningNode) -> None:
    """Base, layer, boot entry and default are there, and GRUB counts from now on."""
    _upgrade(node, 6)


def _upgrade(node: RunningNode, number: int) -> None:
    done = node.call("upgrade", "--file", node.image(number))
    expect(done.code == 0, f"it ended with {done.code}: {done.said}")
    found = node.volumes()
    expect(found[base(number)][1:] == ("imgbased:base", "read-only"), found)
    expect(found[layer(number)][1:] == ("imgbased:layer", "writeable"), found)
    expect(node.saved_entry().startswith(base(number) + " "), node.saved_entry())
    counting = node.counting()
    expect((counting.kind, counting.armed, counting.tries) == ("distribution", True, 2), counting)
    expect(node.layers_on_trial() == [layer(number)], node.layers_on_trial())
    pending = node.node.state.read().pending
    expect(pending is not None and pending.layer == layer(number), pending)
    expect(node.reboots() == 0, "it rebooted though nobody said so")


def before_the_reboot_nothing_is_decided(node: RunningNode) -> None:
    """A health check by hand leaves the count and the new default alone."""
    expect(node.health().code == 0, "the old layer is not healthy")
    expect(node.counting().armed, "it is not counted any more")
    expect(node.node.state.read().pending is not None, "the upgrade was decided")


def healthy_after_the_upgrade(node: RunningNode) -> None:
    """GRUB counted this boot; then the layer is good and no boot is counted any more."""
    expect(node.counting().tries == 1, node.counting())
    done = node.health()
    expect(done.code == 0, done.said)
    record = node.node.state.read()
    expect(record.pending is None and record.good == {layer(6): True}, record.as_json())
    expect(not node.counting().armed, node.counting())
    expect(node.layers_on_trial() == [], node.layers_on_trial())
    expect([each["step"] for each in node.reports()][-1] == "good", node.reports()[-1])


def booted_and_default_are_not_removed(node: RunningNode) -> None:
    """Neither when they are two; imgbase crashes on a rollback to the booted layer, and this does not."""
    done = node.call("remove", base(6))
    expect(done.code == 1 and "runs its layer" in done.said, done.said)
    run("grub-editenv", f"{ROOT}/boot/grub2/grubenv", "set", f"saved_entry={layer(5)}-{KERNEL}")
    done = node.call("remove", base(5))
    expect(done.code == 1 and "next boot starts" in done.said, done.said)
    done = node.call("rollback", "--to", layer(6))
    expect(done.code == 0, done.said)
    expect(layer(6) in node.saved_entry(), node.saved_entry())


def upgrade_to_seven(node: RunningNode) -> None:
    """imgbase keeps two bases: the first one is gone afterwards."""
    _upgrade(node, 7)
    expect(base(5) not in node.volumes(), node.volumes())


def unhealthy_goes_back_once(node: RunningNode) -> None:
    """A unit fails; the boot default is the layer before, and a reboot is begun."""
    with node.failed_unit("important.service"):
        done = node.health()
    expect(done.code == 1, done.said)
    expect(node.saved_entry().startswith(base(6) + " "), node.saved_entry())
    expect(node.reboots() == 1, f"{node.reboots()} reboots")
    expect(not node.counting().armed, node.counting())
    last = node.reports()[-1]
    expect((last["kind"], last["step"]) == ("health", "fallen-back"), last)
    expect("important.service has failed" in last["reason"], last)


def back_and_never_again(node: RunningNode) -> None:
    """On the layer before: even when that is not healthy either, the node stays."""
    reports = len(node.reports())
    with node.failed_unit("important.service"):
        done = node.health()
    expect(done.code == 1, done.said)
    expect(node.reboots() == 0, "it rebooted")
    expect(node.saved_entry().startswith(base(6) + " "), node.saved_entry())
    expect(len(node.reports()) == reports, "something was reported again")
    expect(node.node.state.read().good[layer(7)] is False, "the failed layer is not known as such")


def removing_an_old_base_frees_the_pool(node: RunningNode) -> None:
    """Blocks come back, and only of that base."""
    before, used = node.volumes(), node.pool().data_percent or 0.0
    done = node.call("remove", base(7))
    expect(done.code == 0, done.said)
    expect(set(before) - set(node.volumes()) == {base(7), layer(7)}, node.volumes())
    _until(lambda: (node.pool().data_percent or 0.0) < used - 1, f"{used} % became {node.pool().data_percent} %")
    expect(not [path for path in node.boot_files() if base(7) in path and "bls.cfg" not in path], "/boot still has it")


def upgrade_to_eight(node: RunningNode) -> None:
    """The layer that will never come to its health check."""
    _upgrade(node, 8)


def after_grub_went_back(node: RunningNode) -> None:
    """GRUB started the new layer twice in vain and then this one: reported, and the default is set back for good."""
    expect(node.counting().fell_back, node.counting())
    expect(node.saved_entry().startswith(base(8) + " "), node.saved_entry())
    done = node.health()
    expect(done.code == 0, done.said)
    last = node.reports()[-1]
    expect((last["kind"], last["step"], last["nvr"]) == ("boot", "fallen-back", base(8)), last)
    expect("used up its tries" in last["reason"], last)
    expect(layer(6) in node.saved_entry(), node.saved_entry())
    expect(not node.counting().armed, node.counting())
    expect(node.layers_on_trial() == [], node.layers_on_trial())
    expect(node.node.state.read().pending is None, "it is still undecided")
    expect(node.reboots() == 0, "it rebooted")


def custom_cfg_on_fat(node: RunningNode) -> None:
    """EL8 on UEFI machines keeps it in the EFI system partition, which is mounted with umask=0077."""
    run("mformat", "-i", "/dev/ubdc", "-T", "65536", "-h", "16", "-s", "63", "::")
    os.makedirs("/run/esp")
    run("mount", "-t", "vfat", "-o", "umask=0077,shortname=winnt", "/dev/ubdc", "/run/esp")
    del node
    for text in (b"first", b"second"):
        write_atomic("/run/esp/custom.cfg", text, 0o700)
        expect(Path("/run/esp/custom.cfg").read_bytes() == text, "it was not written")
    run("umount", "/run/esp")


# Each part is one boot. GRUB has chosen its layer before, on the same /boot; None: the installation.
PARTS: list[list[Scene]] = [
    [
        custom_cfg_on_fat,
        nearly_full_pool,
        full_metadata,
        no_room_in_boot,
        no_room_in_var_tmp,
        rollback_from_the_oldest,
        killed_between_base_and_layer,
        silent_thread,
        upgrade_to_six,
        before_the_reboot_nothing_is_decided,
    ],
    [healthy_after_the_upgrade, booted_and_default_are_not_removed, upgrade_to_seven],
    [unhealthy_goes_back_once],
    [back_and_never_again, removing_an_old_base_frees_the_pool, upgrade_to_eight],
    [after_grub_went_back, rollback_from_the_oldest_of_two],
]
