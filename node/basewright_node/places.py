# SPDX-License-Identifier: GPL-2.0-or-later
# Where everything is: one name for each path, so that tests can put all of them below another root.
"""`/etc/basewright` is merged into every new layer by imgbased; `/var` is shared by all layers."""

import os


class Places:
    """All paths of the node package. @param root put before each of them: "" on a node, a directory in tests."""

    def __init__(self, root: str = "") -> None:
        self.root = root
        self.etc = root + "/etc/basewright"
        self.conf = self.etc + "/node.conf"
        self.keys = self.etc + "/keys"
        self.health_programs = self.etc + "/health.d"
        self.health_ignore = self.etc + "/health.ignore"
        self.data = root + "/var/lib/basewright-node"
        self.state = self.data + "/state.json"
        self.spool = self.data + "/spool"
        self.logs = self.data + "/logs"
        # Written by the installer's add-on (anaconda-addon, LOG_NAME).
        self.layout_log = root + "/var/log/imgbased-layout.log"
        self.downloads = root + "/var/tmp/basewright"
        self.run = root + "/run/basewright-node"
        self.lock = root + "/run/basewright-node.lock"
        # Readable by everybody, for a Cockpit user without administrative access; holds nothing secret.
        self.last_status = self.run + "/status.json"
        self.boot = root + "/boot"
        self.entries = self.boot + "/loader/entries"
        self.factory_etc = root + "/usr/share/factory/etc"
        self.boot_id = root + "/proc/sys/kernel/random/boot_id"


def places() -> Places:
    """The paths of this run: below the directory that BASEWRIGHT_ROOT names, which only tests set."""
    return Places(os.environ.get("BASEWRIGHT_ROOT", ""))
