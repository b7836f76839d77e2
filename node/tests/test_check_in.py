# SPDX-License-Identifier: GPL-2.0-or-later
# Check-ins with a real HTTP server: what is told, what is wanted and done once, and what a dead server changes.
import json
import subprocess
from pathlib import Path
from typing import Any, Dict

import pytest

from basewright_node import check_in
from basewright_node.check_in import set_interval
from basewright_node.wire import as_bytes
from conftest import KEY, NEW, NEXT, NODE, OLD, Stand
from make_image import make_image
from server import BootPlane

WISH = "w" * 22


def wanted(plane: BootPlane, **what: Any) -> Dict[str, Any]:
    """Makes the boot plane want something."""
    nothing = {"nvr": None, "url": None, "sha256": None, "size": None, "signature": None, "to": None}
    plane.answer["wanted"] = {"id": WISH, "action": "upgrade", "reboot": "never", **nothing, **what}
    return dict(plane.answer["wanted"])


def wanted_image(plane: BootPlane, tmp_path: Path, **what: Any) -> None:
    """Makes it want the next image."""
    make_image(tmp_path / "next", NEXT)
    manifest = plane.publish(tmp_path / "next", NEXT)
    wanted(plane, **{**{key: manifest[key] for key in ("nvr", "url", "sha256", "size", "signature")}, **what})


def test_what_it_tells(joined: Stand, plane: BootPlane, tmp_path: Path) -> None:
    make_image(tmp_path / "next", NEXT)
    plane.publish(tmp_path / "next", NEXT)
    ran = joined.run("check-in")
    assert ran.code == 0, ran.err
    [body] = plane.check_ins
    assert plane.keys == ["Bearer " + KEY]
    assert body["layout"] == [{"base": OLD, "layers": [OLD + "+1"]}, {"base": NEW, "layers": [NEW + "+1"]}]
    assert (body["layer"], body["base"], body["bootDefault"]) == (NEW + "+1", NEW, NEW + "+1")
    assert body["pool"] == {"dataPercent": 14.79, "metadataPercent": 3.1, "size": joined.state["pool"]["size"]}
    assert body["health"]["word"] == "ok"
    assert {"name": "Separate /var", "ok": True, "reason": None} in body["health"]["checks"]
    assert body["cockpit"] == {"port": 9090, "addresses": ["192.0.2.10"]}
    assert (body["bootCounting"], body["channel"], body["last"], body["uptime"]) == ("own", "stable", None, 3600.5)
    status = joined.status()
    assert (status["channelNvr"], status["isBehind"]) == (NEXT, True)


def test_a_node_without_a_layout_checks_in(joined: Stand, plane: BootPlane) -> None:
    joined.set(faults=["no-layout"])
    assert joined.run("check-in").code == 0
    assert (plane.check_ins[0]["layer"], plane.check_ins[0]["layout"], plane.check_ins[0]["pool"]) == (None, [], None)


def test_an_upgrade_is_done_once(joined: Stand, plane: BootPlane, tmp_path: Path) -> None:
    wanted_image(plane, tmp_path)
    assert joined.run("check-in").code == 0
    assert plane.steps[0] == "begun"
    assert plane.steps[-2:] == ["installed", "waiting"]
    assert {report["wish"] for report in plane.reports} == {WISH}
    count = len(plane.reports)
    joined.run("rollback", "--to", NEW + "+1")
    joined.run("check-in")
    assert len([report for report in plane.reports[count:] if report["wish"]]) == 0
    assert len([call for call in joined.calls if "update" in call]) == 1


def test_checks_in_while_it_installs(joined: Stand, plane: BootPlane, tmp_path: Path) -> None:
    joined.set(updateSeconds=12)
    plane.answer["interval"] = 5
    wanted_image(plane, tmp_path)
    joined.run("check-in")
    assert plane.steps[-1] == "waiting"
    assert len(plane.check_ins) > 1
    first, second = plane.check_ins[:2]
    assert 4 < second["uptime"] - first["uptime"] < 60
    assert {**second, "uptime": 0} == {**first, "uptime": 0}


def test_reboots_now_when_that_is_wanted(joined: Stand, plane: BootPlane, tmp_path: Path) -> None:
    wanted_image(plane, tmp_path, reboot="now")
    joined.run("check-in")
    assert plane.steps[-1] == "rebooting"
    assert joined.status()["layer"] == NEXT + "+1"


