# SPDX-License-Identifier: GPL-2.0-or-later
# HTTPS with a certificate authority of one's own, proxies that are not used, and the command for people who are not root.
import ssl
import subprocess
import sys
from pathlib import Path
from typing import Iterator

import pytest

from basewright_node.errors import NodeError
from basewright_node.wire import ask_json, parse_address
from conftest import KEY, NODE, Stand
from server import BootPlane


@pytest.fixture
def secure(plane: BootPlane, tmp_path: Path) -> Iterator[BootPlane]:
    """A boot plane with a certificate that only its own authority vouches for."""
    certificate, key = tmp_path / "certificate.pem", tmp_path / "key.pem"
    words = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]
    words += [
        "-subj",
        "/CN=localhost",
        "-addext",
        "subjectAltName=IP:127.0.0.1",
        "-keyout",
        str(key),
        "-out",
        str(certificate),
    ]
    subprocess.run(words, check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    plane.secure(context)
    return plane


def test_a_certificate_of_ones_own_authority(stand: Stand, secure: BootPlane, tmp_path: Path) -> None:
    stand.conf(url=secure.url, host="node1", key=KEY, ca=tmp_path / "certificate.pem")
    ran = stand.run("check-in")
    assert ran.code == 0, ran.err
    assert len(secure.check_ins) == 1


def test_a_certificate_of_nobody_gets_nothing(stand: Stand, secure: BootPlane, tmp_path: Path) -> None:
    stand.conf(url=secure.url, host="node1", key=KEY)
    ran = stand.run("check-in")
    assert (ran.code, "certificate verify failed" in ran.err) == (1, True)
    stand.conf(url=secure.url, host="node1", key=KEY, ca=tmp_path / "none.pem")
    assert 'Mend "ca" in' in stand.run("check-in").err
    assert (secure.check_ins, secure.keys) == ([], [])


def test_no_proxy_is_used(joined: Stand, plane: BootPlane) -> None:
    joined.environment.update(
        http_proxy="http://127.0.0.1:1", HTTP_PROXY="http://127.0.0.1:1", all_proxy="http://127.0.0.1:1"
    )
    assert joined.run("check-in").code == 0


def test_the_key_is_not_sent_elsewhere(joined: Stand, plane: BootPlane) -> None:
    config = joined.node().config
    ask_json(config, "POST", plane.url + "/other/place", {}, 5)
    ask_json(config._replace(url="http://127.0.0.1:1"), "POST", plane.url + "/node/check-in", {}, 5)
    assert plane.keys == [None, None]


@pytest.mark.parametrize(
    "url",
    ["", "x", "http://", "ftp://a/", "http://a:b/", "http://u@a/", "http://a/\r\nHost: b", "http://ä/", "javascript:1"],
)
def test_addresses(url: str) -> None:
    with pytest.raises(NodeError):
        parse_address(url)


def test_who_is_not_root_is_told_so() -> None:
    command = [
        sys.executable,
        "-c",
        "import os, sys; os.geteuid() or os.setuid(65534); sys.path.insert(0, sys.argv.pop(1)); from basewright_node.cli import main; sys.exit(main(sys.argv[1:]))",
    ]
    for words, code in (
        (["status", "--json"], 1),
        (["upgrade"], 2),
        (["rollback"], 2),
        (["remove", "x"], 2),
        (["check-in"], 2),
        (["health"], 2),
    ):
        done = subprocess.run(
            [*command, str(NODE), *words], capture_output=True, text=True, check=False, env={"PATH": "/usr/bin:/bin"}
        )
        assert (done.returncode, "sudo" in done.stderr, "Traceback" in done.stderr) == (code, True, False), (
            words,
            done.stderr,
        )
