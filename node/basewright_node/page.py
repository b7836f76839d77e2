# SPDX-License-Identifier: GPL-2.0-or-later
# The Cockpit page on a node: what its archive may hold, and which one Cockpit shows when the image brings one too.
"""The page lies below /etc, so that every layer has it; a link in /usr/local/share leads Cockpit there."""

import io
import os
import tarfile
import zlib
from typing import List, Tuple

from .errors import NodeError

COCKPIT = "/etc/basewright/cockpit"
COCKPIT_LINK = "/usr/local/share/cockpit/basewright"
COCKPIT_OF_IMAGE = "/usr/share/cockpit/basewright"
#: Of the Cockpit page, unpacked, in bytes and files: far more than it has.
MOST_BYTES = 32 * 1024 * 1024
MOST_FILES = 500


def _no_page(why: str) -> NodeError:
    return NodeError(
        "The Cockpit page was not put there.", why, "Download it again: <boot plane>/node/cockpit-basewright.tar.gz."
    )


def _unpacked(archive: bytes) -> bytes:
    """The tar in a .tar.gz, which must be whole: tarfile itself does not read to its end."""
    stream = zlib.decompressobj(wbits=31)
    content = stream.decompress(archive, MOST_BYTES)
    if stream.unconsumed_tail:
        raise _no_page("The archive is larger than the page is.")
    if not stream.eof:
        raise _no_page("The archive is cut off.")
    return content


def _members(archive: bytes) -> List[Tuple[str, bytes]]:
    found = []  # type: List[Tuple[str, bytes]]
    with tarfile.open(fileobj=io.BytesIO(_unpacked(archive)), mode="r:") as tar:
        for member in tar:
            name = os.path.normpath(member.name)
            if member.isdir():
                continue
            if not member.isfile() or os.path.isabs(name) or name.split("/")[0] == "..":
                raise _no_page("The archive holds {!r}, which is no plain file of it.".format(member.name[:100]))
            if len(found) >= MOST_FILES:
                raise _no_page("The archive holds more files than the page has.")
            content = tar.extractfile(member)
            found.append((name, b"" if content is None else content.read()))
    return found


def page_files(archive: bytes) -> List[Tuple[str, bytes]]:
    """Files of the Cockpit page, named relative to the folder that holds its manifest.json.

    Raises NodeError for an archive that is not the page's: a link, a name that leads out of it, or more than a page has.
    """
    try:
        found = _members(archive)
    except (tarfile.TarError, EOFError, OSError, zlib.error) as error:
        raise _no_page("The archive cannot be unpacked: {}.".format(error)) from error
    manifests = [name for name, _content in found if os.path.basename(name) == "manifest.json"]
    if not manifests:
        raise _no_page("The archive holds no manifest.json.")
    base = os.path.dirname(min(manifests, key=len))
    prefix = base + "/" if base else ""
    return [(name[len(prefix) :], content) for name, content in found if name.startswith(prefix)]


def prefer_page_of_image(root: str = "/") -> bool:
    """Takes the link to the page below /etc away where the image brings one, which is as new as its tools. Returns whether it did.

    Cockpit takes the one below /usr/local first, and tmpfiles.d makes the link at every boot: to be called after that.
    """
    base = root.rstrip("/")
    link = base + COCKPIT_LINK
    if not os.path.exists(base + COCKPIT_OF_IMAGE + "/manifest.json"):
        return False
    if not os.path.islink(link) or os.readlink(link) != COCKPIT:
        return False
    os.unlink(link)
    return True
