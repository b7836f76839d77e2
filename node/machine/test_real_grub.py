# SPDX-License-Identifier: GPL-2.0-or-later
# Boot counting, by a real GRUB: which entry it starts, boot after boot, and what it leaves in its environment block.
"""The node's own code arms and disarms on the tree that is the machine's /boot; GRUB does the rest. Never skipped."""

import contextlib
import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from grub_machine import SEARCHED, GrubMachine, grub_config, menu, missing, says

from basewright_node import boot_count, grub
from basewright_node.errors import NodeError
from basewright_node.places import Places

OLDER, OLD, NEW = "small-node-4.5.4-1+1", "small-node-4.5.5-1+1", "small-node-4.5.6-1+1"
KERNEL = "5.14.0-503.11.1.el9.x86_64"


@contextlib.contextmanager
def full() -> Iterator[None]:
    """As on a full /boot: no file of more than 1 KiB can be written anew, and the environment block, which has just that, can be overwritten."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (grub.BLOCK_BYTES, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def title(layer: str) -> str:
    """As imgbased writes it: the base, not the layer (upstream bootsetup.py)."""
    return f"{layer.split('+')[0]} ({KERNEL})"


class Node:
    """A node's /boot on the host, and the machine that boots it."""

    def __init__(self, home: Path) -> None:
        self.root = home / "root"
        self.boot_directory = self.root / "boot"
        self.places = Places(str(self.root))
        (self.boot_directory / "grub2").mkdir(parents=True)
        (self.boot_directory / "loader/entries").mkdir(parents=True)
        for layer in (OLDER, OLD, NEW):
            lines = [f"title {title(layer)}", f"version {KERNEL}", f"linux //{layer}/vmlinuz-{KERNEL}"]
            text = "\n".join([*lines, f"options root=/dev/HostVG/{layer} img.bootid={layer}", ""])
            self.entry(layer).write_text(text)
        self.machine = GrubMachine(home, self.boot_directory)
        self.configure(counting=True)
        self.edit("create")
        # imgbased leaves the new layer's title as the default.
        self.edit("set", f"saved_entry={title(NEW)}")

    def configure(self, counting: bool) -> None:
        """The second entry is not the layer before, so that the distribution's "entry 1" would be the wrong one."""
        entries = [(f"{layer}-{KERNEL}", title(layer), says(layer)) for layer in (NEW, OLDER, OLD)]
        (self.boot_directory / "grub2/grub.cfg").write_text(grub_config(menu(entries), counting))

    def edit(self, *words: str) -> None:
        """GRUB's own program on the environment block."""
        subprocess.run(["grub-editenv", self.boot_directory / "grub2/grubenv", *words], check=True)

    def entry(self, layer: str) -> Path:
        """The boot entry of a layer."""
        return self.boot_directory / f"loader/entries/{layer}-{KERNEL}.conf"

    def lengthen(self, layer: str) -> None:
        """Its entry gets more than 1 KiB."""
        text = self.entry(layer).read_text()
        self.entry(layer).write_text(text.replace("options ", "options " + "rd.luks.options=discard " * 50))

    def environment(self) -> dict[str, str]:
        """The environment block."""
        return grub.read_environment(grub.find(self.places))

    def boots(self, count: int) -> list[str]:
        """The layers that so many boots start."""
        return [self.machine.boot() for _turn in range(count)]

    def arm(self, tries: int = 2) -> boot_count.Counting:
        """As an upgrade does at its end."""
        return boot_count.arm(self.places, NEW, OLD, tries)


