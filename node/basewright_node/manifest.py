# SPDX-License-Identifier: GPL-2.0-or-later
# Where an image comes from: a channel's manifest, a file, an address, or the boot plane's wish; all become one `Image`.
"""The manifest is the document that the boot plane serves at /channels/<id>.json (server/channels/manifest.ts)."""

import os
import re
from typing import Any, Dict, NamedTuple, Optional

from .config import Config
from .errors import NodeError, UseError
from .names import parse_nvr
from .plain import plain_line
from .wire import ask_json, parse_address

SHA256 = re.compile(r"^[0-9a-f]{64}$")
MOST_SIGNATURE = 64 * 1024
# No image is larger: 64 GiB.
_MOST_SIZE = 1 << 36


class Image(NamedTuple):
    """An image to upgrade to. `nvr`, `size` (bytes), `sha256` and `signature` are None where the source does not say them."""

    nvr: Optional[str]
    url: Optional[str]
    path: Optional[str]
    sha256: Optional[str]
    size: Optional[int]
    signature: Optional[str]


def _wrong(where: str, why: str) -> NodeError:
    return NodeError(
        "The description of the image cannot be used.",
        "{}: {}".format(where, why),
        "See the channel in Basewright; if it looks right there, the server and this node are of different versions.",
    )


def image_of(data: Dict[str, Any], where: str) -> Image:
    """The image in a manifest or a wish, everything in it checked. @param where named by errors. Raises NodeError."""
    nvr, url, sha256, size, signature = (data.get(key) for key in ("nvr", "url", "sha256", "size", "signature"))
    if nvr is not None and (not isinstance(nvr, str) or parse_nvr(nvr) is None):
        raise _wrong(where, "{} is no name-version-release.".format(plain_line(str(nvr), 80)))
    if not isinstance(url, str):
        raise _wrong(where, "it has no address.")
    parse_address(url)
    if not isinstance(sha256, str) or not SHA256.match(sha256):
        raise _wrong(where, "it has no SHA-256.")
    if not isinstance(size, int) or isinstance(size, bool) or not 0 < size < _MOST_SIZE:
        raise _wrong(where, "its size is no number of bytes.")
    if signature is not None and (not isinstance(signature, str) or len(signature) > MOST_SIGNATURE):
        raise _wrong(where, "its signature is no text.")
    return Image(nvr, url, None, sha256, size, signature)


def of_channel(config: Config, channel: Optional[str]) -> Image:
    """What a channel has now. Raises NodeError, UseError when no channel is known."""
    name = channel or config.channel
    if not name or not config.url:
        raise UseError(
            "It is not said which image to take.",
            'There is no "{}" in node.conf.'.format("url" if name else "channel"),
            "Name a channel with --channel, or an image with --file or --url and --sha256.",
        )
    if not re.match(r"^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$", name):
        raise UseError(
            '"{}" is no channel.'.format(name[:80]),
            "An id has lower-case letters, digits and dashes.",
            "Copy it from Basewright.",
        )
    url = "{}/channels/{}.json".format(config.url, name)
    data = ask_json(config, "GET", url, None, 30)
    if data.get("format") != 1:
        raise _wrong(url, "its format is not 1.")
    return image_of(data, url)


def _signature_beside(path: str) -> Optional[str]:
    for ending in (".minisig", ".asc", ".sig"):
        if os.path.exists(path + ending):
            with open(path + ending, encoding="utf-8", errors="replace") as stream:
                return stream.read(MOST_SIGNATURE)
    return None


def of_file(path: str, sha256: Optional[str]) -> Image:
    """An image on this node; a signature may lie beside it as .minisig, .asc or .sig. Raises UseError."""
    full = os.path.abspath(path)
    if not os.path.isfile(full):
        raise UseError("There is no file {}.".format(path), "", "Give the path of an image.")
    return Image(None, None, full, _hash(sha256), os.path.getsize(full), _signature_beside(full))


def of_address(url: str, sha256: Optional[str]) -> Image:
    """An image on a server. Raises UseError."""
    if sha256 is None:
        raise UseError(
            "An address needs --sha256.", "Without it nobody could tell whether the image is the right one.", "Add it."
        )
    parse_address(url)
    return Image(None, url, None, _hash(sha256), None, None)


def _hash(sha256: Optional[str]) -> Optional[str]:
    if sha256 is not None and not SHA256.match(sha256.lower()):
        raise UseError(
            "This is no SHA-256: {}".format(sha256[:80]),
            "It has 64 hexadecimal digits.",
            "Copy it with: sha256sum FILE",
        )
    return sha256.lower() if sha256 else None
