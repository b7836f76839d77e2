# SPDX-License-Identifier: GPL-2.0-or-later
# The health check after a boot, and what follows from it: good, back once, or back already by the boot loader.

import os
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent / "stand_ins"))

import scene
from basewright_node import boot_count, cli, health, probes
from basewright_node.errors import NodeError
from basewright_node.files import only_operation
from booted_machine import NEW, OLD, OPERATION, WISH, Machine

STAND_INS = Path(scene.__file__).parent


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """A boot plane that is well, and takes no report: they stay in the spool, where they can be looked at."""

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if self.path == "/healthz" else 404)
            self.end_headers()
            self.wfile.write(b"ok\n")

        def do_POST(self) -> None:
            self.send_response(503)
            self.end_headers()

        def log_message(self, *_words: Any) -> None:
            return

    made = HTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=made.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{made.server_port}"
    made.shutdown()


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, server: str) -> Machine:
    root, memory = tmp_path / "root", tmp_path / "memory"
    monkeypatch.setenv("PATH", f"{STAND_INS}:{os.environ['PATH']}")
    monkeypatch.setenv("BASEWRIGHT_ROOT", str(root))
    monkeypatch.setenv("BASEWRIGHT_STAND_IN", str(memory))
    monkeypatch.setattr(scene, "ROOT", str(root))
    monkeypatch.setattr(scene, "HERE", str(memory))
    scene.begin()
    return Machine(root, server)


def test_a_healthy_new_layer_is_good_and_counted_no_more(machine: Machine) -> None:
    machine.upgraded()
    assert machine.run() == 0
    record = machine.node.state.read()
    assert (record.pending, record.good) == (None, {NEW: True})
    assert record.last is not None
    assert (record.last.kind, record.last.step) == ("upgrade", "good")
    assert [(each["kind"], each["step"], each["operation"], each["wish"]) for each in machine.reports()] == [
        ("upgrade", "good", OPERATION, WISH)
    ]
    assert not boot_count.state(machine.places).armed
    assert (machine.default(), machine.rebooted()) == (NEW, False)


@pytest.mark.parametrize(("left", "words"), [("1", None), ("2", "did not count")])
def test_a_boot_loader_that_does_not_count_is_told_apart(machine: Machine, left: str, words: "str | None") -> None:
    machine.upgraded()
    scene.write_grubenv({**scene.read_grubenv(), "basewright_tries": left})
    assert machine.run() == 0
    reason = machine.reports()[0]["reason"]
    assert reason is None if words is None else words in reason


def test_one_that_is_not_healthy_within_the_limit_goes_back_once(machine: Machine) -> None:
    machine.upgraded()
    machine.change(failedUnits=["ovirt-ha-agent.service"])
    assert machine.run() == 1
    assert machine.ticking.seconds >= 10
    record = machine.node.state.read()
    assert (record.pending, record.good, list(record.auto_rollback)) == (None, {NEW: False}, [NEW])
    [report] = machine.reports()
    assert (report["kind"], report["step"], report["layer"]) == ("health", "fallen-back", NEW)
    assert "ovirt-ha-agent.service has failed" in report["reason"]
    assert machine.default() == OLD
    assert machine.rebooted()
    assert not boot_count.state(machine.places).armed


def test_it_goes_back_no_second_time(machine: Machine) -> None:
    machine.upgraded()
    machine.change(check="failed")
    machine.run()
    # The way back was begun and its end is lost, or somebody made the layer the default again: the same upgrade, undecided.
    since = machine.node.state.read().auto_rollback[NEW]
    scene.set_default(NEW)
    machine.upgraded()
    assert since >= 1_799_999_000.0
    before = scene.calls().count(["systemctl", "reboot"])
    assert machine.run() == 1
    assert scene.calls().count(["systemctl", "reboot"]) == before
    assert machine.default() == NEW
    assert not boot_count.state(machine.places).armed
    last = machine.node.state.read().last
    assert last is not None
    assert last.step == "failed"
    assert "so it stays" in str(last.reason)


def test_a_newer_upgrade_to_a_layer_of_the_same_name_may_go_back_again(machine: Machine) -> None:
    with machine.node.state.change() as record:
        record.auto_rollback[NEW] = 1_700_000_000.0
    machine.upgraded()
    machine.change(check="failed")
    assert machine.run() == 1
    assert machine.rebooted()


def test_what_becomes_healthy_within_the_limit_is_good(machine: Machine) -> None:
    machine.upgraded()
    machine.change(failedUnits=["slow.service"])
    machine.ticking.at_pause = [lambda: None, lambda: machine.change(failedUnits=[])]
    assert machine.run() == 0
    assert not machine.rebooted()


def test_a_boot_without_an_upgrade_never_goes_back(machine: Machine) -> None:
    machine.change(check="failed", failedUnits=["a.service"])
    assert machine.run() == 1
    assert not machine.rebooted()
    assert machine.reports() == []
    kept = machine.node.state.read().health
    assert kept is not None
    assert kept["word"] == "unhealthy"


def test_before_the_reboot_nothing_is_decided_and_the_count_stays(machine: Machine) -> None:
    machine.upgraded(booted=OLD)
    machine.boot_is("first")
    assert machine.run() == 0
    assert machine.node.state.read().pending is not None
    assert boot_count.state(machine.places).armed
    assert machine.default() == NEW