def test_waits_for_the_window_and_reboots_in_it(joined: Stand, plane: BootPlane, tmp_path: Path) -> None:
    wanted_image(plane, tmp_path, reboot="window")
    joined.run("check-in")
    assert plane.reports[-1]["step"] == "waiting"
    assert "never" in plane.reports[-1]["reason"]
    joined.run("check-in")
    assert joined.status()["layer"] == NEW + "+1"
    joined.conf(url=plane.url, host="node1", key=KEY, window="any")
    joined.run("check-in")
    assert (plane.reports[-1]["step"], plane.reports[-1]["wish"]) == ("rebooting", WISH)
    assert joined.status()["layer"] == NEXT + "+1"


def test_the_window_opens_beside_a_wish_that_is_not_understood(joined: Stand, plane: BootPlane, tmp_path: Path) -> None:
    wanted_image(plane, tmp_path, reboot="window")
    joined.run("check-in")
    wanted(plane, id="x" * 22, action="dance")
    joined.conf(url=plane.url, host="node1", key=KEY, window="any")
    ran = joined.run("check-in")
    assert (ran.code, "same version" in ran.err) == (1, True)
    assert joined.status()["layer"] == NEXT + "+1"


def test_a_node_that_cannot_write_its_memory_is_not_silent(joined: Stand, plane: BootPlane) -> None:
    # As of a full /var.
    (joined.root / "var/lib/basewright-node/state.lock").mkdir(parents=True)
    ran = joined.run("check-in")
    assert (ran.code, "Traceback" in ran.err) == (1, False)
    told = plane.check_ins[0]["health"]
    assert told["word"] == "unhealthy"
    assert told["checks"][0] == {
        "name": "Memory of this node",
        "ok": False,
        "reason": "It cannot be written: Is a directory.",
    }


def test_the_window_opens_without_a_server(joined: Stand, plane: BootPlane, tmp_path: Path) -> None:
    wanted_image(plane, tmp_path, reboot="window")
    joined.run("check-in")
    plane.node_status = 503
    joined.conf(url=plane.url, host="node1", key=KEY, window="any")
    assert joined.run("check-in").code == 1
    assert joined.status()["layer"] == NEXT + "+1"


def test_a_rollback_is_done(joined: Stand, plane: BootPlane) -> None:
    wanted(plane, action="rollback")
    joined.run("check-in")
    assert plane.steps == ["begun", "installed", "waiting"]
    assert joined.status()["bootDefault"] == OLD + "+1"


def test_what_is_so_already_is_good(joined: Stand, plane: BootPlane, tmp_path: Path) -> None:
    make_image(tmp_path / "same", NEW)
    manifest = plane.publish(tmp_path / "same", NEW)
    wanted(plane, **{key: manifest[key] for key in ("nvr", "url", "sha256", "size")})
    joined.run("check-in")
    assert plane.steps == ["good"]


def test_a_wish_that_fails_is_reported_and_the_check_in_is_done(
    joined: Stand, plane: BootPlane, tmp_path: Path
) -> None:
    wanted_image(plane, tmp_path, sha256="0" * 64)
    assert joined.run("check-in").code == 0
    assert plane.reports[-1]["step"] == "failed"
    assert "damaged" in plane.reports[-1]["reason"]
    assert plane.reports[-1]["log"]


def test_a_wish_of_a_newer_server(joined: Stand, plane: BootPlane) -> None:
    wanted(plane, action="dance")
    ran = joined.run("check-in")
    assert (ran.code, "same version" in ran.err) == (1, True)
    assert "Traceback" not in ran.err


def test_a_pinned_node_does_nothing(joined: Stand, plane: BootPlane, tmp_path: Path) -> None:
    wanted_image(plane, tmp_path)
    plane.answer["pinned"] = "runs the lift"
    joined.run("check-in")
    assert plane.reports == []
    assert joined.status()["pinned"] == "runs the lift"


@pytest.mark.parametrize(
    ("status", "words"), [(404, "does not know this node's key"), (429, "asked too often"), (500, "status 500")]
)
def test_a_server_that_refuses(joined: Stand, plane: BootPlane, status: int, words: str) -> None:
    plane.node_status = status
    ran = joined.run("check-in")
    assert ran.code == 1
    assert words in ran.err


def test_a_server_that_talks_nonsense(joined: Stand, plane: BootPlane) -> None:
    plane.answer = {"interval": "soon", "wanted": 3, "pinned": 4}
    assert joined.run("check-in").code == 0
    joined.conf(url="http://127.0.0.1:1", key=KEY)
    assert joined.run("check-in").code == 1


