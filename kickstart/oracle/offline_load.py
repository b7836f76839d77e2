# SPDX-License-Identifier: GPL-2.0-or-later
# Takes the place of pykickstart's only module that opens files and URLs, so that nothing can be fetched or read.
"""Import this module before anything of pykickstart.

``pykickstart.load`` is where ``%include`` and ``%ksappend`` become file reads and HTTP requests. A module of that name
which refuses is put in its place before pykickstart imports it; so the ``requests`` package is not needed at all.
Translations are switched off for the same reason: pykickstart and argparse look for their files with every message.
"""

import argparse
import sys
import types


def _refuse(location: str, *_rest: object) -> str:
    from pykickstart.errors import KickstartError

    raise KickstartError(f"{location} is not read: a kickstart is judged without fetching or opening anything.")


def _untranslated(text: str) -> str:
    return text


def _untranslated_count(one: str, many: str, count: int) -> str:
    return one if count == 1 else many


def install() -> None:
    """Put the refusing module in place; an ImportError when pykickstart's own one is already loaded."""
    if "pykickstart.load" in sys.modules:
        raise ImportError("offline_load must be imported before pykickstart")
    module = types.ModuleType("pykickstart.load")
    vars(module).update(load_to_str=_refuse, load_to_file=_refuse)
    sys.modules["pykickstart.load"] = module
    from pykickstart import i18n

    i18n._ = _untranslated
    vars(argparse).update(_=_untranslated, ngettext=_untranslated_count)


install()
