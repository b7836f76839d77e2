# SPDX-License-Identifier: GPL-2.0-or-later
# Signatures of the real minisign and gpg, verified by the node with OpenSSL, minisign and gpgv.
import shutil
import subprocess
from pathlib import Path
from typing import Callable

import pytest

from basewright_node import signature
from basewright_node.errors import NodeError
from basewright_node.places import Places


def call(*argv: object, **how: object) -> str:
    """The output of a program that has to succeed."""
    words = [str(word) for word in argv]
    return subprocess.run(words, check=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **how).stdout  # type: ignore[call-overload,no-any-return]


class Signed:
    """An image, its signature, and a node with keys."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.places = Places(str(directory))
        self.image = directory / "image"
        self.image.write_bytes(b"image" * 1000)
        Path(self.places.keys).mkdir(parents=True)

    def minisign(self, name: str = "one", *more: str) -> str:
        """The signature of a new key, whose public half is given to the node."""
        public, secret = Path(self.places.keys) / f"{name}.pub", self.directory / name
        call("minisign", "-G", "-W", "-f", "-p", public, "-s", secret)
        call(
            "minisign",
            "-S",
            *more,
            "-s",
            secret,
            "-m",
            self.image,
            "-x",
            self.directory / "signature",
            "-t",
            "for nodes",
        )
        return (self.directory / "signature").read_text()

    def gpg(self) -> str:
        """The same of gpg."""
        home = self.directory / "gpg"
        home.mkdir(mode=0o700)
        gpg = ["gpg", "--homedir", home, "--batch", "--pinentry-mode", "loopback", "--passphrase", ""]
        call(*gpg, "--quick-generate-key", "signer@example.com", "ed25519", "sign", "never")
        call(*gpg, "--armor", "--output", Path(self.places.keys) / "gpg.asc", "--export")
        call(*gpg, "--armor", "--output", self.directory / "signature.asc", "--detach-sign", self.image)
        call("gpgconf", "--homedir", home, "--kill", "all")
        return (self.directory / "signature.asc").read_text()

    def verify(self, text: "str | None") -> "str | None":
        """What the node says."""
        return signature.verify(self.places, str(self.image), text)


@pytest.fixture
def signed(tmp_path: Path) -> Signed:
    """A node with a directory for keys."""
    return Signed(tmp_path)


@pytest.fixture(params=["openssl", "minisign"])
def by(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """The program that verifies minisign's signatures; a node rarely has minisign itself."""
    if request.param == "openssl":
        real = shutil.which
        monkeypatch.setattr(shutil, "which", lambda name: None if name == "minisign" else real(name))
    return str(request.param)


def test_no_keys_no_signature(signed: Signed) -> None:
    assert signed.verify(None) is None
    shutil.rmtree(signed.places.keys)
    assert signed.verify("anything") is None


def test_minisign(signed: Signed, by: str) -> None:
    assert "The signature is of a key" in (signed.verify(signed.minisign()) or "")


def test_one_of_several_keys(signed: Signed, by: str) -> None:
    text = signed.minisign()
    (signed.directory / "other").mkdir()
    call(
        "minisign", "-G", "-W", "-f", "-p", Path(signed.places.keys) / "a.pub", "-s", signed.directory / "other" / "key"
    )
    assert signed.verify(text)


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("trusted comment: for nodes", "trusted comment: for all"),
        lambda text: "\n".join(text.splitlines()[:3]),
        lambda text: text.replace("trusted comment: ", "comment: "),
        lambda text: "hello",
    ],
)
def test_a_changed_signature(signed: Signed, by: str, change: Callable[[str], str]) -> None:
    with pytest.raises(NodeError, match="signature"):
        signed.verify(change(signed.minisign()))


def test_a_changed_image(signed: Signed, by: str) -> None:
    text = signed.minisign()
    signed.image.write_bytes(b"Image" * 1000)
    with pytest.raises(NodeError) as caught:
        signed.verify(text)
    assert "was changed" in caught.value.why


def test_a_key_of_nobody(signed: Signed, by: str) -> None:
    text = signed.minisign()
    signed.minisign("two")
    (Path(signed.places.keys) / "one.pub").unlink()
    with pytest.raises(NodeError) as caught:
        signed.verify(text)
    assert "not in /etc/basewright/keys" in caught.value.why


def test_unsigned_where_keys_are(signed: Signed) -> None:
    signed.minisign()
    for text in (None, ""):
        with pytest.raises(NodeError) as caught:
            signed.verify(text)
        assert "has no signature" in caught.value.why


def test_a_damaged_key_makes_signatures_needed_too(signed: Signed) -> None:
    (Path(signed.places.keys) / "damaged.pub").write_text("x")
    with pytest.raises(NodeError):
        signed.verify(None)


def test_the_old_form_of_minisign(signed: Signed) -> None:
    with pytest.raises(NodeError) as caught:
        signed.verify(signed.minisign("one", "-l"))
    assert "old form" in caught.value.why


def test_openssl_that_is_too_old(signed: Signed, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    text = signed.minisign()
    program = tmp_path / "bin" / "openssl"
    program.parent.mkdir()
    # What OpenSSL 1.1.1 says.
    program.write_text("#!/bin/sh\necho 'pkeyutl: Unrecognized flag rawin' >&2\nexit 1\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(program.parent))
    with pytest.raises(NodeError) as caught:
        signed.verify(text)
    assert "OpenSSL 3" in caught.value.why


def test_gpg(signed: Signed) -> None:
    text = signed.gpg()
    assert signed.verify(text)
    signed.image.write_bytes(b"other")
    with pytest.raises(NodeError) as caught:
        signed.verify(text)
    assert "gpgv says" in caught.value.why


def test_gpg_of_nobody(signed: Signed) -> None:
    text = signed.gpg()
    (Path(signed.places.keys) / "gpg.asc").unlink()
    signed.minisign()
    with pytest.raises(NodeError):
        signed.verify(text)
