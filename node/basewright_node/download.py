# SPDX-License-Identifier: GPL-2.0-or-later
# Brings an image to /var/tmp, goes on where it stopped, and believes nothing but the SHA-256 of the whole file.
"""Range with If-Range: a server whose file has changed meanwhile answers with all of it, and the download begins anew."""

import hashlib
import http.client
import os
import re
import time
from typing import Callable, Dict, NamedTuple, Optional

from .config import Config
from .errors import NodeError
from .files import own_directory, write_atomic
from .manifest import Image
from .places import Places
from .wire import Response, answer, refused, unreachable

_BLOCK = 1024 * 1024
_WAIT_SECONDS = 60.0
# Without anything new, and between two attempts.
_MOST_SECONDS = 3600.0
_MOST_PAUSE = 60.0
# Answers of a server that may soon have better news.
_PASSING = (408, 425, 429, 500, 502, 503, 504)

Progress = Callable[[int, Optional[int]], None]


class Timing(NamedTuple):
    """The clock, for tests: seconds that only grow, and a wait."""

    now: Callable[[], float] = time.monotonic
    wait: Callable[[float], None] = time.sleep


_CLOCK = Timing()


class _PassingError(Exception):
    """It may succeed another time."""


class _Part:
    """The file as far as it has come, and the ETag of the server's file of which it is a part."""

    def __init__(self, path: str) -> None:
        self.path = path
        self._etag_path = path + ".etag"

    @property
    def size(self) -> int:
        try:
            return os.path.getsize(self.path)
        except FileNotFoundError:
            return 0

    @property
    def etag(self) -> Optional[str]:
        try:
            with open(self._etag_path, encoding="ascii", errors="replace") as stream:
                return stream.read(300) or None
        except FileNotFoundError:
            return None

    def begin(self, etag: Optional[str]) -> None:
        self.remove()
        # A weak ETag says nothing of bytes (RFC 9110, 13.1.5), so such a part could not be continued.
        if etag and re.match(r'^"[\x21\x23-\x7e]{1,200}"$', etag):
            write_atomic(self._etag_path, etag.encode("ascii"))

    def remove(self) -> None:
        for path in (self.path, self._etag_path):
            if os.path.lexists(path):
                os.unlink(path)


def part_path(places: Places, sha256: str) -> str:
    """Where the image of this hash is while it comes, and while it is installed."""
    return os.path.join(places.downloads, sha256 + ".squashfs.part")


def sha256_of(path: str) -> str:
    """The SHA-256 of a file, in hexadecimal digits."""
    digest = hashlib.sha256()
    with open(path, "rb") as stream:
        for block in iter(lambda: stream.read(_BLOCK), b""):
            digest.update(block)
    return digest.hexdigest()


def _begins_at(response: Response, part: _Part, size: Optional[int]) -> int:
    """From which byte the answer is. Raises _PassingError or NodeError."""
    if response.status == 206:
        match = re.match(r"^bytes ([0-9]+)-[0-9]+/([0-9]+|\*)$", response.getheader("Content-Range") or "")
        if match is None or int(match.group(1)) != part.size:
            part.remove()
            raise _PassingError("the server sent another part than was asked for")
        return part.size
    if response.status == 200:
        length = response.getheader("Content-Length")
        if size is not None and length is not None and length != str(size):
            raise NodeError(
                "The image is not the one that was promised.",
                "It has {} bytes on the server, not {}.".format(length, size),
                "See whether the channel or the mirror was changed meanwhile, and try again.",
            )
        part.begin(response.getheader("ETag"))
        return 0
    if response.status == 416:
        part.remove()
        raise _PassingError("the server has no such part any more")
    if response.status in _PASSING:
        raise _PassingError("the server answered with status {}".format(response.status))
    raise refused("the image", response.status, False)


