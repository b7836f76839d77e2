# SPDX-License-Identifier: GPL-2.0-or-later
# product.img, updates.img and the package: what is in them, that it is what the installer needs, and always the same bytes.

import configparser
import os
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from org_imgbased import __version__

ADDON = Path(__file__).resolve().parent.parent
NAME = "org.fedoraproject.Anaconda.Addons.Imgbased"


def make(directory: Path, *targets: str) -> None:
    """Run make with its output in a directory."""
    subprocess.run(
        ["make", "-s", "-C", ADDON, f"BUILD={directory}", f"PYTHON={sys.executable}", *targets],
        check=True,
        capture_output=True,
    )


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """product.img as the installer unpacks it."""
    directory = tmp_path_factory.mktemp("product")
    make(directory, "product.img")
    root = directory / "root"
    root.mkdir()
    subprocess.run(
        f"zcat {directory}/product.img | cpio --extract --quiet --make-directories", shell=True, cwd=root, check=True
    )
    return root


def test_the_same_bytes_each_time(tmp_path: Path) -> None:
    make(tmp_path / "a", "product.img", "updates.img")
    copy = tmp_path / "copy"
    shutil.copytree(ADDON, copy, ignore=shutil.ignore_patterns("build", ".*", "tests"))
    for path in copy.rglob("*.py"):
        os.utime(path, (1, 1))
        path.chmod(0o600)
    subprocess.run([sys.executable, copy / "build_image.py", tmp_path / "b.img"], check=True, capture_output=True)
    images = [(tmp_path / name).read_bytes() for name in ("a/product.img", "a/updates.img", "b.img")]
    assert images[0] == images[1] == images[2]


def test_every_module_is_in_it(unpacked: Path) -> None:
    there = {
        str(path.relative_to(unpacked / "usr/share/anaconda/addons"))
        for path in (unpacked / "usr/share/anaconda/addons").rglob("*")
        if path.is_file()
    }
    assert there == {str(path.relative_to(ADDON)) for path in (ADDON / "org_imgbased").rglob("*.py")}


def test_its_parser_runs_from_there(unpacked: Path) -> None:
    script = "from org_imgbased.section import parse_header; print(parse_header(['--nvr=my-node-1-1']).nvr)"
    environment = {**os.environ, "PYTHONPATH": str(unpacked / "usr/share/anaconda/addons")}
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment, cwd="/", capture_output=True, text=True, check=True
    )
    assert done.stdout == "my-node-1-1\n"


def test_the_bus_may_start_it(unpacked: Path) -> None:
    service = configparser.ConfigParser()
    service.read(unpacked / f"usr/share/anaconda/dbus/services/{NAME}.service")
    assert service["D-BUS Service"]["Name"] == NAME
    assert service["D-BUS Service"]["Exec"] == "/usr/libexec/anaconda/start-module org_imgbased.service"
    policy = ElementTree.parse(unpacked / f"usr/share/anaconda/dbus/confs/{NAME}.conf").getroot()
    assert [allow.get("own") for allow in policy.iter("allow") if allow.get("own")] == [NAME]


def test_addons_are_mandatory(unpacked: Path) -> None:
    # Anaconda reads its configuration like this.
    conf = configparser.ConfigParser()
    conf.read(unpacked / "etc/anaconda/conf.d/90-org_imgbased.conf")
    assert conf["Anaconda"]["optional_modules"].split() == ["org.fedoraproject.Anaconda.Modules.Subscription"]


def test_the_package(tmp_path: Path) -> None:
    make(tmp_path, "rpm")
    [package] = (tmp_path / "rpm/RPMS/noarch").iterdir()
    assert package.name == f"anaconda-addon-org-imgbased-{__version__}-1.noarch.rpm"
    said = subprocess.run(["rpm", "-qpl", package], capture_output=True, text=True, check=True).stdout.splitlines()
    assert "/usr/share/anaconda/addons/org_imgbased/service/__main__.py" in said
    assert "/etc/anaconda/conf.d/90-org_imgbased.conf" in said
    assert [path for path in said if "__pycache__" in path or "/tests" in path] == []


def test_rpmlint_has_nothing_to_say(tmp_path: Path) -> None:
    make(tmp_path, "rpm")
    packages = [str(path) for path in (tmp_path / "rpm").rglob("*.rpm")]
    done = subprocess.run(
        ["rpmlint", "-c", ADDON / "rpmlint.toml", ADDON / "anaconda-addon-org-imgbased.spec", *packages],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, "0 errors, 0 warnings" in done.stdout) == (0, True), done.stdout
