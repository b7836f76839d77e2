# SPDX-License-Identifier: GPL-2.0-or-later
# An upgrade from its source to the new boot default, and the end of any operation.
"""Nothing on the node changes before the image is here, whole, signed where that is wanted, and found fit."""

import os
import signal
from typing import Callable, List, NamedTuple, Optional

from . import boot_count, imgbase, lvm, manifest, preflight, signature
from .cut_off import recover
from .download import download, part_path, remove_download, sha256_of
from .errors import NodeError, NothingToDoError, UseError
from .image import ImageFacts, look
from .install_image import install_image
from .manifest import Image
from .names import base_of
from .node import Node
from .operation import Operation
from .preflight import Finding
from .remove import remove
from .rollback import reboot_or_wait
from .state import Pending


class Allowed(NamedTuple):
    """What a person has allowed expressly."""

    pinned: bool = False
    older: bool = False


def source_of(
    node: Node, channel: Optional[str], path: Optional[str], url: Optional[str], sha256: Optional[str]
) -> Callable[[], Image]:
    """What gives the image that these words mean, when it is called. Raises UseError for words that mean none."""
    if sha256 is not None and path is None and url is None:
        raise UseError(
            "--sha256 goes with --file or --url.", "A channel's manifest has the hash of its image.", "Leave it out."
        )
    if path is not None:
        image = manifest.of_file(path, sha256)
        return lambda: image
    if url is not None:
        image = manifest.of_address(url, sha256)
        return lambda: image
    return lambda: _of_channel(node, channel)


def _of_channel(node: Node, channel: Optional[str]) -> Image:
    image = manifest.of_channel(node.config, channel)
    if channel is None or channel == node.config.channel:
        with node.state.change() as record:
            record.channel_nvr = image.nvr
    return image


def _not_pinned(node: Node, allowed: Allowed) -> None:
    pinned = node.state.read().pinned
    if pinned is not None and not allowed.pinned:
        raise NodeError(
            "This node is pinned.", "Reason: {}".format(pinned), "Unpin it in Basewright, or add --even-pinned."
        )


def _nothing_to_do(nvr: Optional[str], current: str) -> None:
    if nvr is not None and nvr == base_of(current):
        raise NothingToDoError("This node runs {} already.".format(nvr), "", "")


def _before(node: Node, image: Image, current: str, allowed: Allowed) -> List[Finding]:
    there = 0
    if image.sha256 is not None and image.path is None:
        path = part_path(node.places, image.sha256)
        there = os.path.getsize(path) if os.path.exists(path) else 0
    findings = []
    if image.nvr is not None:
        findings += preflight.check_names(image.nvr, base_of(current) or "", allowed.older)
        findings.append(preflight.check_there(image.nvr, lvm.volumes(), node.state.read().good))
    return findings + preflight.before_download(node, current, image.size, there, image.path is not None)


def plan(node: Node, image: Image, allowed: Allowed) -> List[Finding]:
    """What an upgrade would find before it downloads; changes nothing. Raises NodeError where there is no layout."""
    imgbase.layout()
    current = imgbase.current_layer()
    _not_pinned(node, allowed)
    _nothing_to_do(image.nvr, current)
    return _before(node, image, current, allowed)


