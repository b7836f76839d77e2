# SPDX-License-Identifier: GPL-2.0-or-later
# The whole step on a machine where everything is right, and what it leaves.

import json
import os
from pathlib import Path

import pytest

from machine import KERNEL, LAYER, NIST_PATHS, NVR, Machine, options
from org_imgbased import __version__
from org_imgbased.layout.report import ATTEMPTS
from org_imgbased.layout.run import run_layout

STARTED = {"format": 1, "addon": __version__, "outcome": "started"}


def test_a_layout(machine: Machine) -> None:
    said: list[str] = []
    result = run_layout(machine.target, options(), said.append)
    assert (result["outcome"], result["nvr"], result["base"], result["layer"]) == ("done", NVR, NVR, LAYER)
    assert result["warnings"] == []
    assert result["fixes"] == []
    assert result["volumeGroup"] == {"name": "HostVG", "size": 31 * 1024**3, "free": 9 * 1024**3}
    assert result["pool"]["metadata"] == 1024**3
    assert set(result["seconds"]) == {"check", "imgbase", "judge", "stack"}
    assert "imgbase: Creating an initial base" in said


def test_imgbase_is_called_once_with_debug(machine: Machine) -> None:
    machine.change(imgbase={"stdin_must_be_empty": True})
    run_layout(machine.target, options())
    assert machine.calls(f"chroot {machine.sysroot} /usr/sbin/imgbase --debug") == [
        f"chroot {machine.sysroot} /usr/sbin/imgbase --debug layout --init"
    ]


def test_the_kickstart_names_the_base(machine: Machine) -> None:
    result = run_layout(machine.target, options(nvr="my-node-2.0-1"))
    assert (result["nvr"], result["layer"]) == ("my-node-2.0-1", "my-node-2.0-1+1")
    assert machine.calls(f"chroot {machine.sysroot} /usr/sbin/imgbase --debug")[0].endswith(
        "layout --init-nvr my-node-2.0-1"
    )
    assert "the boot menu shows the latter" in result["warnings"][0]


def test_both_trees_are_the_layer(machine: Machine) -> None:
    run_layout(machine.target, options())
    for tree in ("/sysroot", "/sysimage"):
        assert machine.mounted(tree) == "253:21"
        assert machine.mounted(f"{tree}/boot") == "8:2"
        for number, path in enumerate(NIST_PATHS, 2):
            assert machine.mounted(tree + path) == f"253:{number}"
        assert machine.mounted(f"{tree}/etc") == ""
    assert machine.mounted("/run/imgbased-layer") == ""
    assert not os.path.exists(machine.target.layer)
    assert not (machine.sysroot / "tmp/mnt.yfdSM").exists()


def test_a_later_dracut_reaches_the_layer(machine: Machine) -> None:
    run_layout(machine.target, options())
    link = machine.sysroot / f"boot/initramfs-{KERNEL}.img"
    assert os.readlink(link) == f"{LAYER}/initramfs-{KERNEL}.img"
    link.write_text("fresh")
    assert (machine.sysroot / f"boot/{LAYER}/initramfs-{KERNEL}.img").read_text() == "fresh"


def test_volumes_imgbase_makes_are_mounted(machine: Machine) -> None:
    for tree in ("sysroot", "sysimage"):
        machine.mountinfo(f"/{tree}/var/tmp ", None)
    machine.change(volumes=[row for row in machine.state["volumes"] if row["lv_name"] != "var_tmp"])
    machine.change(imgbase={"makes": ["var_tmp"]})
    result = run_layout(machine.target, options())
    assert [volume["path"] for volume in result["volumesMade"]] == ["/var/tmp"]
    assert "imgbased makes volumes for /var/tmp" in result["warnings"][0]
    assert machine.mounted("/sysroot/var/tmp") == machine.mounted("/sysimage/var/tmp") == "253:30"


def test_result_and_output_are_kept(machine: Machine) -> None:
    machine.change(imgbase={"says_bytes": True})
    result = run_layout(machine.target, options())
    for directory in (machine.home / "work", machine.sysroot / "var/log"):
        assert json.loads((directory / "imgbased-layout.json").read_text()) == result
        assert b"Created the layer" in (directory / "imgbased-layout.log").read_bytes()
    assert (machine.sysroot / "var/log/imgbased-layout.log").stat().st_mode & 0o777 == 0o600


def test_output_that_is_not_text(machine: Machine) -> None:
    machine.change(imgbase={"says_bytes": True, "dies_before": "NVRMissingError"})
    error = failure(machine)
    assert "\ufffd" in str(error)


