# SPDX-License-Identifier: GPL-2.0-or-later
# A node below a directory of its own, whose programs are the stand-ins; commands run as real processes.
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, List, NamedTuple

import pytest
from hypothesis import settings

from basewright_node.node import Node, node_at
from basewright_node.places import Places
from make_image import make_image
from server import BootPlane

NODE = Path(__file__).resolve().parent.parent
STAND_INS = Path(__file__).resolve().parent / "stand_ins"
OLD = "ovirt-node-ng-4.5.5-0.20261101.0"
NEW = "ovirt-node-ng-4.5.6-0.20261120.0"
NEXT = "ovirt-node-ng-4.5.7-0.20261201.0"
KEY = "k" * 43

settings.register_profile("fixed", derandomize=True, deadline=None, max_examples=200)
settings.load_profile("fixed")


class Ran(NamedTuple):
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> List[Dict[str, Any]]:
        """The JSON objects that it wrote."""
        return [json.loads(line) for line in self.out.splitlines()]

    @property
    def steps(self) -> List[str]:
        """The steps that it told, each once."""
        found = [line["step"] for line in self.lines if "step" in line]
        return [step for number, step in enumerate(found) if number == 0 or found[number - 1] != step]


class Stand:
    """The node: its root, the stand-ins' state, and its commands."""

    def __init__(self, directory: Path) -> None:
        self.root = directory / "root"
        self.here = directory / "stand-in"
        self.root.mkdir()
        self.environment = {
            "PATH": f"{STAND_INS}:/usr/bin:/bin:/usr/sbin:/sbin",
            "BASEWRIGHT_ROOT": str(self.root),
            "BASEWRIGHT_STAND_IN": str(self.here),
            "PYTHONPATH": str(NODE),
            "HOME": str(directory),
        }
        self.ask("imgbase", "w")

    def ask(self, *argv: str) -> str:
        """The output of a stand-in."""
        return subprocess.run(argv, env=self.environment, check=True, stdout=subprocess.PIPE, text=True).stdout

    @property
    def state(self) -> Dict[str, Any]:
        """What the stand-ins take the node for."""
        return json.loads((self.here / "state.json").read_text())

    def set(self, **changes: Any) -> None:
        """Changes that."""
        (self.here / "state.json").write_text(json.dumps({**self.state, **changes}))

    @property
    def calls(self) -> List[List[str]]:
        """All calls of the stand-ins so far."""
        return [json.loads(line) for line in (self.here / "calls").read_text().splitlines()]

    def conf(self, **values: Any) -> None:
        """Writes node.conf."""
        path = self.root / "etc/basewright/node.conf"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("[node]\n" + "".join(f"{name} = {value}\n" for name, value in values.items()))
        path.chmod(0o600)

    def command(self, *words: str, python: str = sys.executable, program: str = "") -> List[str]:
        """The words that start the node's command."""
        return [python, program, *words] if program else [python, "-m", "basewright_node", *words]

    def run(self, *words: str, **how: str) -> Ran:
        """Runs the node's command to its end."""
        ended = subprocess.run(
            self.command(*words, **how),
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            timeout=120,
        )
        return Ran(ended.returncode, ended.stdout, ended.stderr)

    def status(self) -> Dict[str, Any]:
        """What status --json says."""
        ran = self.run("status", "--json")
        assert ran.code == 0, ran.err
        found: Dict[str, Any] = json.loads(ran.out)
        return found

    def node(self, clock: Callable[[], float] = lambda: 1_800_000_000.0) -> Node:
        """The node for functions called in this process."""
        return node_at(Places(str(self.root)), clock)

    @property
    def default(self) -> str:
        """The layer that the next boot starts."""
        return str(self.status()["bootDefault"])

    def of(self, nvr: str) -> List[str]:
        """The volumes that are there of an image."""
        return sorted(name for name in self.state["volumes"] if name.startswith(nvr))

    def begun_pid(self) -> int:
        """The process of imgbase by the node's memory, 0 before it is there."""
        try:
            begun = json.loads((self.root / "var/lib/basewright-node/state.json").read_text())["begun"]
        except FileNotFoundError:
            return 0
        return int(begun["pid"]) if begun and "pid" in begun else 0

    def is_untouched(self) -> None:
        """Asserts that nothing of the next image is left, and that the node boots what it runs."""
        assert self.of(NEXT) == []
        assert not (self.root / "boot" / (NEXT + "+1")).exists()
        assert not list((self.root / "boot/loader/entries").glob(NEXT + "*"))
        status = self.status()
        assert (status["bootDefault"], status["layer"], status["pending"]) == (NEW + "+1", NEW + "+1", None)


def wait_for(what: Callable[[], Any]) -> None:
    """Until it is true; at most 60 s."""
    end = time.monotonic() + 60
    while not what():
        assert time.monotonic() < end, "it did not become true"
        time.sleep(0.02)


def has_ended(pid: int) -> bool:
    """Whether a process works no more; one that nobody has waited for is left as a zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] in ("Z", "X")
    except (FileNotFoundError, ProcessLookupError):
        return True


@pytest.fixture
def image(tmp_path: Path) -> Path:
    """The next image."""
    path = tmp_path / "next.squashfs"
    make_image(path, NEXT, more=b"x" * 300_000)
    return path


@pytest.fixture
def stand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stand:
    """A node with two bases that runs the newer one."""
    found = Stand(tmp_path)
    for name in ("PATH", "BASEWRIGHT_ROOT", "BASEWRIGHT_STAND_IN"):
        monkeypatch.setenv(name, found.environment[name])
    return found


@pytest.fixture
def plane() -> Iterator[BootPlane]:
    """A boot plane on loopback."""
    server = BootPlane()
    try:
        yield server
    finally:
        server.close()


@pytest.fixture
def joined(stand: Stand, plane: BootPlane) -> Stand:
    """A node that knows its boot plane and a channel."""
    stand.conf(url=plane.url, host="node1", key=KEY, channel="stable")
    return stand


def pythons() -> List[str]:
    """Every Python 3 of this machine, one of each version."""
    places = [Path(each) for each in os.environ.get("BASEWRIGHT_PYTHONS", "").split(":") if each]
    places += [Path("/usr/bin"), *sorted(Path.home().glob(".pyenv/versions/3.*/bin"))]
    found: Dict[str, str] = {}
    for place in places:
        for path in [*sorted(place.glob("python3.[0-9]")), *sorted(place.glob("python3.[0-9][0-9]"))]:
            found.setdefault(path.name, str(path))
    return list(found.values())
