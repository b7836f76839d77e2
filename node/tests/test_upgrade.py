# SPDX-License-Identifier: GPL-2.0-or-later
# Upgrades as real processes against the stand-ins: the good one, every way in which imgbase fails, and a kill in the middle.
import io
import json
import os
import subprocess
import tarfile
from pathlib import Path
from typing import List

import pytest

from basewright_node.image import inside, read_small
from basewright_node.operation import Operation
from conftest import KEY, NEW, NEXT, OLD, Stand, wait_for
from make_image import make_image
from server import BootPlane


def test_from_the_channel(joined: Stand, plane: BootPlane, image: Path) -> None:
    plane.publish(image, NEXT)
    ran = joined.run("upgrade", "--json")
    assert ran.code == 0, ran.err
    assert ran.steps == ["begun", "preflight", "download", "verify", "install", "installed", "waiting"]
    assert ran.lines[-1]["result"] == "done"
    assert Path(ran.lines[-1]["log"]).read_text().count("Update was pulled successfully") == 1
    status = joined.status()
    assert status["bootDefault"] == NEXT + "+1"
    assert status["layer"] == NEW + "+1"
    assert status["pending"] == {
        "operation": status["pending"]["operation"],
        "kind": "upgrade",
        "nvr": NEXT,
        "layer": NEXT + "+1",
        "from": NEW + "+1",
        "since": status["pending"]["since"],
        "tries": 2,
    }
    # The garbage collection of imgbase keeps the running base and the new one.
    assert [base["base"] for base in status["layout"]] == [NEW, NEXT]
    assert plane.steps[0] == "begun"
    assert plane.steps[-2:] == ["installed", "waiting"]
    assert {report["operation"] for report in plane.reports} == {status["pending"]["operation"]}
    assert not any(call[0] == "systemctl" and call[1] == "reboot" for call in joined.calls)
    assert not list((joined.root / "var/tmp/basewright").iterdir())
    environment = joined.ask("grub2-editenv", "-", "list")
    assert f"basewright_fallback={NEW}+1-" in environment


def test_imgbase_is_called_with_debug_and_a_log(joined: Stand, plane: BootPlane, image: Path) -> None:
    plane.publish(image, NEXT)
    joined.run("upgrade")
    [call] = [call for call in joined.calls if "update" in call]
    assert call[:5] == ["imgbase", "--debug", "update", "--format", "liveimg"]


def test_reboots_when_told(joined: Stand, plane: BootPlane, image: Path) -> None:
    plane.publish(image, NEXT)
    ran = joined.run("upgrade", "--json", "--reboot")
    assert ran.steps[-1] == "rebooting"
    assert joined.status()["layer"] == NEXT + "+1"


def test_from_a_file_whose_name_the_shell_would_take_apart(stand: Stand, tmp_path: Path) -> None:
    # scripts/imgbase passes its words on unquoted.
    path = tmp_path / "my image; $(reboot).squashfs"
    make_image(path, NEXT)
    assert stand.run("upgrade", "--file", str(path)).code == 0
    [call] = [call for call in stand.calls if "update" in call]
    assert call[-1] == str(stand.root / "var/tmp/basewright/image.squashfs")


def test_nothing_to_do(joined: Stand, plane: BootPlane, tmp_path: Path) -> None:
    make_image(tmp_path / "same", NEW)
    plane.publish(tmp_path / "same", NEW)
    ran = joined.run("upgrade", "--json")
    assert (ran.code, ran.lines[-1]["result"]) == (3, "nothing")
    assert plane.reports == []
    # Of a file, the image itself is asked.
    assert joined.run("upgrade", "--file", str(tmp_path / "same")).code == 3


