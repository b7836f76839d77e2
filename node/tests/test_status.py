# SPDX-License-Identifier: GPL-2.0-or-later
# The status, the preflight and the difference between layers.
import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from basewright_node import lvm, preflight
from basewright_node import status as status_module
from basewright_node.difference import compare_packages
from basewright_node.errors import NodeError
from basewright_node.image import ImageFacts
from basewright_node.status import is_behind
from conftest import KEY, NEW, NEXT, OLD, Stand
from make_image import make_image
from server import BootPlane

MEMBERS = [
    "bootCounting",
    "bootDefault",
    "at",
    "base",
    "channel",
    "channelNvr",
    "cockpit",
    "config",
    "format",
    "hasLayout",
    "health",
    "hostname",
    "isBehind",
    "kernel",
    "last",
    "layer",
    "layout",
    "nextWindow",
    "pending",
    "pinned",
    "pool",
    "problems",
    "isKept",
    "layoutLog",
    "reportsWaiting",
    "uptime",
    "version",
    "why",
    "window",
]


def test_its_form(joined: Stand) -> None:
    status = joined.status()
    assert sorted(status) == sorted(MEMBERS)
    assert (status["format"], status["hasLayout"], status["problems"]) == (1, True, [])
    [old, new] = status["layout"]
    assert (old["base"], old["isBooted"], new["isBooted"], new["made"]) == (OLD, False, True, 1_795_520_000)
    assert new["layers"][0] == {
        "name": NEW + "+1",
        "size": 8 << 30,
        "usedPercent": 6.38,
        "made": 1_795_520_060,
        "isBooted": True,
        "isBootDefault": True,
        "isGood": None,
    }
    assert KEY not in json.dumps(status)


@pytest.mark.parametrize(
    ("path", "words"), [("", "No valid layout found"), ("/usr/bin:/bin", "There is no program imgbase.")]
)
def test_no_layout_is_no_error(stand: Stand, path: str, words: str) -> None:
    stand.set(faults=["no-layout"])
    if path:
        stand.environment["PATH"] = path
    status = stand.status()
    assert (status["hasLayout"], status["layout"], status["pool"]) == (False, [], None)
    assert words in status["why"]
    assert "Traceback" not in status["why"].split("imgbase says")[0]


def test_a_wrong_configuration_is_a_problem_of_its_own(stand: Stand) -> None:
    stand.conf(tries="many")
    status = stand.status()
    assert '"tries" in' in status["problems"][0]
    ran = stand.run("upgrade", "--file", "/etc/passwd")
    assert (ran.code, '"tries" in' in ran.err) == (2, True)


def test_the_log_of_the_layout_is_named_where_the_installer_left_one(stand: Stand) -> None:
    assert stand.status()["layoutLog"] is None
    log = stand.root / "var/log/imgbased-layout.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    log.write_text("Layer made")
    assert stand.status()["layoutLog"] == str(log)


