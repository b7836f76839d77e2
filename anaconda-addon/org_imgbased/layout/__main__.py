# SPDX-License-Identifier: GPL-2.0-or-later
# Runs the layout step by hand, without Anaconda: python3 -m org_imgbased.layout --sysroot=/mnt/sysroot ...

import argparse
import json
import logging
import sys
from collections.abc import Sequence
from typing import Optional

from pykickstart.errors import KickstartParseError

from org_imgbased.layout.errors import LayoutError
from org_imgbased.layout.run import run_layout
from org_imgbased.layout.scene import Target
from org_imgbased.section import parse_header


def _arguments(words: Optional[Sequence[str]]) -> tuple[argparse.Namespace, list[str]]:
    parser = argparse.ArgumentParser(
        prog="python3 -m org_imgbased.layout",
        description="Make base and layer of an installed system. All further options are those of %%addon org_imgbased.",
        allow_abbrev=False,
    )
    parser.add_argument("--sysroot", default="/mnt/sysroot", help="where the system is mounted")
    parser.add_argument("--sysimage", default="/mnt/sysimage", help="where it is mounted a second time")
    parser.add_argument("--work", default="/tmp", help="where the log and the result are written")  # noqa: S108
    return parser.parse_known_args(words)


def main(words: Optional[Sequence[str]] = None) -> int:
    """The result goes to stdout as JSON, everything else to stderr. Exit code 1: the layout failed, 2: wrong options."""
    paths, rest = _arguments(words)
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(asctime)s %(name)s: %(message)s")
    try:
        options = parse_header(rest)
    except KickstartParseError as error:
        print(error.message, file=sys.stderr)
        return 2
    try:
        result = run_layout(Target(paths.sysroot, paths.sysimage, paths.work), options)
    except LayoutError as error:
        print(error, file=sys.stderr)
        return 1
    print(json.dumps(result, indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
