# SPDX-License-Identifier: GPL-2.0-or-later
# Downloads from a real HTTP server: cut connections, a changed file, redirects, a wrong hash, and who else may write there.
import os
from pathlib import Path
from typing import Any, List

import pytest

from basewright_node.download import Timing, download, part_path
from basewright_node.errors import NodeError
from basewright_node.manifest import Image, image_of
from basewright_node.node import Node
from conftest import NEXT, Stand
from server import BootPlane


class Clock:
    """Passes when it is waited for."""

    def __init__(self) -> None:
        self.now = 0.0
        self.waits: List[float] = []

    def wait(self, seconds: float) -> None:
        """Passes."""
        self.now += seconds
        self.waits.append(seconds)


class Download:
    """One download, and what was told of it."""

    def __init__(self, stand: Stand, plane: BootPlane, tmp_path: Path, size: int = 3_000_000) -> None:
        path = tmp_path / "image"
        path.write_bytes(os.urandom(size))
        stand.conf(url=plane.url)
        self.node: Node = stand.node()
        self.plane = plane
        self.image: Image = image_of(plane.publish(path, NEXT), "test")
        self.part = Path(part_path(self.node.places, self.image.sha256 or ""))
        self.clock = Clock()
        self.notes: List[str] = []
        self.progress: List[Any] = []

    def __call__(self) -> bytes:
        timing = Timing(lambda: self.clock.now, self.clock.wait)
        path = download(
            self.node.config,
            self.node.places,
            self.image,
            lambda *each: self.progress.append(each),
            self.notes.append,
            timing,
        )
        return Path(path).read_bytes()


@pytest.fixture
def job(stand: Stand, plane: BootPlane, tmp_path: Path) -> Download:
    """A download of 3 MB."""
    return Download(stand, plane, tmp_path)


def test_whole(job: Download) -> None:
    assert job() == job.plane.image
    assert job.plane.ranges == [None]
    assert job.progress[-1] == (3_000_000, 3_000_000)
    assert (job.part.stat().st_mode & 0o777, job.part.parent.stat().st_mode & 0o777) == (
        0o644 & ~os.umask(0o022),
        0o700,
    )
    # It is here: nothing is asked again.
    assert job() == job.plane.image
    assert len(job.plane.ranges) == 1


def test_the_key_opens_the_boot_planes_images_and_goes_nowhere_else(job: Download) -> None:
    node = job.node
    job.node = node._replace(config=node.config._replace(key="k" * 43))
    job()
    job.part.unlink()
    # A mirror, or any other server.
    job.node = node._replace(config=node.config._replace(key="k" * 43, url="http://boot.example.com"))
    job()
    assert job.plane.image_keys == ["Bearer " + "k" * 43, None]


def test_goes_on_where_it_was_cut(job: Download) -> None:
    job.plane.faults = ["cut", "503", "cut"]
    assert job() == job.plane.image
    assert job.plane.ranges == [None, "bytes=1500000-", "bytes=1500000-", "bytes=2250000-"]
    assert "the connection ended after 1500000 of 3000000 bytes" in job.notes[0]


def test_goes_on_after_a_kill(job: Download) -> None:
    job.plane.faults = ["cut", "404"]
    with pytest.raises(NodeError, match="refused"):
        job()
    assert job.part.stat().st_size == 1_500_000
    assert job() == job.plane.image
    assert job.plane.ranges[-1] == "bytes=1500000-"


def test_a_file_that_changed_begins_anew(job: Download) -> None:
    job.plane.faults = ["cut", "404"]
    with pytest.raises(NodeError):
        job()
    job.plane.etag = '"two"'
    assert job() == job.plane.image
    assert job.part.with_name(job.part.name + ".etag").read_text() == '"two"'


@pytest.mark.parametrize("fault", ["no-etag", "weak-etag"])
def test_without_a_strong_etag_it_begins_anew(job: Download, fault: str) -> None:
    job.plane.faults = [fault]
    assert job() == job.plane.image
    assert job.plane.ranges == [None, None]


def test_slowly(job: Download) -> None:
    job.plane.faults = ["slow"]
    assert job() == job.plane.image


def test_another_part_than_was_asked_for(job: Download) -> None:
    job.plane.faults = ["cut", "other-range"]
    assert job() == job.plane.image
    assert job.plane.ranges == [None, "bytes=1500000-", None]


def test_a_redirect_is_refused(job: Download) -> None:
    job.plane.faults = ["302"]
    with pytest.raises(NodeError) as caught:
        job()
    assert "redirects are not followed" in caught.value.why
    assert len(job.plane.ranges) == 1


def test_a_wrong_hash_is_thrown_away(job: Download) -> None:
    job.plane.image = job.plane.image[:-1] + bytes([job.plane.image[-1] ^ 1])
    with pytest.raises(NodeError, match="damaged"):
        job()
    assert not job.part.exists()


def test_another_size_is_refused_at_once(job: Download) -> None:
    job.plane.image += b"more"
    with pytest.raises(NodeError, match="not the one that was promised"):
        job()


def test_a_server_that_sends_without_end(job: Download) -> None:
    job.plane.faults = ["longer"]
    with pytest.raises(NodeError, match="not the one that was promised"):
        job()


def test_gives_up_after_an_hour_without_anything_new(job: Download) -> None:
    job.plane.faults = ["503"] * 1000
    with pytest.raises(NodeError) as caught:
        job()
    assert "60 minutes" in caught.value.what
    assert 3400 < job.clock.now <= 3600
    assert job.clock.waits[:7] == [2, 4, 8, 16, 32, 60, 60]


def test_nobody_listens(job: Download) -> None:
    job.image = job.image._replace(url="http://127.0.0.1:1/x")
    with pytest.raises(NodeError) as caught:
        job()
    assert "refused" in caught.value.why.lower()


def test_a_directory_of_somebody_else_is_refused(job: Download) -> None:
    directory = job.part.parent
    directory.mkdir(parents=True)
    directory.chmod(0o777)
    with pytest.raises(NodeError, match="cannot be used"):
        job()
    directory.rmdir()
    directory.symlink_to("/tmp")
    with pytest.raises(NodeError, match="cannot be used"):
        job()


def test_parts_of_other_images_go(job: Download) -> None:
    job.part.parent.mkdir(parents=True, mode=0o700)
    other = job.part.parent / "0.squashfs.part"
    other.write_text("x")
    job()
    assert not other.exists()


@pytest.mark.parametrize(
    "change",
    [
        {"url": "file:///etc/passwd"},
        {"url": None},
        {"url": "http://a b/"},
        {"url": "http://u:p@x/"},
        {"sha256": "x"},
        {"sha256": "A" * 64},
    ]
    + [
        {"size": 0},
        {"size": True},
        {"size": "1"},
        {"size": 1 << 40},
        {"nvr": "a"},
        {"nvr": 1},
        {"signature": 1},
        {"signature": "x" * 70000},
    ],
)
def test_a_manifest_that_is_wrong(job: Download, change: Any) -> None:
    with pytest.raises(NodeError):
        image_of({**(job.plane.manifest or {}), **change}, "test")