@pytest.mark.parametrize("well", [True, False])
def test_a_person_who_goes_back_while_it_waits_has_the_last_word(machine: Machine, well: bool) -> None:
    machine.upgraded()
    machine.change(failedUnits=["slow.service"])

    def goes_back() -> None:
        assert cli.main(["rollback"]) == 0
        machine.change(failedUnits=[] if well else ["slow.service"])

    machine.ticking.at_pause = [goes_back]
    assert machine.run() == (0 if well else 1)
    pending = machine.node.state.read().pending
    assert pending is not None
    assert (pending.kind, pending.layer, machine.default(), machine.rebooted()) == ("rollback", OLD, OLD, False)
    assert {report["kind"] for report in machine.reports()} == {"rollback"}


def test_what_an_upgrade_that_still_runs_has_counted_is_left_alone(machine: Machine) -> None:
    # It began before systemd had started everything; its end is not in the memory yet.
    machine.upgraded(booted=OLD)
    with machine.node.state.change() as record:
        record.pending = None
    with only_operation(machine.places.lock, "upgrade"):
        assert machine.run() == 0
    assert boot_count.state(machine.places).armed


def test_a_custom_cfg_that_cannot_be_written_is_told_and_nothing_is_armed(machine: Machine) -> None:
    Path(machine.places.boot, "grub2/custom.cfg").mkdir()
    with pytest.raises(NodeError) as refused:
        boot_count.arm(machine.places, NEW, OLD, 2)
    assert "custom.cfg: Is a directory" in refused.value.why
    assert not boot_count.state(machine.places).armed


def test_words_of_the_trial_that_cannot_be_taken_away_are_no_reason_to_leave_a_good_layer(
    machine: Machine, capsys: pytest.CaptureFixture[str]
) -> None:
    machine.upgraded()
    # Cannot be read, whoever tries.
    Path(machine.places.entries, "zz.conf").mkdir()
    assert machine.run() == 0
    assert machine.node.state.read().good == {NEW: True}
    assert not boot_count.state(machine.places).armed
    assert "zz.conf: Is a directory" in capsys.readouterr().err


def test_after_the_boot_loader_went_back_it_is_said_and_the_default_set_back(machine: Machine) -> None:
    machine.upgraded(booted=OLD)
    scene.write_grubenv({**scene.read_grubenv(), "basewright_tries": "over"})
    assert machine.run() == 0
    [report] = machine.reports()
    assert (report["kind"], report["step"], report["layer"]) == ("boot", "fallen-back", OLD)
    assert "used up its tries" in report["reason"]
    assert machine.default() == OLD
    assert machine.node.state.read().pending is None
    assert not boot_count.state(machine.places).armed
    assert not machine.rebooted()


def test_an_older_layer_chosen_in_the_menu_is_told_apart_from_a_failed_one(machine: Machine) -> None:
    machine.upgraded(booted=OLD)
    machine.run()
    assert "chosen in the boot menu" in machine.reports()[0]["reason"]


def test_a_rollback_that_was_wanted_is_done_healthy_or_not(machine: Machine) -> None:
    machine.upgraded(kind="rollback")
    machine.change(check="failed")
    assert machine.run() == 1
    [report] = machine.reports()
    assert (report["kind"], report["step"]) == ("rollback", "rolled-back")
    assert "not healthy" in report["reason"]
    assert not machine.rebooted()


def test_a_layer_whose_imgbase_is_broken_is_left_all_the_same(machine: Machine) -> None:
    machine.upgraded()
    machine.change(faults=["no-layout"], check="none")
    (machine.root / "proc").mkdir(exist_ok=True)
    (machine.root / "proc/cmdline").write_text(f"root=/dev/HostVG/{NEW} img.bootid={NEW}\n")
    assert machine.run() == 1
    assert machine.default() == OLD
    assert machine.rebooted()


@pytest.mark.parametrize("server_is", ["required", "wanted"])
def test_whether_a_silent_boot_plane_counts_is_configured(machine: Machine, server_is: str) -> None:
    machine.configure("url=http://127.0.0.1:9", f"health_server={server_is}")
    machine.upgraded()
    assert machine.run() == (1 if server_is == "required" else 0)
    assert machine.rebooted() == (server_is == "required")
    kept = machine.node.state.read().health
    assert kept is not None
    assert kept["server"]["ok"] is False


def test_probes_are_run_in_order_and_say_why(machine: Machine) -> None:
    machine.probe("20-second", "#!/bin/sh\necho the disk is slow >&2\nexit 3\n")
    machine.probe("10-first", "#!/bin/sh\nexit 0\n")
    machine.probe("30-not-executable", "#!/bin/sh\nexit 1\n", 0o644)
    machine.probe("20-second.rpmsave", "#!/bin/sh\nexit 1\n")
    found = health.look(machine.node)["probes"]
    assert [(each["name"], each["ok"], each["reason"]) for each in found] == [
        ("10-first", True, None),
        ("20-second", False, "the disk is slow"),
    ]


def test_a_probe_that_hangs_is_ended(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(probes, "PROBE_SECONDS", 0.3)
    machine.probe("hangs", "#!/bin/sh\nsleep 1000\n")
    [found] = health.look(machine.node)["probes"]
    assert (found["ok"], found["reason"]) == (False, "it took too long and was ended")


def test_units_that_may_fail_are_named_in_a_file(machine: Machine) -> None:
    own = "basewright-node-health.service"
    machine.change(failedUnits=["kdump.service", "dnf-makecache.service", own])
    path = Path(machine.places.health_ignore)
    path.write_text("# not needed here\nkdump.*\n")
    assert health.look(machine.node)["failedUnits"] == ["dnf-makecache.service"]


def test_reasons_of_imgbase_are_those_of_its_inner_checks(machine: Machine) -> None:
    machine.change(check="failed")
    found = health.reasons(machine.node, health.look(machine.node))
    assert found
    assert all(": " in each for each in found)