@pytest.fixture
def node(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Node:
    """A node after an upgrade, not armed."""
    lost = missing()
    if lost:
        pytest.fail("; ".join(lost))
    # The tree stands for a partition with ext4, which is what the machine gets.
    programs = tmp_path / "programs"
    programs.mkdir()
    for name, says_it in (("findmnt", "ext4 /dev/vda1"), ("lsblk", "part\ndisk")):
        (programs / name).write_text(f"#!/bin/sh\nprintf '%s\\n' '{says_it}'\n")
        (programs / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}:{SEARCHED}")
    return Node(tmp_path)


def test_the_new_layer_gets_its_tries_and_then_the_exact_one_before_boots_for_good(node: Node) -> None:
    counting = node.arm()
    assert (counting.kind, counting.armed, counting.tries) == ("distribution", True, 2)
    assert node.boots(5) == [NEW, NEW, OLD, OLD, OLD]
    assert node.environment()["boot_counter"] == "-1"
    assert boot_count.state(node.places).fell_back
    # As imgbased sets a default, and then the count ends.
    node.edit("set", f"saved_entry={title(OLD)}")
    assert boot_count.disarm(node.places)
    assert not boot_count.state(node.places).armed
    assert "boot_counter" not in node.environment()
    assert node.boots(2) == [OLD, OLD]


def test_without_the_distributions_counting_the_block_counts_by_itself(node: Node) -> None:
    node.configure(counting=False)
    counting = node.arm(tries=3)
    assert (counting.kind, counting.tries) == ("own", 3)
    assert node.boots(1) == [NEW]
    assert boot_count.state(node.places).tries == 2
    assert node.boots(4) == [NEW, NEW, OLD, OLD]
    assert boot_count.state(node.places).fell_back
    assert "boot_counter" not in node.environment()


def test_disarming_after_the_first_boot_ends_it(node: Node) -> None:
    node.arm()
    assert node.boots(1) == [NEW]
    assert boot_count.disarm(node.places)
    assert node.boots(4) == [NEW] * 4
    assert not boot_count.disarm(node.places)


def test_what_is_not_armed_changes_nothing(node: Node) -> None:
    node.arm()
    boot_count.disarm(node.places)
    before = node.environment()
    assert node.boots(3) == [NEW] * 3
    after = node.environment()
    assert {**after, "boot_success": "1"} == before


def test_a_login_of_two_minutes_gives_the_layer_no_more_boots(node: Node) -> None:
    # grub-boot-success.timer of a user's session: boot_success=1, after which 08_fallback_counting does not count the next boot.
    node.arm()
    seen = []
    for _turn in range(3):
        seen += node.boots(1)
        node.edit("set", "boot_success=1")
    assert seen == [NEW, NEW, OLD]


def test_greenboot_takes_the_distributions_counter_away_and_the_block_counts_on(node: Node) -> None:
    node.arm()
    assert node.boots(1) == [NEW]
    node.edit("set", "boot_success=1")
    node.edit("unset", "boot_counter")
    assert node.boots(2) == [NEW, OLD]


def test_the_distributions_counter_at_its_end_leads_to_the_exact_layer(node: Node) -> None:
    node.arm()
    node.edit("set", "boot_counter=-1")
    assert node.boots(2) == [OLD, OLD]


def test_another_default_that_a_person_chose_is_kept(node: Node) -> None:
    node.arm()
    assert node.boots(1) == [NEW]
    # As imgbase's rollback sets it. The distribution counts on, and comes to its "second entry", which this is not.
    node.edit("set", f"saved_entry={title(OLD)}")
    assert node.boots(3) == [OLD] * 3
    assert node.environment()["boot_counter"] == "-1"
    assert boot_count.state(node.places).tries == 1


def test_an_entry_chosen_for_one_boot_is_started_and_not_counted(node: Node) -> None:
    node.configure(counting=False)
    node.arm()
    node.edit("set", f"next_entry={OLDER}-{KERNEL}")
    assert node.boots(4) == [OLDER, NEW, NEW, OLD]


def test_the_line_of_somebody_else_in_custom_cfg_still_runs(node: Node) -> None:
    (node.boot_directory / "grub2/custom.cfg").write_text(
        "set timeout=0\nmenuentry 'rescue' --id=rescue {\n" + says("rescue") + "\n}\n"
    )
    node.arm()
    assert node.boots(3) == [NEW, NEW, OLD]
    node.edit("set", "saved_entry=rescue")
    assert node.boots(1) == ["rescue"]


def test_a_full_environment_block_refuses_and_arms_nothing(node: Node) -> None:
    node.edit("set", "kernelopts=" + "x" * 800)
    with pytest.raises(NodeError) as refused:
        node.arm()
    assert "environment block too small" in refused.value.why
    assert node.boots(3) == [NEW] * 3


def test_a_full_boot_on_which_the_entry_cannot_be_written_arms_nothing(node: Node) -> None:
    node.arm()
    boot_count.disarm(node.places)
    node.lengthen(NEW)
    with full(), pytest.raises(NodeError) as refused:
        node.arm()
    assert "could not be changed" in refused.value.what
    assert not boot_count.state(node.places).armed
    assert node.boots(3) == [NEW] * 3


def test_on_a_full_boot_the_count_of_a_good_layer_ends_all_the_same(node: Node) -> None:
    node.arm()
    node.lengthen(NEW)
    assert node.boots(1) == [NEW]
    with full():
        assert boot_count.disarm(node.places)
    assert "basewright.trial" in node.entry(NEW).read_text()
    assert node.boots(3) == [NEW] * 3
    # As at the next boot, when there is room again.
    boot_count.disarm(node.places)
    assert "basewright.trial" not in node.entry(NEW).read_text()
