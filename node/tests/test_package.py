# SPDX-License-Identifier: GPL-2.0-or-later
# The ways onto a node: the archive on every Python of this machine, and the package.
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from basewright_node import __version__
from conftest import NEW, NEXT, NODE, Stand, pythons
from make_image import make_image


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The archive as the server builds it, with Node."""
    path = tmp_path_factory.mktemp("archive") / "basewright-node.pyz"
    script = (
        f"import({json.dumps((NODE / 'build.mjs').as_uri())}).then((build) => build.buildNode({json.dumps(str(path))}))"
    )
    subprocess.run([NODE.parent / "node_modules/.bin/node", "-e", script], check=True)
    return str(path)


def test_a_python_is_found() -> None:
    assert pythons()


@pytest.mark.parametrize("python", pythons())
def test_the_archive_on_every_python(python: str, archive: str, stand: Stand, tmp_path: Path) -> None:
    del stand.environment["PYTHONPATH"]
    assert stand.run("--version", python=python, program=archive).out.strip() == __version__
    status = stand.run("status", "--json", python=python, program=archive)
    assert json.loads(status.out)["layer"] == NEW + "+1", status.err
    make_image(tmp_path / "next", NEXT)
    upgrade = stand.run("upgrade", "--json", "--file", str(tmp_path / "next"), python=python, program=archive)
    assert upgrade.code == 0, upgrade.err
    assert upgrade.steps[-2:] == ["installed", "waiting"]
    rollback = stand.run("rollback", "--to", NEW + "+1", python=python, program=archive)
    assert rollback.code == 0, rollback.err
    # Nothing was written beside it.
    assert os.listdir(os.path.dirname(archive)) == ["basewright-node.pyz"]


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The directory in which make has built the package."""
    directory = tmp_path_factory.mktemp("rpm")
    subprocess.run(
        ["make", "-s", "-C", NODE, f"BUILD={directory}", f"PYTHON={sys.executable}", "rpm"],
        check=True,
        capture_output=True,
    )
    return directory


def test_the_package(packages: Path) -> None:
    [package] = (packages / "rpm/RPMS/noarch").iterdir()
    assert package.name == f"basewright-node-{__version__}-1.noarch.rpm"
    said = subprocess.run(["rpm", "-qpl", package], capture_output=True, text=True, check=True).stdout.splitlines()
    modules = {path.name for path in (NODE / "basewright_node").glob("*.py")}
    assert {Path(path).name for path in said if path.endswith(".py")} == modules
    for path in (
        "bin/basewright-node",
        "lib/systemd/system/basewright-node-health.service",
        "lib/systemd/system-preset/90-basewright-node.preset",
    ):
        assert "/usr/" + path in said
    assert not [path for path in said if "__pycache__" in path or "/tests" in path]


def test_rpmlint_has_nothing_to_say(packages: Path) -> None:
    paths = [str(path) for path in packages.rglob("*.rpm")]
    done = subprocess.run(
        ["rpmlint", "-c", NODE / "rpmlint.toml", NODE / "basewright-node.spec", *paths],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, "0 errors, 0 warnings" in done.stdout) == (0, True), done.stdout


def test_the_command_of_the_package(packages: Path, tmp_path: Path, stand: Stand) -> None:
    [package] = (packages / "rpm/RPMS/noarch").iterdir()
    subprocess.run(
        f"rpm2cpio {package} | cpio --extract --quiet --make-directories", shell=True, cwd=tmp_path, check=True
    )
    text = (tmp_path / "usr/bin/basewright-node").read_text()
    # Where it would be installed is not writable here, so the copy is told where it is.
    command = tmp_path / "command"
    command.write_text(text.replace("/usr/share/basewright-node", str(tmp_path / "usr/share/basewright-node")))
    done = subprocess.run(
        ["sh", command, "status", "--json"], env=stand.environment, capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout)["layer"] == NEW + "+1"


def test_the_same_source_archive_each_time(tmp_path: Path) -> None:
    for name in ("one", "other"):
        subprocess.run(
            ["make", "-s", "-C", NODE, f"BUILD={tmp_path / name}", f"PYTHON={sys.executable}", "tarball"], check=True
        )
    one, other = (tmp_path / name / f"basewright-node-{__version__}.tar.gz" for name in ("one", "other"))
    assert one.read_bytes() == other.read_bytes()
