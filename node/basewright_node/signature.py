# SPDX-License-Identifier: GPL-2.0-or-later
# Verifies the signature of an image with the keys that an administrator put into /etc/basewright/keys.
"""With a key there, an image without a signature, or with one of nobody known, is refused. Without keys the SHA-256 alone is believed.

`*.pub` are minisign's, verified by OpenSSL 3 or newer, or by minisign itself; `*.asc` are OpenPGP's, verified by gpgv.
The old form of minisign is refused as the server refuses it: it needs the whole image in memory.
"""

import base64
import binascii
import hashlib
import os
import shutil
import tempfile
from typing import List, NamedTuple, Optional

from .errors import NodeError
from .places import Places
from .programs import run

_BLOCK = 1024 * 1024
# The head of a public key of Ed25519 in DER (RFC 8410), before its 32 bytes.
_SPKI = bytes.fromhex("302a300506032b6570032100")


class MinisignKey(NamedTuple):
    """A public key of minisign: its id and its 32 bytes."""

    id: bytes
    key: bytes


class MinisignSignature(NamedTuple):
    """A signature of minisign, prehashed: over the BLAKE2b of the file; `whole` over itself and the trusted comment."""

    id: bytes
    signature: bytes
    comment: bytes
    whole: bytes


def _refused(
    why: str, fix: str = "Take an image that is signed with a key in /etc/basewright/keys, or add the signer's key."
) -> NodeError:
    return NodeError("The signature of the image was not accepted.", why, fix)


def _bytes(line: str, length: int) -> Optional[bytes]:
    try:
        data = base64.b64decode(line.strip(), validate=True)
    except (binascii.Error, ValueError):
        return None
    return data if len(data) == length else None


def parse_minisign_key(text: str) -> Optional[MinisignKey]:
    """The key in a .pub file, None when it is none. Source: minisign's documentation, "Public key format"."""
    lines = [line for line in text.strip().splitlines() if not line.startswith("untrusted comment:")]
    data = _bytes(lines[0], 42) if len(lines) == 1 else None
    return MinisignKey(data[2:10], data[10:]) if data and data[:2] == b"Ed" else None


def parse_minisign_signature(text: str) -> MinisignSignature:
    """The signature in a .minisig text. Raises NodeError."""
    lines = text.strip().splitlines()
    if len(lines) < 4 or not lines[2].startswith("trusted comment: "):
        raise _refused("It is no whole signature of minisign.")
    data, whole = _bytes(lines[1], 74), _bytes(lines[3], 64)
    if data is None or whole is None:
        raise _refused("It is no whole signature of minisign.")
    if data[:2] != b"ED":
        raise _refused(
            "It has minisign's old form.", "Sign the image again with minisign 0.10 or newer, or with its option -H."
        )
    return MinisignSignature(data[2:10], data[10:], lines[2][len("trusted comment: ") :].encode("utf-8"), whole)


def _openssl(directory: str, key: MinisignKey, message: bytes, signature: bytes) -> bool:
    files = {"key.der": _SPKI + key.key, "message": message, "signature": signature}
    for name, content in files.items():
        with open(os.path.join(directory, name), "wb") as stream:
            stream.write(content)
    at = {name: os.path.join(directory, name) for name in files}
    argv = ["openssl", "pkeyutl", "-verify", "-pubin", "-keyform", "DER", "-inkey", at["key.der"], "-rawin"]
    ended = run([*argv, "-in", at["message"], "-sigfile", at["signature"]], 60)
    if ended.code == 127 or "nrecognized" in ended.errors or "nknown option" in ended.errors:
        raise _refused(
            "This node cannot verify it: OpenSSL 3 or newer is needed for keys of minisign.",
            "Put OpenSSL 3 or minisign into the image, or sign with OpenPGP.",
        )
    return ended.code == 0