def test_for_everybody_what_was_kept(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(status_module, "is_root", lambda: False)
    with pytest.raises(NodeError, match="cannot be read"):
        status_module.status_of(stand.node())
    stand.conf(key=KEY)
    stand.status()
    kept = stand.root / "run/basewright-node/status.json"
    assert kept.stat().st_mode & 0o777 == 0o644
    assert KEY not in kept.read_text()
    found = status_module.status_of(stand.node())
    assert (found["layer"], found["isKept"], found["problems"]) == (NEW + "+1", True, [])


def test_a_key_that_others_may_read_is_said(joined: Stand) -> None:
    (joined.root / "etc/basewright/node.conf").chmod(0o644)
    assert "chmod 600" in joined.status()["problems"][0]


def test_two_layers_of_one_base(stand: Stand) -> None:
    # Their boot entries have the same title; only the environment block tells which one boots.
    state = stand.state
    state["volumes"][NEW + "+2"] = state["volumes"][NEW + "+1"]
    stand.set(**state)
    entries = stand.root / "boot/loader/entries"
    [first] = entries.glob(NEW + "+1-*")
    second = entries / first.name.replace("+1", "+2")
    second.write_text(first.read_text().replace("+1", "+2"))
    stand.ask("grub2-editenv", "-", "set", "saved_entry=" + second.name[: -len(".conf")])
    assert stand.status()["bootDefault"] == NEW + "+2"


def test_behind() -> None:
    assert [is_behind(NEW, each) for each in (NEXT, NEW, OLD, "other-node-9-1", None)] == [
        True,
        False,
        False,
        None,
        None,
    ]
    assert is_behind(None, NEW) is None


def pool(**changes: Any) -> lvm.Volume:
    """A pool in good order."""
    usual = lvm.Volume("VG", "pool", 100 << 30, 50.0, 10.0, "twi-aotz--", "", "", [], [], None, "", 1 << 30)
    return usual._replace(**changes)


@pytest.mark.parametrize(
    ("changes", "size", "facts", "bad"),
    [
        ({}, 10 << 30, None, []),
        ({}, 16 << 30, None, ["pool"]),
        ({}, 16 << 30, ImageFacts("n", "p", 40 << 30), []),
        ({}, 1, ImageFacts("n", "p", 42 << 30), ["pool"]),
        ({"metadata_percent": 80.0}, 1, None, ["metadata"]),
        ({"data_percent": 96.0, "metadata_percent": 99.0}, 1, None, ["pool", "metadata"]),
        ({"attr": "twi---tz--"}, 1, None, ["pool"]),
        ({"attr": "twi-aotzM-"}, 1, None, ["pool"]),
        ({"data_percent": None}, 1, None, ["pool"]),
    ],
)
def test_room_in_the_pool(changes: Any, size: int, facts: Any, bad: Any) -> None:
    findings = preflight.check_pool(pool(**changes), size, facts)
    assert [finding.name for finding in findings if not finding.ok] == bad
    assert all(finding.why and finding.fix for finding in findings if not finding.ok)


def test_the_plan_names_everything_at_once(joined: Stand, plane: BootPlane, tmp_path: Path) -> None:
    make_image(tmp_path / "next", NEXT)
    plane.publish(tmp_path / "next", NEXT)
    good = joined.run("plan", "--json")
    assert good.code == 0, good.out
    names = [finding["name"] for finding in good.lines]
    assert names == ["name", "there", "pending", "pool", "metadata", "boot", "product", "units", "grubby", "var-tmp"]
    state = joined.state
    state["pool"]["metadata"] = 91.0
    joined.set(missingUnits=["vdsmd"], pool=state["pool"])
    (joined.root / "usr/libexec/grubby/grubby-bls").unlink()
    (joined.root / "etc/system-release-cpe").write_text("cpe:/o:almalinux:almalinux:9::baseos")
    bad = joined.run("plan", "--json")
    assert bad.code == 1
    assert [finding["name"] for finding in bad.lines if not finding["ok"]] == ["metadata", "product", "units", "grubby"]
    ran = joined.run("upgrade")
    assert (ran.code, "for 4 reasons" in ran.err, "vdsmd.service" in ran.err) == (1, True, True)
    assert plane.ranges == []


def tree(directory: Path, packages: str, etc: "dict[str, str]") -> str:
    """The tree of a layer."""
    for name, text in {
        "usr/share/rpm/packages": packages,
        "usr/share/factory/etc/hosts": "factory",
        **{"etc/" + key: each for key, each in etc.items()},
    }.items():
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    os.symlink("/nowhere", directory / "etc/link")
    return str(directory)


def test_what_differs(stand: Stand, tmp_path: Path) -> None:
    older = tree(
        tmp_path / "older",
        "bash.x86_64 0:5.1-1\nkernel.x86_64 0:5.14-1\ngone.noarch 1:2-3\n",
        {"hosts": "factory", "motd": "hello"},
    )
    packages = "bash.x86_64 0:5.2-1\nkernel.x86_64 0:5.14-1\nkernel.x86_64 0:5.14-2\nnew.noarch 0:1-1\n"
    newer = tree(tmp_path / "newer", packages, {"hosts": "changed", "motd": "hello", "ssh/sshd_config": "x"})
    stand.set(trees={OLD + "+1": older, NEW + "+1": newer}, booted=OLD + "+1")
    stand.set(
        booted="ovirt-node-ng-4.5.4-1+1",
        volumes={
            **stand.state["volumes"],
            "ovirt-node-ng-4.5.4-1": stand.state["volumes"][OLD],
            "ovirt-node-ng-4.5.4-1+1": stand.state["volumes"][OLD],
        },
    )
    ran = stand.run("difference", OLD + "+1", NEW + "+1", "--json")
    assert ran.code == 0, ran.err
    assert json.loads(ran.out) == {
        "older": OLD + "+1",
        "newer": NEW + "+1",
        "packages": {
            "added": [{"name": "new.noarch", "version": "1-1"}],
            "removed": [{"name": "gone.noarch", "version": "1:2-3"}],
            "changed": [
                {"name": "bash.x86_64", "from": "5.1-1", "to": "5.2-1"},
                {"name": "kernel.x86_64", "from": "5.14-1", "to": "5.14-1, 5.14-2"},
            ],
        },
        "why": None,
        "etc": ["/etc/hosts", "/etc/ssh/sshd_config"],
        "etcCount": 2,
    }
    mounts = [call for call in stand.calls if call[0] in ("mount", "umount")]
    assert [call[0] for call in mounts] == ["mount", "umount", "mount", "umount"]
    assert mounts[0][2] == "ro,noload,nodev,nosuid,noexec"
    assert not list((stand.root / "run/basewright-node").glob("mount.*"))


def test_a_layer_that_cannot_be_mounted(stand: Stand) -> None:
    ran = stand.run("difference", OLD + "+1", NEW + "+1")
    assert ran.code == 1
    assert "cannot be looked into" in ran.err
    assert stand.run("difference", "x", NEW + "+1").code == 1


def test_packages() -> None:
    assert compare_packages({"a": "1"}, {"a": "1"}) == {"added": [], "removed": [], "changed": []}


def test_the_text_for_people(joined: Stand) -> None:
    ran = joined.run("status")
    assert ran.code == 0
    assert f" +- {NEW}+1  (booted, boot default)" in ran.out
    assert "Channel: stable (not compared yet)" in ran.out


def test_a_page_that_is_closed_in_the_middle_stops_nothing(stand: Stand, tmp_path: Path) -> None:
    make_image(tmp_path / "next", NEXT)
    child = subprocess.Popen(
        stand.command("upgrade", "--json", "--file", str(tmp_path / "next")),
        env=stand.environment,
        stdout=subprocess.PIPE,
    )
    assert child.stdout is not None
    child.stdout.close()
    assert child.wait(60) == 0
    assert stand.status()["bootDefault"] == NEXT + "+1"
