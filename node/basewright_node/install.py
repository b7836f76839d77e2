# SPDX-License-Identifier: GPL-2.0-or-later
# Puts the tools onto a node: the archive, a command, units and the Cockpit page.
"""All of it lies below /etc, which imgbased carries into every new layer.

The kickstart calls this at the end of an installation, and a person who wants newer tools calls it from the new archive:
it is the same act. A node whose image holds the tools only gets their units enabled: a copy in /etc would hide newer ones.
"""

import os
import shutil
import sys
from typing import Dict, List, Optional

from .errors import NodeError
from .files import write_atomic
from .page import COCKPIT, COCKPIT_LINK, page_files
from .programs import run

FOLDER = "/etc/basewright"
ARCHIVE = FOLDER + "/basewright-node.pyz"
COMMAND = FOLDER + "/basewright-node"
CONF = FOLDER + "/node.conf"
TMPFILES = "/etc/tmpfiles.d/basewright.conf"
OWN_UNITS = "/etc/systemd/system"
PACKAGE_UNITS = "/usr/lib/systemd/system"

HEALTH = "basewright-node-health.service"
CHECK_IN = "basewright-node-check-in.service"
TIMER = "basewright-node-check-in.timer"
#: Each unit that is enabled, and the target that wants it.
ENABLED = ((HEALTH, "multi-user.target"), (TIMER, "timers.target"))


# After nothing but what every service is after: it waits for the rest by itself, because a boot that hangs must end in a way back too.
_HEALTH = """[Unit]
Description=Basewright: see whether this layer is healthy, and go back when it is not
Wants=network-online.target

[Service]
Type=simple
ExecStart={} health

[Install]
WantedBy=multi-user.target
"""
_CHECK_IN = """[Unit]
Description=Basewright: check in with the boot plane, and do what is wanted of this node
ConditionPathExists={}
Wants=network-online.target
After=network-online.target

[Service]
Type=simple
ExecStart={} check-in
"""
_TIMER = """[Unit]
Description=Basewright: check in again and again

[Timer]
OnBootSec=60
OnUnitInactiveSec=300
RandomizedDelaySec=20
AccuracySec=1

[Install]
WantedBy=timers.target
"""


def units(program: str) -> Dict[str, str]:
    """Text of every unit by its name. `program` is what runs the tools, as systemd's ExecStart takes it.

    Both services are `simple`: a job that does not end would keep systemd "starting", which the health check waits for,
    and an upgrade takes hours. The health check has no condition: it also ends the counting of boots, which must not depend on a configuration.
    Nor has the timer: systemd would look once only, and a node that gets its configuration later would be silent until its next boot.
    """
    return {HEALTH: _HEALTH.format(program), CHECK_IN: _CHECK_IN.format(CONF, program), TIMER: _TIMER}


#: The command. A package of the image comes first: it is as new as the image. EL8 has its own Python under another name.
COMMAND_TEXT = (
    """#!/bin/sh
# Runs Basewright's tools of this node: the image's, when it holds them, else those that were put here.
if [ -x /usr/bin/basewright-node ]; then exec /usr/bin/basewright-node "$@"; fi
for python in /usr/bin/python3 /usr/libexec/platform-python; do
  if [ -x $python ]; then exec $python """
    + ARCHIVE
    + """ "$@"; fi
done
echo 'basewright-node: this image holds no Python 3. Put the package python3 into the image and upgrade to it.' >&2
exit 1
"""
)


def tmpfiles(command: bool, cockpit: bool) -> str:
    """What lies outside of /etc and is made anew in every layer, at its first boot."""
    lines = ["# Basewright: what every layer gets."]
    if command:
        lines.append("L /usr/local/bin/basewright-node - - - - " + COMMAND)
    if cockpit:
        lines.append("d /usr/local/share/cockpit 0755 root root - -")
        lines.append("L {} - - - - {}".format(COCKPIT_LINK, COCKPIT))
    return "\n".join([*lines, ""])


def own_archive(start: str = __file__) -> Optional[str]:
    """Path of the archive that this runs from, or None when it is the image's: of a package, or below /usr."""
    path = os.path.abspath(start)
    while not os.path.exists(path):
        path = os.path.dirname(path)
    is_archive = os.path.isfile(path) and path != os.path.abspath(start)
    return path if is_archive and not path.startswith("/usr/") else None


def _is_booted(root: str) -> bool:
    """Whether `root` is the running system's own, and neither a folder nor the chroot of an installer, where nothing may be started."""
    if os.path.realpath(root) != "/" or not os.path.isdir("/run/systemd/system"):
        return False
    mine, first = os.stat("/"), os.stat("/proc/1/root/.")
    return (mine.st_dev, mine.st_ino) == (first.st_dev, first.st_ino)


