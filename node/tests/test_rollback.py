# SPDX-License-Identifier: GPL-2.0-or-later
# Rollbacks and removals against the stand-ins, with the traps that imgbase lays.
from pathlib import Path

import pytest

from basewright_node.errors import NodeError
from basewright_node.rollback import target_of
from conftest import NEW, NEXT, OLD, Stand
from make_image import make_image
from server import BootPlane


def test_to_the_layer_before(joined: Stand, plane: BootPlane) -> None:
    ran = joined.run("rollback", "--json")
    assert ran.code == 0, ran.err
    assert ran.steps == ["begun", "installed", "waiting"]
    status = joined.status()
    assert (status["bootDefault"], status["layer"]) == (OLD + "+1", NEW + "+1")
    assert (status["pending"]["kind"], status["pending"]["layer"], status["pending"]["tries"]) == (
        "rollback",
        OLD + "+1",
        0,
    )
    # A target is always named, so imgbase never computes one.
    assert [call for call in joined.calls if "rollback" in call] == [
        ["imgbase", "--debug", "rollback", "--to", OLD + "+1"]
    ]
    assert plane.steps == ["begun", "installed", "waiting"]


def test_never_from_the_oldest_to_the_newest(stand: Stand) -> None:
    stand.run("rollback", "--reboot")
    assert stand.status()["layer"] == OLD + "+1"
    # What imgbase itself would do, to be sure that the stand-in lays the trap.
    stand.ask("imgbase", "rollback")
    assert stand.status()["bootDefault"] == NEW + "+1"
    stand.ask("grub2-editenv", "-", "set", "saved_entry=" + OLD + " (5.14.0-427.el9.x86_64)")
    ran = stand.run("rollback")
    assert ran.code == 1
    assert "the oldest layer" in ran.err
    assert stand.status()["bootDefault"] == OLD + "+1"


def test_to_the_booted_layer_imgbase_crashes_and_we_do_not(stand: Stand) -> None:
    stand.run("rollback")
    ran = stand.run("rollback", "--json", "--to", NEW + "+1")
    assert ran.code == 0, ran.err
    assert ran.steps == ["begun", "rolled-back"]
    status = stand.status()
    assert (status["bootDefault"], status["pending"]) == (NEW + "+1", None)
    assert ["imgbase", "--debug", "rollback", "--to", NEW + "+1"] not in stand.calls


def test_to_the_booted_layer_that_boots_already(stand: Stand) -> None:
    ran = stand.run("rollback", "--json", "--to", NEW + "+1")
    assert (ran.code, ran.lines[-1]["result"]) == (3, "nothing")


@pytest.mark.parametrize(("to", "code"), [("ovirt-node-ng-4.4-1+1", 1), (OLD, 2), ("--help-me", 2), ("a b", 2)])
def test_to_a_layer_that_is_none(stand: Stand, to: str, code: int) -> None:
    ran = stand.run("rollback", "--to=" + to)
    assert ran.code == code
    assert "KeyError" not in ran.err
    assert stand.status()["bootDefault"] == NEW + "+1"


def test_one_layer_only(stand: Stand) -> None:
    volumes = {name: each for name, each in stand.state["volumes"].items() if not name.startswith(OLD)}
    stand.set(volumes=volumes)
    ran = stand.run("rollback")
    assert (ran.code, "the oldest layer" in ran.err) == (1, True)


def test_success_that_was_none(stand: Stand) -> None:
    stand.set(faults=["rollback-lies"])
    ran = stand.run("rollback")
    assert ran.code == 1
    assert "is not " + OLD in ran.err
    assert stand.status()["pending"] is None


def test_undoes_an_upgrade_that_waits_for_its_reboot(stand: Stand, tmp_path: Path) -> None:
    make_image(tmp_path / "next", NEXT)
    stand.run("upgrade", "--file", str(tmp_path / "next"))
    assert "basewright_tries=2" in stand.ask("grub2-editenv", "-", "list")
    # Without a target too: what is undone is that upgrade, not the one before it.
    ran = stand.run("rollback", "--json")
    assert (ran.code, ran.steps[-1]) == (0, "rolled-back"), ran.err
    assert stand.default == NEW + "+1"
    assert "basewright_tries" not in stand.ask("grub2-editenv", "-", "list")
    assert stand.status()["pending"] is None


def test_asked_for_twice_it_is_done_once(stand: Stand) -> None:
    assert [stand.run("rollback").code for _ in range(2)] == [0, 3]
    assert stand.default == OLD + "+1"


def test_targets() -> None:
    layers = ["a-node-1.9-1+1", "a-node-1.10-1+1", "a-node-1.10-1+2"]
    assert target_of(None, layers[2], layers) == layers[1]
    assert target_of(None, layers[1], layers) == layers[0]
    with pytest.raises(NodeError):
        target_of(None, layers[0], layers)


def test_removes_an_old_base(stand: Stand) -> None:
    ran = stand.run("remove", OLD, "--json")
    assert (ran.code, ran.lines[-1]["result"]) == (0, "done")
    assert [base["base"] for base in stand.status()["layout"]] == [NEW]
    assert not (stand.root / "boot" / (OLD + "+1")).exists()
    assert not list((stand.root / "boot/loader/entries").glob(OLD + "*"))


def test_removes_neither_what_runs_nor_what_boots_next(stand: Stand, tmp_path: Path) -> None:
    assert "runs its layer" in stand.run("remove", NEW).err
    stand.run("rollback")
    assert "next boot" in stand.run("remove", OLD).err
    stand.run("rollback", "--to", NEW + "+1")
    make_image(tmp_path / "next", NEXT)
    stand.run("upgrade", "--file", str(tmp_path / "next"), "--reboot")
    # imgbase has freed the oldest base, and the one before is what the node would go back to.
    assert "would go back to it" in stand.run("remove", NEW).err
    assert [base["base"] for base in stand.status()["layout"]] == [NEW, NEXT]


@pytest.mark.parametrize("name", ["ovirt-node-ng-9-9", OLD + "+1", "../../etc", "HostPool", ""])
def test_removes_no_other_volume(stand: Stand, name: str) -> None:
    ran = stand.run("remove", name)
    assert ran.code in (1, 2)
    assert not any(call[:2] == ["imgbase", "base"] for call in stand.calls)