def _by_minisign(directory: str, path: str, text: str, key: MinisignKey) -> bool:
    with open(os.path.join(directory, "signature"), "w", encoding="utf-8") as stream:
        stream.write(text)
    encoded = base64.b64encode(b"Ed" + key.id + key.key).decode("ascii")
    return run(["minisign", "-V", "-q", "-m", path, "-x", stream.name, "-P", encoded], 1800).code == 0


def _verify_minisign(path: str, text: str, keys: List[MinisignKey]) -> None:
    signature = parse_minisign_signature(text)
    known = [key for key in keys if key.id == signature.id]
    if not known:
        raise _refused("It was made with a key that is not in /etc/basewright/keys.")
    with tempfile.TemporaryDirectory() as directory:
        if shutil.which("minisign"):
            good = any(_by_minisign(directory, path, text, key) for key in known)
        else:
            digest = hashlib.blake2b()
            with open(path, "rb") as stream:
                for block in iter(lambda: stream.read(_BLOCK), b""):
                    digest.update(block)
            good = any(
                _openssl(directory, key, digest.digest(), signature.signature)
                and _openssl(directory, key, signature.signature + signature.comment, signature.whole)
                for key in known
            )
    if not good:
        raise _refused("It does not fit the image: one of the two was changed.")


def dearmored(text: str) -> Optional[bytes]:
    """The bytes of an armored OpenPGP key, None when it is none. Source: RFC 9580, 6.2; gpgv reads no armored key."""
    lines = [line.strip() for line in text.strip().splitlines()]
    if (
        not lines
        or lines[0] != "-----BEGIN PGP PUBLIC KEY BLOCK-----"
        or lines[-1] != "-----END PGP PUBLIC KEY BLOCK-----"
        or "" not in lines
    ):
        return None
    body = lines[lines.index("") + 1 : -1]
    if body and body[-1].startswith("="):
        body.pop()
    try:
        return base64.b64decode("".join(body), validate=True)
    except (binascii.Error, ValueError):
        return None


def _verify_openpgp(path: str, text: str, keys: List[bytes]) -> None:
    with tempfile.TemporaryDirectory() as directory:
        keyring, signature = os.path.join(directory, "keyring.gpg"), os.path.join(directory, "signature.asc")
        with open(keyring, "wb") as stream:
            stream.write(b"".join(keys))
        with open(signature, "w", encoding="utf-8") as out:
            out.write(text)
        argv = ["gpgv", "--homedir", directory, "--keyring", keyring, "--status-fd", "1", signature, path]
        ended = run(argv, 1800)
    if ended.code == 127:
        raise _refused("This node cannot verify it: there is no gpgv.", "Put the package gnupg2 into the image.")
    if ended.code != 0 or "[GNUPG:] VALIDSIG " not in ended.output:
        raise _refused("gpgv says: {}".format(ended.words))


def _keys(places: Places, ending: str) -> List[str]:
    found = []
    for name in sorted(os.listdir(places.keys)):
        if name.endswith(ending):
            with open(os.path.join(places.keys, name), encoding="utf-8", errors="replace") as stream:
                found.append(stream.read(65536))
    return found


def has_keys(places: Places) -> bool:
    """Whether an administrator wants signatures: any key, readable or not, makes them needed."""
    return os.path.isdir(places.keys) and bool(_keys(places, ".pub") or _keys(places, ".asc"))


def verify(places: Places, path: str, signature: Optional[str]) -> Optional[str]:
    """Verifies the image at `path`. Returns in words what was verified, None when no key is there. Raises NodeError."""
    if not has_keys(places):
        return None
    if not signature:
        raise _refused("The image has no signature, and this node has keys, so it takes only signed ones.")
    if signature.startswith("-----BEGIN PGP SIGNATURE-----"):
        keys = [key for key in (dearmored(text) for text in _keys(places, ".asc")) if key]
        _verify_openpgp(path, signature, keys)
    else:
        _verify_minisign(
            path, signature, [key for key in (parse_minisign_key(text) for text in _keys(places, ".pub")) if key]
        )
    return "The signature is of a key in {}.".format(places.keys)