def test_a_server_that_sends_nothing_but_brackets(joined: Stand, plane: BootPlane) -> None:
    plane.raw = b"[" * 200_000
    ran = joined.run("check-in")
    assert (ran.code, "cannot be read" in ran.err, "Traceback" in ran.err) == (1, True, False)


def test_words_that_the_terminal_does_not_take(joined: Stand, plane: BootPlane) -> None:
    # A service without a locale speaks ASCII with EL8's Python.
    joined.environment["PYTHONIOENCODING"] = "ascii"
    plane.answer["pinned"] = "Pr\u00fcfstand"
    assert joined.run("check-in").code == 0
    ran = joined.run("status")
    assert (ran.code, "Pinned: Pr\\xfcfstand" in ran.out) == (0, True), ran.err


@pytest.mark.parametrize(("conf", "words"), [({}, "no boot plane"), ({"url": "x"}, '"url" in')])
def test_without_a_server(stand: Stand, conf: Dict[str, str], words: str) -> None:
    stand.conf(**conf)
    ran = stand.run("check-in")
    assert ran.code == 2
    assert words in ran.err


def test_the_interval_is_the_servers(joined: Stand, plane: BootPlane) -> None:
    plane.answer["interval"] = 60
    joined.run("check-in")
    path = joined.root / f"run/systemd/system/{check_in.TIMER}.d/interval.conf"
    assert path.read_text() == "[Timer]\nOnUnitInactiveSec=\nOnActiveSec=60\nOnUnitInactiveSec=60\n"
    count = len(joined.calls)
    set_interval(joined.node(), 60)
    assert len(joined.calls) == count


def test_the_body_is_bounded(joined: Stand) -> None:
    status = joined.status()
    bad = {"name": "x" * 900, "ok": False, "reason": "\x1b[1my" * 900}
    good = {"name": "fine", "ok": True, "reason": None}
    status["health"]["checks"] = [{**good, "checks": [good] * 60}]
    status["health"]["probes"] = [bad] * 40
    status["health"]["failedUnits"] = ["a.service"] * 40
    status["layout"] *= 20
    body = check_in.body_of(status)
    assert len(body["health"]["checks"]) == 64
    assert not any(check["ok"] for check in body["health"]["checks"])
    assert len(body["layout"]) == 16
    assert len(as_bytes(body)) < 64 * 1024
    status["health"]["failedUnits"] = ["\u20ac" * 200 + ".service"] * 64
    assert len(as_bytes(check_in.body_of(status))) < 64 * 1024


def test_a_report_that_the_server_will_never_take_holds_up_no_other(joined: Stand, plane: BootPlane) -> None:
    plane.node_status = 413
    ran = joined.run("rollback")
    assert (ran.code, "is left out" in ran.err) == (0, True)
    plane.node_status = 200
    joined.run("check-in")
    assert (plane.reports, joined.status()["reportsWaiting"]) == ([], 0)


def test_the_server_understands_all_of_it(joined: Stand, plane: BootPlane, tmp_path: Path) -> None:
    wanted_image(plane, tmp_path)
    joined.run("check-in")
    joined.run("rollback")
    joined.set(faults=["no-layout"], check="failed", failedUnits=["a.service"])
    joined.run("check-in")
    script = (
        f"import({json.dumps((NODE.parent / 'kickstart/fleet/wire.ts').as_uri())}).then(({{ CheckInBody, ReportBody }}) => {{"
        "const { bodies, reports } = JSON.parse(require('fs').readFileSync(0, 'utf8'));"
        "process.stdout.write(JSON.stringify({ bodies: bodies.map((each) => CheckInBody.parse(each)), reports: reports.map((each) => ReportBody.parse(each)) })); })"
    )
    said = json.dumps({"bodies": plane.check_ins, "reports": plane.reports})
    node = NODE.parent / "node_modules/.bin/node"
    done = subprocess.run(
        [node, "--disable-warning=ExperimentalWarning", "-e", script],
        input=said,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    understood = json.loads(done.stdout)
    # Nothing that the node says is dropped or changed but the length of a log.
    assert understood["bodies"] == plane.check_ins
    assert [{**report, "log": None} for report in understood["reports"]] == [
        {**report, "log": None} for report in plane.reports
    ]
    assert len(plane.reports) >= 9
