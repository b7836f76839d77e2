# SPDX-License-Identifier: GPL-2.0-or-later
# Takes the place of pykickstart's only module that opens files and URLs, so that nothing can be fetched or read.
"""Import this module before anything of pykickstart.

``pykickstart.load`` is where ``%include`` and ``%ksappend`` become file reads and HTTP requests. A module of that name
which refuses is put in its place before pykickstart imports it; so the ``requests`` package is not needed at all.
"""

import sys
import types


def _refuse(location: str, *_rest: object) -> str:
    from pykickstart.errors import KickstartError

    raise KickstartError(f"{location} is not read: a kickstart is judged without fetching or opening anything.")


def install() -> None:
    """Put the refusing module in place; refuses itself when pykickstart's own one is already loaded."""
    if "pykickstart.load" in sys.modules:
        if getattr(sys.modules["pykickstart.load"], "load_to_str", None) is not _refuse:
            raise ImportError("offline_load must be imported before pykickstart")
        return
    module = types.ModuleType("pykickstart.load")
    vars(module).update(load_to_str=_refuse, load_to_file=_refuse)
    sys.modules["pykickstart.load"] = module


install()
