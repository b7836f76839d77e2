# SPDX-License-Identifier: GPL-2.0-or-later
# HTTP as the node speaks it: no redirect is followed, no proxy is used, answers are bounded, errors say what to do.
"""http.client and not urllib: that one follows redirects and takes proxies from the environment."""

import contextlib
import http.client
import json
import ssl
from typing import Any, Dict, Iterator, NamedTuple, Optional, Tuple
from urllib.parse import urlsplit

from .config import Config
from .errors import NodeError
from .plain import plain_line

MOST_ANSWER = 256 * 1024
Response = http.client.HTTPResponse


class RefusedError(NodeError):
    """A server answered, and not with success. `status` is its answer's."""

    def __init__(self, status: int, what: str, why: str, fix: str) -> None:
        super().__init__(what, why, fix)
        self.status = status


class Address(NamedTuple):
    """The parts of an http or https address."""

    secure: bool
    host: str
    port: Optional[int]
    target: str


def parse_address(url: str) -> Address:
    """The parts of an address. Raises NodeError when it is none that this node can ask."""
    fix = "Write an address that begins with http:// or https://."
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise NodeError(
            "This address cannot be used: {}".format(plain_line(url, 200)), "It has no valid port.", fix
        ) from None
    plain = all(33 <= ord(letter) < 127 for letter in url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username is not None or not plain:
        raise NodeError(
            "This address cannot be used: {}".format(plain_line(url, 200)), "It is no plain http or https address.", fix
        )
    target = (parts.path or "/") + ("?" + parts.query if parts.query else "")
    return Address(parts.scheme == "https", parts.hostname, port, target)


def _connection(config: Config, address: Address, seconds: float) -> http.client.HTTPConnection:
    if not address.secure:
        return http.client.HTTPConnection(address.host, address.port, timeout=seconds)
    try:
        context = ssl.create_default_context(cafile=config.ca)
    except (OSError, ssl.SSLError) as error:
        raise NodeError(
            "The certificate authority cannot be read.",
            "{}: {}".format(config.ca, error),
            'Mend "ca" in /etc/basewright/node.conf.',
        ) from None
    return http.client.HTTPSConnection(address.host, address.port, timeout=seconds, context=context)


def as_bytes(body: Dict[str, Any]) -> bytes:
    """As it is sent: the server bounds bytes, and escapes would make six of a letter."""
    return json.dumps(body, ensure_ascii=False).encode("utf-8")


def unreachable(url: str, error: BaseException) -> NodeError:
    """The error of a server that does not answer."""
    address = parse_address(url)
    where = "{}{}".format(address.host, ":{}".format(address.port) if address.port else "")
    return NodeError(
        "The server {} cannot be reached.".format(where),
        plain_line(str(error) or type(error).__name__, 200) + ".",
        "Look at the network between this node and that server, and at the server itself.",
    )


@contextlib.contextmanager
def answer(
    config: Config, method: str, url: str, body: Optional[bytes], headers: Dict[str, str], seconds: float
) -> Iterator[Response]:
    """The answer of a server, its body not yet read. OSError and HTTPException are the caller's. @param seconds for each wait"""
    address = parse_address(url)
    connection = _connection(config, address, seconds)
    try:
        connection.request(
            method, address.target, body, dict(headers, **{"User-Agent": "basewright-node", "Connection": "close"})
        )
        yield connection.getresponse()
    finally:
        connection.close()


def ask_json(config: Config, method: str, url: str, body: Optional[Dict[str, Any]], seconds: float) -> Dict[str, Any]:
    """An answer in JSON; the node's key goes with requests to the boot plane only. Raises NodeError."""
    headers = {"Accept": "application/json"}
    if config.key and url.startswith(config.url + "/node/"):
        headers["Authorization"] = "Bearer " + config.key
    data = None
    if body is not None:
        data = as_bytes(body)
        headers["Content-Type"] = "application/json"
    try:
        with answer(config, method, url, data, headers, seconds) as response:
            text = response.read(MOST_ANSWER + 1)
            status = response.status
    except (OSError, http.client.HTTPException) as error:
        raise unreachable(url, error) from None
    if status != 200:
        raise refused(url, status, "Authorization" in headers)
    try:
        found = json.loads(text[:MOST_ANSWER].decode("utf-8"))
    except (ValueError, RecursionError):
        # The second: thousands of brackets.
        found = None
    if not isinstance(found, dict):
        raise NodeError(
            "The answer of {} cannot be read.".format(url),
            "It is no JSON of the known form.",
            "See whether that address is Basewright's boot plane.",
        )
    return found


def refused(url: str, status: int, with_key: bool) -> RefusedError:
    """The error of an answer that is no success."""
    return RefusedError(status, *_reason(url, status, with_key))


def _reason(url: str, status: int, with_key: bool) -> Tuple[str, str, str]:
    what = "The server refused {}.".format(urlsplit(url).path)
    if status == 404 and with_key:
        return (
            what,
            "It does not know this node's key: it was revoked, or a newer one is in use.",
            "Make a key at the host's page in Basewright and put it into /etc/basewright/node.conf.",
        )
    if status == 429:
        return (what, "It was asked too often.", "Nothing: the node asks again at its next check-in.")
    if 300 <= status < 400:
        return (
            what,
            "It leads to another address, and redirects are not followed.",
            "Use the address that it leads to.",
        )
    return (what, "It answered with status {}.".format(status), "Look at that server's log.")
