# SPDX-License-Identifier: GPL-2.0-or-later
# What `install` puts onto a node, that it can be done again, and which archives of a Cockpit page it refuses.

import io
import os
import stat
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, seed, settings
from hypothesis import strategies as st

from basewright_node import install as subject
from basewright_node import page as cockpit_page
from basewright_node.errors import NodeError

PACKAGE = Path(subject.__file__).parent


def page(*entries, kind=tarfile.REGTYPE):
    """A .tar.gz with these (name, content) pairs."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as tar:
        for name, content in entries:
            member = tarfile.TarInfo(name)
            member.size = len(content) if kind == tarfile.REGTYPE else 0
            member.type = kind
            member.linkname = "/etc/passwd"
            tar.addfile(member, io.BytesIO(content))
    return out.getvalue()


GOOD = page(("basewright/manifest.json", b"{}"), ("basewright/index.html", b"<html>"), ("basewright/po/po.de.js", b"x"))


def archive(tmp_path):
    """This package as an archive with a main that installs below the folder it is told."""
    path = tmp_path / "basewright-node.pyz"
    with zipfile.ZipFile(str(path), "w") as pyz:
        for module in PACKAGE.glob("*.py"):
            pyz.write(str(module), "basewright_node/" + module.name)
        pyz.writestr(
            "__main__.py",
            "import sys\nfrom basewright_node.install import install, own_archive\nprint('\\n'.join(install(sys.argv[1], own_archive(), sys.argv[2])))\n",
        )
    return path


@pytest.fixture
def node(tmp_path):
    """A node onto which the archive put itself, by a real Python."""
    (tmp_path / "page.tar.gz").write_bytes(GOOD)
    root = tmp_path / "root"
    root.mkdir()
    words = [
        "/bin/sh",
        "-c",
        'umask 077; exec "$@"',
        "sh",
        sys.executable,
        str(archive(tmp_path)),
        str(root),
        str(tmp_path / "page.tar.gz"),
    ]
    for _again in range(2):
        done = subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=True)
    assert "The Cockpit page is in /etc/basewright/cockpit." in done.stdout.decode()
    return root


def mode(path):
    return oct(stat.S_IMODE(os.lstat(str(path)).st_mode))


def test_everything_is_below_etc_and_can_be_put_there_twice(node):
    files = {
        str(path.relative_to(node)): mode(path) for path in node.rglob("*") if path.is_file() and not path.is_symlink()
    }
    assert files == {
        "etc/basewright/basewright-node": "0o755",
        "etc/basewright/basewright-node.pyz": "0o644",
        "etc/basewright/cockpit/manifest.json": "0o644",
        "etc/basewright/cockpit/index.html": "0o644",
        "etc/basewright/cockpit/po/po.de.js": "0o644",
        "etc/systemd/system/basewright-node-check-in.service": "0o644",
        "etc/systemd/system/basewright-node-check-in.timer": "0o644",
        "etc/systemd/system/basewright-node-health.service": "0o644",
        "etc/tmpfiles.d/basewright.conf": "0o644",
    }
    folders = ("etc/basewright/cockpit", "etc/basewright/cockpit/po", "etc/tmpfiles.d")
    assert {mode(node / folder) for folder in folders} == {"0o755"}
    assert zipfile.is_zipfile(str(node / "etc/basewright/basewright-node.pyz"))


def test_units_are_enabled_and_run_by_a_shell(node):
    units = node / "etc/systemd/system"
    assert (
        os.readlink(str(units / "multi-user.target.wants/basewright-node-health.service"))
        == "/etc/systemd/system/basewright-node-health.service"
    )
    assert (
        os.readlink(str(units / "timers.target.wants/basewright-node-check-in.timer"))
        == "/etc/systemd/system/basewright-node-check-in.timer"
    )
    assert (
        "ExecStart=/bin/sh /etc/basewright/basewright-node check-in\n"
        in (units / "basewright-node-check-in.service").read_text()
    )
    assert "Type=simple" in (units / "basewright-node-health.service").read_text()


def test_a_timer_that_was_started_before_the_configuration_came():
    # systemd looks at a timer's conditions once, at its start; at those of the service each time.
    made = subject.units("x")
    assert ("Condition" in made[subject.TIMER], "ConditionPathExists=" + subject.CONF in made[subject.CHECK_IN]) == (
        False,
        True,
    )


def test_systemd_accepts_the_units(node):
    units = node / "etc/systemd/system"
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *[str(path) for path in sorted(units.glob("basewright-node-*"))]],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=dict(os.environ, SYSTEMD_UNIT_PATH=str(units) + ":"),
    )
    complaints = [line for line in done.stdout.decode().splitlines() if "basewright" in line]
    assert complaints == []


def test_the_command_prefers_the_images_own_tools_and_needs_a_python(node, tmp_path):
    text = (node / "etc/basewright/basewright-node").read_text()
    for name in ("image-node", "python3"):
        (tmp_path / name).write_text("#!/bin/sh\necho " + name + ' "$@"\n')
        (tmp_path / name).chmod(0o755)

    def run(**places):
        script = text.replace("/usr/bin/basewright-node", str(places.get("image", "/none"))).replace(
            "/usr/bin/python3", str(places.get("python", "/none"))
        )
        (tmp_path / "command").write_text(
            script.replace("/usr/libexec/platform-python", str(places.get("platform", "/none")))
        )
        done = subprocess.run(
            ["/bin/sh", str(tmp_path / "command"), "status", "a b"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        return done.returncode, done.stdout.decode()

    python = tmp_path / "python3"
    assert run(image=tmp_path / "image-node", python=python) == (0, "image-node status a b\n")
    assert run(python=python) == (0, "python3 /etc/basewright/basewright-node.pyz status a b\n")
    assert run(platform=python) == (0, "python3 /etc/basewright/basewright-node.pyz status a b\n")
    status, said = run()
    assert status == 1
    assert "holds no Python 3" in said


def test_a_package_of_the_image_only_gets_its_units_enabled(tmp_path):
    assert subject.install(str(tmp_path)) == ["The image holds the tools of the node; their units are enabled."]
    links = {
        str(path.relative_to(tmp_path)): os.readlink(str(path)) for path in tmp_path.rglob("*") if path.is_symlink()
    }
    assert links == {
        "etc/systemd/system/multi-user.target.wants/basewright-node-health.service": "/usr/lib/systemd/system/basewright-node-health.service",
        "etc/systemd/system/timers.target.wants/basewright-node-check-in.timer": "/usr/lib/systemd/system/basewright-node-check-in.timer",
    }
    assert subject.own_archive() is None


def test_a_page_comes_to_the_tools_of_the_image_too(tmp_path):
    (tmp_path / "page.tar.gz").write_bytes(GOOD)
    subject.install(str(tmp_path), None, str(tmp_path / "page.tar.gz"))
    links = (tmp_path / "etc/tmpfiles.d/basewright.conf").read_text()
    assert "L /usr/local/share/cockpit/basewright - - - - /etc/basewright/cockpit\n" in links
    assert "/usr/local/bin" not in links


def test_systemd_makes_the_links(node):
    done = subprocess.run(
        ["systemd-tmpfiles", "--create", "--root=" + str(node), str(node / "etc/tmpfiles.d/basewright.conf")],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    assert done.returncode == 0, done.stdout
    assert os.readlink(str(node / "usr/local/bin/basewright-node")) == "/etc/basewright/basewright-node"
    assert os.readlink(str(node / "usr/local/share/cockpit/basewright")) == "/etc/basewright/cockpit"


def test_the_page_of_an_image_goes_before_the_one_below_etc(node):
    link = node / "usr/local/share/cockpit/basewright"
    link.parent.mkdir(parents=True, exist_ok=True)
    link.symlink_to("/etc/basewright/cockpit")
    assert not cockpit_page.prefer_page_of_image(str(node))
    of_image = node / "usr/share/cockpit/basewright"
    of_image.mkdir(parents=True)
    (of_image / "manifest.json").write_text("{}")
    assert cockpit_page.prefer_page_of_image(str(node))
    assert not os.path.lexists(str(link))
    # What somebody else put there stays.
    link.symlink_to("/srv/page")
    assert not cockpit_page.prefer_page_of_image(str(node))
    assert os.readlink(str(link)) == "/srv/page"


def test_an_archive_of_the_image_is_the_images(monkeypatch):
    for name in ("exists", "isfile"):
        monkeypatch.setattr(subject.os.path, name, lambda path: path.endswith(".pyz"))
    assert subject.own_archive("/usr/lib/basewright-node/x.pyz/basewright_node/install.py") is None
    assert subject.own_archive("/tmp/x.pyz/basewright_node/install.py") == "/tmp/x.pyz"


def test_the_units_of_a_package(tmp_path):
    subprocess.run(
        [sys.executable, "-m", "basewright_node.install", str(tmp_path), "/usr/bin/basewright-node"],
        check=True,
        cwd=str(PACKAGE.parent),
    )
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(subject.units(""))
    assert "ExecStart=/usr/bin/basewright-node health\n" in (tmp_path / "basewright-node-health.service").read_text()


def test_a_place_that_cannot_be_written_is_said_in_words(tmp_path):
    (tmp_path / "etc").write_text("a file")
    with pytest.raises(NodeError) as raised:
        subject.install(str(tmp_path))
    assert "could not be written." in raised.value.sentence
    assert "Run this as root" in raised.value.sentence


@pytest.mark.parametrize(
    "bad",
    [
        page(("manifest.json", b"{}"), ("../../etc/cron.d/x", b"x")),
        page(("manifest.json", b"{}"), ("/etc/cron.d/x", b"x")),
        page(("manifest.json", b""), kind=tarfile.SYMTYPE),
        page(("manifest.json", b""), kind=tarfile.LNKTYPE),
        page(("index.html", b"x")),
        page(*[("f{}".format(number), b"") for number in range(cockpit_page.MOST_FILES + 1)]),
        GOOD[:-20],
        b"",
        b"<html>404</html>",
    ],
    ids=["leads out", "absolute", "symlink", "hard link", "no manifest", "too many", "cut", "empty", "not a tar"],
)
def test_an_archive_that_is_not_the_pages_is_refused_and_the_old_page_stays(node, tmp_path, bad):
    (tmp_path / "page.tar.gz").write_bytes(bad)
    with pytest.raises(NodeError, match="Cockpit page was not put there"):
        subject.install(str(node), None, str(tmp_path / "page.tar.gz"))
    assert (node / "etc/basewright/cockpit/manifest.json").read_text() == "{}"
    assert not (node / "etc/cron.d").exists()


@seed(20261130)
@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_are_a_page_or_refused(data):
    try:
        assert cockpit_page.page_files(data) is not None
    except NodeError as error:
        assert error.sentence