def _fetch(operation: Operation, image: Image) -> str:
    node = operation.node
    if image.path is not None:
        operation.step("verify", "Verifying {}.".format(image.path))
        if image.sha256 is not None and sha256_of(image.path) != image.sha256:
            raise NodeError(
                "The file is not the image that was meant.",
                "Its SHA-256 is another one.",
                "Compare it with: sha256sum " + image.path,
            )
        return image.path

    def progress(there: int, size: Optional[int]) -> None:
        permille = min(999, there * 1000 // size) if size else None
        of = " of {}".format(preflight.gib(size)) if size else ""
        if permille is None or permille != shown[0]:
            shown[0] = permille if permille is not None else -1
            operation.step("download", "Downloading: {}{}.".format(preflight.gib(there), of), permille)

    shown = [-1]
    operation.step("download", "Downloading {}.".format(image.url), 0)
    path = download(node.config, node.places, image, progress, operation.note)
    operation.step("download", "The image is here.", 1000)
    operation.step("verify", "The SHA-256 is right.")
    return path


def _look(operation: Operation, image: Image, path: str, current: str, allowed: Allowed) -> ImageFacts:
    """What the image says of itself has to fit the node and what was said of it."""
    node = operation.node
    facts = look(node.places, path)
    if image.nvr is not None and facts.nvr != image.nvr:
        raise NodeError(
            "The image is not the one that was promised.",
            "It calls itself {!r}, its channel calls it {}.".format(facts.nvr[:80], image.nvr),
            "Build it with the right NVR (without a line feed at its end), or mend what the catalogue says of it.",
        )
    _nothing_to_do(facts.nvr, current)
    found = lvm.of_layout(lvm.volumes())
    findings = preflight.check_names(facts.nvr, base_of(current) or "", allowed.older)
    findings += preflight.check_pool(lvm.pool_of(found, current), None, facts)
    findings.append(preflight.check_there(facts.nvr, found, node.state.read().good))
    findings.append(preflight.check_product(facts.product, "the image"))
    preflight.refuse(findings)
    return facts


def _arm(operation: Operation, layer: str, current: str) -> int:
    """Boots that the boot loader may take; 0 where it cannot count, which is no reason not to upgrade: the health check still goes back."""
    node = operation.node
    try:
        counting = boot_count.arm(node.places, layer, current, node.config.tries)
    except NodeError as error:
        operation.note("Boots are not counted: " + error.sentence)
        return 0
    operation.note("Boot counting: {}. {}".format(counting.kind, counting.why))
    return 0 if counting.kind == "none" else node.config.tries


def upgrade(operation: Operation, image: Image, allowed: Allowed, wanted: str) -> str:
    """Installs an image beside what runs. @param wanted when to reboot: now, window, never

    Returns what was done, in words. Raises NodeError; nothing half-made is left then, or the error says what is.
    """
    node = operation.node
    imgbase.layout()
    current = imgbase.current_layer()
    operation.layer, operation.nvr = current, image.nvr
    _not_pinned(node, allowed)
    _nothing_to_do(image.nvr, current)
    operation.step("begun", "Upgrading from {}{}.".format(current, " to " + image.nvr if image.nvr else ""))
    operation.step("preflight", "Looking at what the upgrade needs.")
    findings = _before(node, image, current, allowed)
    for finding in findings:
        operation.note("{} {}".format("ok " if finding.ok else "NOT", finding.sentence))
    preflight.refuse(findings)
    path = _fetch(operation, image)
    verified = signature.verify(node.places, path, image.signature)
    operation.note(verified or "No key is in {}, so no signature was looked at.".format(node.places.keys))
    facts = _look(operation, image, path, current, allowed)
    operation.nvr = facts.nvr
    if lvm.named(lvm.of_layout(lvm.volumes()), facts.nvr) is not None:
        # Of a try before that was not healthy (preflight's "there"): imgbase would die on its volumes.
        operation.note(remove(node, operation, facts.nvr))
    operation.step("install", "Installing {}. This takes some minutes.".format(facts.nvr))
    layer = install_image(operation, path, facts.nvr, wanted)
    tries = _arm(operation, layer, current)
    with node.state.change() as record:
        record.pending = Pending(
            operation.id,
            "upgrade",
            facts.nvr,
            layer,
            current,
            node.clock(),
            tries,
            operation.wish,
            wanted,
            node.boot_id(),
        )
        record.begun = None
    remove_download(node.places, image.sha256 if image.path is None else None)
    operation.end("installed", "{} is installed; the next boot starts it.".format(layer))
    return "{} is installed. {}".format(layer, reboot_or_wait(operation, wanted))


def _tell_if_done(operation: Operation) -> None:
    """Raises KeyboardInterrupt again when the stop came after the operation's work: then it did not fail, and the next boot decides."""
    record = operation.node.state.read()
    if record.pending is None or record.pending.operation != operation.id:
        return
    message = "The next boot starts {}.".format(record.pending.layer)
    if record.last is None or record.last.operation != operation.id:
        operation.end("installed", message)
    operation.result("done", message)
    raise KeyboardInterrupt


def carry_out(operation: Operation, act: Callable[[], str]) -> None:
    """Runs an operation to its end, of whatever kind it is, after what an earlier one left, and tells the end. Raises the NodeError that it ended with.

    Stopped (SIGTERM, Ctrl-C), it cleans up what it had begun before it goes.
    """
    try:
        recover(operation.node, operation.id)
        operation.result("done", act())
    except NodeError as error:
        operation.fail(error)
        raise
    except OSError as error:
        problem = NodeError("The operation stopped.", "{}.".format(error), "See the log {}.".format(operation.log))
        operation.fail(problem)
        raise problem from error
    except KeyboardInterrupt:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, signal.SIG_IGN)
        cleaned = recover(operation.node, operation.id)
        _tell_if_done(operation)
        problem = NodeError(
            "The operation was stopped.", cleaned or "Nothing had changed yet.", "Begin it again when you like."
        )
        operation.fail(problem)
        raise problem from None
