# SPDX-License-Identifier: GPL-2.0-or-later
# The command line: words to functions, errors to exit codes and sentences.
"""Exit codes: 0 done, 1 failed, 2 wrong use or configuration, 3 nothing to do."""

import argparse
import json
import os
import signal
import sys
from typing import Callable, Dict, List, Optional

from . import __version__, check_in, cut_off, difference, health, install, page, remove, rollback, status, upgrade
from .errors import NodeError, UseError
from .files import only_operation
from .node import Node, is_root, say, this_node
from .operation import Operation

Words = argparse.Namespace
_LAYER = "a layer, as status names it"


def _source(parser: argparse.ArgumentParser) -> None:
    source = parser.add_mutually_exclusive_group()
    source.add_argument("--channel", metavar="ID", help="a channel of Basewright; usually the one in node.conf")
    source.add_argument("--file", metavar="PATH", help="an image on this node")
    source.add_argument("--url", metavar="URL", help="an image on a server; needs --sha256")
    parser.add_argument("--sha256", metavar="HEX", help="what the image's SHA-256 must be")
    parser.add_argument("--even-pinned", action="store_true", help="also when the boot plane has pinned this node")
    parser.add_argument("--allow-downgrade", action="store_true", help="also to an older version")


def _reboot(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--reboot", action="store_true", help="reboot when it is done; without it nothing reboots")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="basewright-node", description="Upgrades this node and takes it back when that fails."
    )
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    texts = {
        "status": "layers, pool, health, and what was done last",
        "upgrade": "install a newer image beside the running one",
        "plan": "say whether an upgrade could be done; changes nothing",
        "rollback": "boot an older layer next time",
        "remove": "remove an old base with its layers",
        "difference": "packages and files of /etc that differ between two layers",
        "health": "judge the booted layer; run after each boot",
        "check-in": "tell the boot plane how this node is, and do what it wants",
        "install": "put these tools, their units and the Cockpit page onto this node",
    }
    made = {
        name: commands.add_parser(name, help=text, description=text.capitalize() + ".") for name, text in texts.items()
    }
    for name in texts:
        made[name].add_argument("--json", action="store_true", help="for programs")
    for name in ("upgrade", "plan"):
        _source(made[name])
    for name in ("upgrade", "rollback"):
        _reboot(made[name])
    made["rollback"].add_argument("--to", metavar="LAYER", help=_LAYER + "; usually the one before the booted one")
    made["remove"].add_argument("base", metavar="BASE", help="a base, as status names it")
    made["difference"].add_argument("older", metavar="LAYER_A", help=_LAYER)
    made["difference"].add_argument("newer", metavar="LAYER_B", help=_LAYER)
    made["install"].add_argument("--root", default="/", help="where the node's file system is")
    made["install"].add_argument("--page", metavar="FILE", help="the Cockpit page as .tar.gz")
    return parser


def _need_root(what: str) -> None:
    if not is_root():
        raise UseError("This needs root.", "Only root may {}.".format(what), "Run it with sudo.")


def _operate(node: Node, kind: str, words: Words, act: Callable[[Operation], str]) -> int:
    """Runs an operation under the one lock, and gives its end to whoever asked."""
    _need_root("change the layers of this node")
    node.need_config()
    with only_operation(node.places.lock, kind):
        operation = Operation(node, kind, words.json)
        upgrade.carry_out(operation, lambda: act(operation))
    return 0


def _status(node: Node, words: Words) -> int:
    found = status.status_of(node)
    for line in [json.dumps(found)] if words.json else status.as_text(found):
        say(line)
    return 0


def _wanted(words: Words) -> str:
    return "now" if words.reboot else "never"


def _upgrade(node: Node, words: Words) -> int:
    source = upgrade.source_of(node, words.channel, words.file, words.url, words.sha256)
    allowed = upgrade.Allowed(words.even_pinned, words.allow_downgrade)
    return _operate(
        node, "upgrade", words, lambda operation: upgrade.upgrade(operation, source(), allowed, _wanted(words))
    )


def _plan(node: Node, words: Words) -> int:
    _need_root("look at the volumes of this node")
    node.need_config()
    source = upgrade.source_of(node, words.channel, words.file, words.url, words.sha256)
    findings = upgrade.plan(node, source(), upgrade.Allowed(words.even_pinned, words.allow_downgrade))
    for finding in findings:
        say(
            json.dumps(finding._asdict())
            if words.json
            else "{} {}".format("ok  " if finding.ok else "NOT ", finding.sentence)
        )
    return 0 if all(finding.ok for finding in findings) else 1


def _rollback(node: Node, words: Words) -> int:
    return _operate(
        node, "rollback", words, lambda operation: rollback.rollback(node, operation, words.to, _wanted(words))
    )


def _remove(node: Node, words: Words) -> int:
    return _operate(node, "remove", words, lambda operation: remove.remove(node, operation, words.base))


def _difference(node: Node, words: Words) -> int:
    _need_root("mount layers")
    found = difference.difference(node, words.older, words.newer)
    for line in [json.dumps(found)] if words.json else difference.as_text(found):
        say(line)
    return 0


def _health(node: Node, words: Words) -> int:
    _need_root("judge the layer")
    # An upgrade that the power cut off at its very end has booted: then this is the layer to be judged.
    recovered = cut_off.recover_if_free(node)
    if recovered:
        sys.stderr.write(recovered + "\n")
    if page.prefer_page_of_image(node.places.root or "/"):
        sys.stderr.write("The image brings the Cockpit page, so the one below /etc is not used.\n")
    return health.run(node, words.json)


def _check_in(node: Node, words: Words) -> int:
    _need_root("check in")
    node.need_config()
    return check_in.run(node, words.json)


def _install(node: Node, words: Words) -> int:
    del node
    _need_root("put these tools onto a node")
    for line in install.install(words.root, install.own_archive(), words.page):
        say(line)
    return 0


_COMMANDS: Dict[str, Callable[[Node, Words], int]] = {
    "status": _status,
    "upgrade": _upgrade,
    "plan": _plan,
    "rollback": _rollback,
    "remove": _remove,
    "difference": _difference,
    "health": _health,
    "check-in": _check_in,
    "install": _install,
}


def main(arguments: Optional[List[str]] = None) -> int:
    """Runs one command and returns the exit code. A traceback is shown only with BASEWRIGHT_DEBUG=1."""
    parser = _parser()
    words = parser.parse_args(arguments)
    if words.command is None:
        parser.print_help()
        return 2
    # A service that is stopped ends like a command that is: what it had begun is cleaned up.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        return _COMMANDS[words.command](this_node(), words)
    except NodeError as error:
        if os.environ.get("BASEWRIGHT_DEBUG") == "1":
            raise
        for part in (error.what, error.why, error.fix):
            if part:
                sys.stderr.write(part + "\n")
        return error.code
    except OSError as error:
        if os.environ.get("BASEWRIGHT_DEBUG") == "1":
            raise
        sys.stderr.write(
            "The operation stopped: {}.\nRun it again with BASEWRIGHT_DEBUG=1 to see where.\n".format(error)
        )
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("Stopped.\n")
        return 1