def test_what_was_there_before_is_never_cleaned_up(joined: Stand, plane: BootPlane, image: Path) -> None:
    # A base of this NVR without a layer that no run of ours left.
    plane.publish(image, NEXT)
    state = joined.state
    state["volumes"][NEXT] = {**state["volumes"][NEW], "made": 1}
    joined.set(**state)
    ran = joined.run("upgrade", "--json")
    assert ran.code == 1
    assert "half made" in ran.lines[-1]["message"]
    assert joined.of(NEXT) == [NEXT]


def test_one_at_a_time(stand: Stand, image: Path) -> None:
    stand.set(updateSeconds=3)
    child = subprocess.Popen(
        stand.command("upgrade", "--file", str(image)), env=stand.environment, stdout=subprocess.DEVNULL
    )
    wait_for(lambda: stand.begun_pid())
    ran = stand.run("rollback")
    assert ran.code == 1
    assert "This node is busy." in ran.err
    assert child.wait(60) == 0


def test_a_second_upgrade_waits_for_the_reboot(stand: Stand, image: Path, tmp_path: Path) -> None:
    stand.run("upgrade", "--file", str(image))
    make_image(tmp_path / "later", "ovirt-node-ng-4.5.8-1")
    ran = stand.run("upgrade", "--file", str(tmp_path / "later"))
    assert ran.code == 1
    assert "Another operation is not over." in ran.err
    # Undone, it can be taken.
    assert stand.run("rollback", "--to", NEW + "+1").code == 0


def test_already_there(stand: Stand, tmp_path: Path) -> None:
    make_image(tmp_path / "old", OLD)
    ran = stand.run("upgrade", "--file", str(tmp_path / "old"), "--allow-downgrade")
    assert ran.code == 1
    assert "rollback --to " + OLD + "+1" in ran.err


def test_a_layer_that_was_not_healthy_makes_room_for_another_try(stand: Stand, image: Path) -> None:
    assert stand.run("upgrade", "--file", str(image)).code == 0
    assert stand.run("rollback", "--to", NEW + "+1").code == 0
    # What a person went back from is not taken away from them.
    ran = stand.run("upgrade", "--file", str(image))
    assert (ran.code, "remove " + NEXT in ran.err) == (1, True)
    with stand.node().state.change() as record:
        record.good[NEXT + "+1"] = False
    ran = stand.run("upgrade", "--file", str(image), "--json")
    assert (ran.code, ran.steps[-3:]) == (0, ["install", "installed", "waiting"])
    called = [" ".join(call) for call in stand.calls]
    assert [word for word in called if "--remove" in word or " update " in word][-2].endswith("base --remove " + NEXT)
    record = stand.node().state.read()
    assert record.pending is not None
    assert (record.pending.layer, NEXT + "+1" in record.good) == (NEXT + "+1", False)


def test_pinned(joined: Stand, plane: BootPlane, image: Path) -> None:
    plane.publish(image, NEXT)
    plane.answer["pinned"] = "It runs the\x1b[31m lift"
    joined.run("check-in")
    ran = joined.run("upgrade")
    assert (ran.code, "It runs the lift" in ran.err) == (1, True)
    assert joined.run("upgrade", "--even-pinned").code == 0


def test_another_nvr_than_the_channel_says(joined: Stand, plane: BootPlane, image: Path) -> None:
    plane.publish(image, "ovirt-node-ng-4.5.9-1")
    ran = joined.run("upgrade")
    assert ran.code == 1
    assert "It calls itself" in ran.err
    assert not any("update" in call for call in joined.calls)


@pytest.mark.parametrize(
    ("nvr", "product", "words"),
    [
        ("other-node-9-1", "centos", "another name"),
        ("ovirt-node-ng-4.4.0-1", "centos", "older"),
        (NEXT, "almalinux", "not supported"),
        (NEXT + "\n", "centos", "no usable NVR"),
        ("image-1-1", "centos", "node nor rhvh"),
        ("ovirt-node-ng-4.5.7-0." + "1" * 32, "centos", "too long"),
    ],
)
def test_images_that_imgbase_would_choke_on(stand: Stand, tmp_path: Path, nvr: str, product: str, words: str) -> None:
    make_image(tmp_path / "bad", nvr, product)
    ran = stand.run("upgrade", "--file", str(tmp_path / "bad"))
    assert ran.code == 1
    assert words in ran.err.replace('"', "")
    assert not any("update" in call for call in stand.calls)
    assert not [name for name in os.listdir(stand.root / "run/basewright-node") if name.startswith("mount.")]