def _take(response: Response, part: _Part, size: Optional[int], progress: Progress) -> None:
    with open(part.path, "ab") as stream:
        while True:
            block = response.read(_BLOCK)
            if not block:
                break
            stream.write(block)
            if size is not None and stream.tell() > size:
                raise NodeError(
                    "The image is not the one that was promised.",
                    "The server sends more than {} bytes.".format(size),
                    "See whether the channel or the mirror was changed meanwhile.",
                )
            progress(stream.tell(), size)
        stream.flush()
        os.fsync(stream.fileno())


def _attempt(config: Config, url: str, part: _Part, size: Optional[int], progress: Progress) -> None:
    headers: Dict[str, str] = {"Accept-Encoding": "identity"}
    if config.key and url.startswith(config.url + "/images/"):
        # Where images are for armed hosts only, the key is what opens them.
        headers["Authorization"] = "Bearer " + config.key
    etag = part.etag
    if part.size and etag:
        headers.update({"Range": "bytes={}-".format(part.size), "If-Range": etag})
    elif part.size:
        part.remove()
    try:
        with answer(config, "GET", url, None, headers, _WAIT_SECONDS) as response:
            total = _begins_at(response, part, size)
            length = response.getheader("Content-Length")
            whole = size if size is not None else (total + int(length) if length and length.isdigit() else None)
            _take(response, part, whole, progress)
    except (http.client.HTTPException, OSError) as error:
        if isinstance(error, OSError) and error.errno in (28, 122, 30, 5):  # no space, quota, read-only, failed disk
            raise NodeError(
                "The image could not be stored.", "{}: {}.".format(part.path, error.strerror), "Make room in /var/tmp."
            ) from None
        raise _PassingError(unreachable(url, error).why.rstrip(".")) from None
    if whole is not None and part.size < whole:
        raise _PassingError("the connection ended after {} of {} bytes".format(part.size, whole))


def download(
    config: Config,
    places: Places,
    image: Image,
    progress: Progress,
    note: Callable[[str], None],
    timing: Timing = _CLOCK,
) -> str:
    """The path of the image, whole and with the right SHA-256. Raises NodeError after 60 minutes without anything new, or at once for what cannot get better.

    @param progress called with the bytes that are there and, where known, their number in the end
    """
    if image.url is None or image.sha256 is None:
        raise ValueError("not an image to be downloaded")
    own_directory(places.downloads)
    part = _Part(part_path(places, image.sha256))
    _forget_others(places, part.path)
    begin, pause = timing.now(), 1.0
    while image.size is None or part.size != image.size:
        before = part.size
        try:
            _attempt(config, image.url, part, image.size, progress)
            break
        except _PassingError as problem:
            note("Download: {}".format(problem))
            if part.size > before:
                # It comes on, however slowly: neither the wait nor the patience is used up.
                begin, pause = timing.now(), 1.0
            else:
                pause = min(pause * 2, _MOST_PAUSE)
            if timing.now() - begin + pause > _MOST_SECONDS:
                raise NodeError(
                    "The image could not be downloaded: for 60 minutes nothing of it came.",
                    "The last attempt: {}.".format(problem),
                    "What has come is kept; the next upgrade goes on from there.",
                ) from None
            timing.wait(pause)
    if sha256_of(part.path) != image.sha256:
        part.remove()
        raise NodeError(
            "The image is damaged or another one.",
            "The SHA-256 of what was downloaded is not {}...".format(image.sha256[:16]),
            "Try again; if it stays so, look at the server or the mirror that has the image.",
        )
    return part.path


def _forget_others(places: Places, kept: str) -> None:
    """A node has room for one image: parts of others, of which nobody will ask again, go."""
    for name in os.listdir(places.downloads):
        path = os.path.join(places.downloads, name)
        if path not in (kept, kept + ".etag"):
            os.unlink(path)


def remove_download(places: Places, sha256: Optional[str]) -> None:
    """Removes what was downloaded, after it was installed."""
    if sha256 is not None:
        _Part(part_path(places, sha256)).remove()