def _write(root: str, path: str, content: bytes, mode: int) -> None:
    target = root.rstrip("/") + path
    os.makedirs(os.path.dirname(target), mode=0o755, exist_ok=True)
    write_atomic(target, content, mode)


def _enable(root: str, folder: str) -> None:
    for unit, target in ENABLED:
        wants = root.rstrip("/") + OWN_UNITS + "/" + target + ".wants"
        os.makedirs(wants, mode=0o755, exist_ok=True)
        link = wants + "/" + unit
        if os.path.lexists(link):
            os.unlink(link)
        os.symlink(folder + "/" + unit, link)


def _put_page(root: str, archive: bytes) -> None:
    """Replaces the page as a whole; an old one that cannot be replaced stays."""
    files = page_files(archive)
    target = root.rstrip("/") + COCKPIT
    new, old = target + ".new", target + ".old"
    for leftover in (new, old):
        shutil.rmtree(leftover, ignore_errors=True)
    for name, content in files:
        _write("", new + "/" + name, content, 0o644)
    if os.path.isdir(target):
        os.rename(target, old)
    os.rename(new, target)
    shutil.rmtree(old, ignore_errors=True)


def _link(root: str) -> None:
    """Lets every layer have links to what lies below /etc."""
    base = root.rstrip("/")
    command, cockpit = os.path.exists(base + COMMAND), os.path.exists(base + COCKPIT)
    if command or cockpit:
        _write(root, TMPFILES, tmpfiles(command, cockpit).encode(), 0o644)


def _call(words: List[str], said: List[str]) -> None:
    """Runs what may fail without harm, and says so."""
    ended = run(words, 120.0)
    if ended.code != 0:
        said.append("{} did not do its work: {}".format(" ".join(words), ended.words))


def _settle(root: str, said: List[str]) -> None:
    """Labels for SELinux, and on a running node also what otherwise happens at its next boot."""
    if os.path.realpath(root) == "/" and shutil.which("restorecon") is not None:
        _call(["restorecon", "-R", *[path for path in (FOLDER, OWN_UNITS, TMPFILES) if os.path.exists(path)]], said)
    if not _is_booted(root):
        return
    if os.path.exists(TMPFILES):
        _call(["systemd-tmpfiles", "--create", TMPFILES], said)
    _call(["systemctl", "daemon-reload"], said)
    _call(["systemctl", "start", TIMER], said)


def install(root: str = "/", archive: Optional[str] = None, page: Optional[str] = None) -> List[str]:
    """Puts the tools onto the node whose file system is `root`, and returns what there is to say, in words.

    `archive`: the zip file that holds this package; None when the image does, and then only its units are enabled.
    `page`: the Cockpit page as .tar.gz. May be called again at any time. Raises NodeError.
    """
    said = []  # type: List[str]
    # Everybody who logs in to Cockpit reads the page.
    before = os.umask(0o022)
    try:
        if archive is None:
            _enable(root, PACKAGE_UNITS)
            said.append("The image holds the tools of the node; their units are enabled.")
        else:
            with open(archive, "rb") as file:
                _write(root, ARCHIVE, file.read(), 0o644)
            _write(root, COMMAND, COMMAND_TEXT.encode(), 0o755)
            # Run by its shell: SELinux lets init start no script of /etc.
            for name, text in units("/bin/sh " + COMMAND).items():
                _write(root, OWN_UNITS + "/" + name, text.encode(), 0o644)
            _enable(root, OWN_UNITS)
            said.append("The tools of the node are in {}; the next boot links them to /usr/local/bin.".format(FOLDER))
        if page is not None:
            with open(page, "rb") as file:
                _put_page(root, file.read())
            said.append("The Cockpit page is in {}.".format(COCKPIT))
        _link(root)
    except OSError as error:
        raise NodeError(
            "The tools of this node could not be written.",
            "{}.".format(error),
            "Run this as root, on a file system that can be written.",
        ) from error
    finally:
        os.umask(before)
    _settle(root, said)
    return said


def write_units(folder: str, program: str) -> None:
    """Writes the units into `folder`, for the package's build."""
    for name, text in units(program).items():
        _write("", os.path.join(os.path.abspath(folder), name), text.encode(), 0o644)


def _main(words: List[str]) -> int:
    """`python3 -m basewright_node.install FOLDER PROGRAM`: the units of a package."""
    if len(words) != 2:
        sys.stderr.write("usage: python3 -m basewright_node.install FOLDER PROGRAM\n")
        return 2
    write_units(words[0], words[1])
    return 0


if __name__ == "__main__":
    sys.exit(_main(sys.argv[1:]))