def test_a_link_of_the_image_is_followed_inside_of_it_only(tmp_path: Path) -> None:
    tree, out = tmp_path / "tree", tmp_path / "out"
    (tree / "usr/lib").mkdir(parents=True)
    (tree / "etc").mkdir()
    (tree / "usr/lib/cpe").write_text("inside")
    out.write_text("outside")
    links = {
        "up": "../usr/lib/cpe",
        "from-the-top": "/usr/lib/cpe",
        "twice": "up",
        "out": "../../out",
        "round": "round",
        "nowhere": "nothing",
    }
    for name, target in links.items():
        (tree / "etc" / name).symlink_to(target)
    read = {name: read_small(inside(str(tree), "etc/" + name)) for name in links}
    assert [name for name, text in read.items() if text == "inside"] == ["up", "from-the-top", "twice"]
    assert [name for name, text in read.items() if text is None] == ["out", "round", "nowhere"]


def test_an_image_that_may_be_two(stand: Stand, tmp_path: Path) -> None:
    # imgbased would take either; what it takes is not what was looked at.
    make_image(tmp_path / "one", NEXT)
    with tarfile.open(tmp_path / "one", "a") as archive:
        member = tarfile.TarInfo("Other/rootfs.img")
        archive.addfile(member, io.BytesIO(b""))
    ran = stand.run("upgrade", "--file", str(tmp_path / "one"))
    assert (ran.code, "LiveOS/rootfs.img, Other/rootfs.img" in ran.err) == (1, True)
    assert not any("update" in call for call in stand.calls)


def test_a_download_of_unknown_size_is_noted_now_and_then(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    operation, now = Operation(stand.node(), "upgrade", False), [1000.0]
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    for _block in range(50):
        operation.step("download", "Downloading: 1 MiB.")
        now[0] += 1
    assert operation.text().count("Downloading") == 5


def test_no_image(stand: Stand, tmp_path: Path) -> None:
    (tmp_path / "text").write_text("hello")
    ran = stand.run("upgrade", "--file", str(tmp_path / "text"))
    assert (ran.code, "wrong fs type" in ran.err) == (1, True)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["upgrade", "--file", "/nowhere"], 2),
        (["upgrade", "--url", "http://127.0.0.1:1/x"], 2),
        (["upgrade", "--url", "ftp://x/", "--sha256", "0" * 64], 1),
        (["upgrade", "--channel", "../x"], 2),
        (["upgrade", "--sha256", "0" * 64], 2),
        (["upgrade"], 2),
        (["unknown"], 2),
        ([], 2),
    ],
)
def test_wrong_use(stand: Stand, words: List[str], code: int) -> None:
    ran = stand.run(*words)
    assert ran.code == code, ran.err
    assert "Traceback" not in ran.err


def test_the_key_goes_to_the_boot_plane_only(joined: Stand, plane: BootPlane, image: Path) -> None:
    plane.publish(image, NEXT)
    joined.run("upgrade")
    assert set(plane.keys) == {"Bearer " + KEY}
    assert KEY not in json.dumps(joined.status())


def test_a_server_that_is_down_loses_no_report(joined: Stand, plane: BootPlane, image: Path) -> None:
    plane.node_status = 503
    ran = joined.run("upgrade", "--file", str(image))
    assert ran.code == 0, ran.err
    assert joined.status()["reportsWaiting"] > 0
    plane.node_status = 200
    joined.run("check-in")
    assert plane.steps == ["begun", "preflight", "verify", "install", "installed", "waiting"]
    assert joined.status()["reportsWaiting"] == 0