def test_a_daemon_that_keeps_the_output_open(machine: Machine) -> None:
    machine.change(imgbase={"leaves_daemon": True})
    try:
        result = run_layout(machine.target, options())
    finally:
        os.kill(machine.state["daemon"], 9)
    assert result["seconds"]["imgbase"] < 20


def test_the_result_is_posted(machine: Machine, receiver) -> None:
    result = run_layout(machine.target, options(report_url=receiver.url))
    assert receiver.bodies == [{**STARTED, "nvr": ""}, result]
    machine_again = failure(machine, report_url=receiver.url, nvr=NVR)
    assert receiver.bodies[2:] == [{**STARTED, "nvr": NVR}, machine_again.result]
    assert receiver.bodies[3]["error"]["class"] == "check"


@pytest.mark.parametrize(("code", "posts"), [(500, 1 + ATTEMPTS), (404, 2)])
def test_a_report_that_fails_changes_nothing(machine: Machine, receiver, monkeypatch, code: int, posts: int) -> None:
    monkeypatch.setattr("org_imgbased.layout.report.PAUSE_SECONDS", 0)
    receiver.code = code
    assert run_layout(machine.target, options(report_url=receiver.url))["outcome"] == "done"
    assert len(receiver.bodies) == posts


def test_no_log_holds_the_token(machine: Machine, caplog) -> None:
    caplog.set_level("INFO")
    url = f"http://127.0.0.1:1/t/{'T' * 43}/report/layout"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("org_imgbased.layout.report.PAUSE_SECONDS", 0)
        run_layout(machine.target, options(report_url=url))
    assert "could not be posted to http://127.0.0.1:1/t/********/report/layout" in caplog.text
    assert "T" * 43 not in caplog.text


def test_by_hand(machine: Machine, capsys, monkeypatch) -> None:
    from org_imgbased.layout.__main__ import main

    monkeypatch.setattr("org_imgbased.layout.__main__.Target", lambda *paths: machine.target)
    assert main(["--nvr=x"]) == 2
    assert "--nvr 'x' is not usable" in capsys.readouterr().err
    assert (
        main([f"--sysroot={machine.sysroot}", f"--sysimage={machine.home}/sysimage", f"--work={machine.home}/work"])
        == 0
    )
    assert json.loads(capsys.readouterr().out)["layer"] == LAYER
    assert main([]) == 1
    assert "An earlier layout is still there" in capsys.readouterr().err


def failure(machine: Machine, **values):
    import pytest

    from org_imgbased.layout.errors import LayoutError

    with pytest.raises(LayoutError) as caught:
        run_layout(machine.target, options(**values))
    return caught.value


def test_mend_grubby_beforehand(machine: Machine) -> None:
    machine.write("usr/sbin/grubby", "#!/bin/bash\n")
    result = run_layout(machine.target, options())
    link = machine.sysroot / "usr/libexec/grubby/grubby-bls"
    assert os.readlink(link) == "/usr/sbin/grubby"
    assert "Images for updates must carry this link" in result["fixes"][0]


def test_mend_two_roots_afterwards(machine: Machine) -> None:
    machine.change(imgbase={"two_roots": True})
    result = run_layout(machine.target, options())
    assert len(result["fixes"]) == 2
    entries = list((machine.sysroot / "boot/loader/entries").iterdir())
    assert [entry.name for entry in entries] == [f"{LAYER}-{KERNEL}.conf"]
    words = Path(entries[0]).read_text().splitlines()[3].split()
    assert words == [
        "options",
        "ro",
        "rd.lvm.lv=HostVG/swap",
        f"rd.lvm.lv=HostVG/{LAYER}",
        f"root=/dev/HostVG/{LAYER}",
        "boot=UUID=1",
        "rootflags=discard",
        f"img.bootid={LAYER}",
    ]


def test_an_error_after_all_work_is_done(machine: Machine) -> None:
    machine.change(
        imgbase={
            "dies_after": "subprocess.CalledProcessError: Command '['pkill', 'dmeventd']' returned non-zero exit status 1."
        }
    )
    result = run_layout(machine.target, options())
    assert result["outcome"] == "done"
    assert "could not stop dmeventd" in result["warnings"][0]


def test_dmeventd_is_started(machine: Machine) -> None:
    (machine.home / "proc/77/comm").write_text("systemd\n")
    assert "started one" in run_layout(machine.target, options())["fixes"][0]
