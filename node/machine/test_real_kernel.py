# SPDX-License-Identifier: GPL-2.0-or-later
# A new layer whose kernel panics: the machine starts again by itself, GRUB counts, and the layer before runs. Real GRUB, real kernels.
"""The node's own code writes the boot entry and the environment block, and judges what it finds after it. Never skipped."""

import os
import re
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

import real_kernel
from grub_machine import SEARCHED, GrubMachine, grub_config, menu
from grub_machine import missing as missing_for_grub

import scene
from basewright_node import boot_count, grub
from booted_machine import NEW, OLD, Machine

MIB = 1024**2
# Three starts take less than a minute, on a very busy machine three; this only ends what stands still or goes round for ever.
SECONDS = 600.0
WORDS = "basewright.trial panic=60 rd.shell=0 rd.emergency=reboot"
# A kernel that panicked waits in a loop whose turns it counts by `lpj`. Its own number is some millions: with this one, "60 seconds" are one or two.
# Nor does it test its timer, which fails on a busy computer that emulates it.
OF_THE_TEST = "console=ttyS0 lpj=100000 no_timer_check"
# What the kernels say themselves, and the init of the layer before.
EVENTS = re.compile(
    r"\] Command line: .*img\.bootid=(?P<starts>\S+)"
    r"|\] Kernel panic - not syncing: VFS: (?P<panic>Unable to mount root fs)"
    r"|\] (?P<again>Rebooting in \d+ seconds)"
    r"|RUNS .*img\.bootid=(?P<runs>\S+)"
)


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    """A node behind stand-ins, but for GRUB's own program: that is the real one."""
    lost = missing_for_grub() + real_kernel.missing()
    if lost:
        pytest.fail("; ".join(lost))
    programs, root, memory = tmp_path / "programs", tmp_path / "root", tmp_path / "memory"
    programs.mkdir()
    for path in Path(scene.__file__).parent.iterdir():
        if os.access(path, os.X_OK) and path.is_file() and path.name != "grub2-editenv":
            (programs / path.name).symlink_to(path)
    monkeypatch.setenv("PATH", f"{programs}:{SEARCHED}")
    monkeypatch.setenv("BASEWRIGHT_ROOT", str(root))
    monkeypatch.setenv("BASEWRIGHT_STAND_IN", str(memory))
    monkeypatch.setattr(scene, "ROOT", str(root))
    monkeypatch.setattr(scene, "HERE", str(memory))
    scene.begin()
    made = Machine(root, "")
    # Nobody listens there: what is reported stays in the spool, where it is looked at.
    made.configure("url=http://127.0.0.1:9", "health_server=wanted")
    return made


def entry_of(machine: Machine, layer: str) -> Path:
    """The file of its boot entry."""
    return Path(machine.places.entries) / f"{layer}-{scene.KERNEL}.conf"


def put_kernels(machine: Machine, home: Path) -> None:
    """Both layers get a real kernel, and a serial console. The initramfs of the new one stays zeroes, as a cut of the power leaves one."""
    kernel = real_kernel.kernel()
    for layer in (OLD, NEW):
        Path(machine.places.boot, layer, f"vmlinuz-{scene.KERNEL}").write_bytes(kernel)
        entry = entry_of(machine, layer)
        entry.write_text(re.sub(r"(?m)^options ", f"options {OF_THE_TEST} ", entry.read_text()))
    Path(machine.places.boot, OLD, f"initramfs-{scene.KERNEL}.img").write_bytes(real_kernel.make_initramfs(home))
    assert not Path(machine.places.boot, NEW, f"initramfs-{scene.KERNEL}.img").read_bytes().strip(b"\0")


def put_menu(machine: Machine) -> None:
    """The new layer is the second entry, so that the distribution's "entry 1" after its count would start it again."""
    found = {each.layer: each for each in grub.entries(grub.find(machine.places))}
    parts = [(found[layer].id, found[layer].title, real_kernel.does(entry_of(machine, layer))) for layer in (OLD, NEW)]
    Path(machine.places.boot, "grub2/grub.cfg").write_text(grub_config(menu(parts), counting=True))


def test_a_layer_whose_kernel_panics_is_left_after_its_tries(machine: Machine, tmp_path: Path) -> None:
    put_kernels(machine, tmp_path)
    put_menu(machine)
    machine.upgraded()
    # GRUB reads the entries at each start; here they stand in grub.cfg.
    put_menu(machine)
    words = {layer: real_kernel.options_of(entry_of(machine, layer)) for layer in (OLD, NEW)}
    assert words[NEW].endswith(f"img.bootid={NEW} {WORDS}")
    assert "basewright" not in words[OLD]

    real = GrubMachine(tmp_path, Path(machine.places.boot), 32 * MIB)
    said = real.power_on(["-m", "256"], SECONDS)

    seen = [(each.lastgroup, each.group(each.lastgroup or 0)) for each in EVENTS.finditer(said)]
    panics = [("starts", NEW), ("panic", "Unable to mount root fs"), ("again", "Rebooting in 60 seconds")]
    assert seen == [*panics, *panics, ("starts", OLD), ("runs", OLD)], said[-4000:]
    started = re.findall(r"\] Command line: BOOT_IMAGE=\S+ (.*\S)", said)
    assert started == [words[NEW], words[NEW], words[OLD]]

    # As grub-editenv reads it: the upgrade's default still stands there, and that its tries are over.
    left = grub.read_environment(grub.find(machine.places))
    assert left["saved_entry"].startswith(f"{scene.NEW} ")
    assert (left["basewright_tries"], left["boot_counter"]) == ("over", "-1")
    assert boot_count.state(machine.places).fell_back

    # What the unit does in the layer before, once it runs.
    machine.change(booted=OLD)
    machine.boot_is("the one that came through")
    assert machine.run() == 0
    [report] = machine.reports()
    assert (report["kind"], report["step"], report["layer"]) == ("boot", "fallen-back", OLD)
    assert f"The boot loader went back to {OLD}: the newer layer used up its tries" in report["reason"]
    assert machine.default() == OLD
    assert not boot_count.state(machine.places).armed
    assert "basewright" not in entry_of(machine, NEW).read_text()
