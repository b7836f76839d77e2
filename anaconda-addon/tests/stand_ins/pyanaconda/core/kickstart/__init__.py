# SPDX-License-Identifier: GPL-2.0-or-later
# A stand-in for pyanaconda.core.kickstart: the handler's version, and what a module reads.

from typing import Any

from pykickstart.version import RHEL9 as VERSION

__all__ = ["VERSION", "KickstartSpecification"]


class KickstartSpecification:
    """What a module reads of a kickstart."""

    version = VERSION
    commands: dict[str, Any] = {}
    sections: dict[str, Any] = {}
    addons: dict[str, Any] = {}
