# SPDX-License-Identifier: GPL-2.0-or-later
# Boot counting: GRUB starts a new layer so often, and the layer before it when nobody said meanwhile that the new one is good.
"""BOOT-COUNTING.md tells how it works, and where it does not. In short: a block in custom.cfg, which grub.cfg sources last, counts.

The distribution's own counting (`boot_counter`, upstream grub.d/08_fallback_counting) runs beside it where it is there, but leads
to "the second entry" only, so the block names the exact one. Nor is it relied on for the number: a user's login of two minutes
(grub-boot-success.timer) sets `boot_success`, and greenboot removes `boot_counter`. The block's own variables are nobody else's.
"""

import os
import re
import sys
from typing import List, NamedTuple, Optional, Tuple

from . import grub as loader
from . import trial
from .errors import NodeError
from .files import write_atomic
from .grub import Grub
from .places import Places
from .programs import run

BEGIN = "# BEGIN basewright-node: counts the boots of a new layer"
END = "# END basewright-node"
_OURS = ["basewright_fallback", "basewright_tries", "basewright_watched"]
MOST_TRIES = 9
_WRITABLE = ("ext2", "ext3", "ext4", "xfs", "vfat")
_UNWRITABLE_DEVICES = re.compile(r"^(lvm|crypt|raid[0-9]*|linear|dm)$")


_BLOCK = (
    BEGIN
    + """. Every upgrade writes it again; without effect when nothing is armed.
function basewright_save {
  if [ -n "${env_block}" ]; then
    save_env -f "${env_block}" basewright_tries
  else
    save_env basewright_tries
  fi
}
# What was chosen for one boot (grub2-reboot) is left alone.
if [ -n "${basewright_fallback}" -a -z "${boot_once}" ]; then
  if [ "${saved_entry}" != "${basewright_watched}" ]; then
    # Somebody has chosen another default: nothing is counted, and the count of the distribution must not lead elsewhere.
    set default="${saved_entry}"
  elif [ "${basewright_tries}" = "0" -o "${basewright_tries}" = "over" -o "${boot_counter}" = "-1" ]; then
    # The tries are used up; -1 is how the distribution says so.
    set default="${basewright_fallback}"
    if [ "${basewright_tries}" != "over" ]; then
      set basewright_tries=over
      basewright_save
    fi
  else
    # For a kernel that cannot even be loaded.
    set fallback="${basewright_fallback}"
@STEPS@
    fi
    basewright_save
  fi
fi
"""
    + END
    + "\n"
)


class Device(NamedTuple):
    """What the environment block lies on: its file system, and the kinds of the devices below it, as lsblk calls them."""

    file_system: str
    kinds: List[str]


class Counting(NamedTuple):
    """`kind`: distribution, own or none, and `why`, a sentence.

    `tries`: boots left, None when nothing is counted. `fell_back`: GRUB has gone back.
    """

    kind: str
    why: str
    armed: bool
    tries: Optional[int]
    fell_back: bool


def block() -> str:
    """What stands in custom.cfg: always the same text, and without effect while nothing is armed.

    Only `if`, `set`, `test` and `save_env`: with Secure Boot, GRUB has what is built in and loads no module (upstream grub.macros).
    """
    steps = []
    for tries in range(MOST_TRIES, 0, -1):
        word = "if" if tries == MOST_TRIES else "elif"
        steps.append('    {} [ "${{basewright_tries}}" = "{}" ]; then'.format(word, tries))
        steps.append("      set basewright_tries={}".format(tries - 1))
    return _BLOCK.replace("@STEPS@", "\n".join(steps))


def judge(config: str, device: Device, size: Optional[int]) -> Tuple[str, str]:
    """Kind of counting and a sentence why.

    @param config text of grub.cfg
    @param size of the environment block in bytes, None without one
    """
    if size is None or size != loader.BLOCK_BYTES:
        return "none", "GRUB has no environment block of {} bytes beside its grub.cfg.".format(loader.BLOCK_BYTES)
    if not re.search(r"^\s*source\s+\S*custom\.cfg", config, re.MULTILINE):
        return "none", "This grub.cfg does not source custom.cfg: its script 41_custom is missing."
    if (
        not re.search(r'^\s*set\s+default="?\$\{?saved_entry\}?"?\s*$', config, re.MULTILINE)
        or "load_env" not in config
    ):
        why = "This grub.cfg does not take its default from the environment block: GRUB_DEFAULT=saved is missing in /etc/default/grub."
        return "none", why
    refused = _refused(config, device)
    if refused:
        return "none", refused
    if _counts_itself(config):
        return (
            "distribution",
            "GRUB counts with the distribution's boot_counter, and a block in custom.cfg says where to go back to.",
        )
    return "own", "This grub.cfg has no counting of the distribution; a block in custom.cfg counts by itself."


def _counts_itself(config: str) -> bool:
    return re.search(r"^\s*decrement\s+boot_counter\s*$", config, re.MULTILINE) is not None


def _refused(config: str, device: Device) -> Optional[str]:
    # Newer GRUBs keep the block in a reserved place of btrfs (Fedora 44).
    if device.file_system == "btrfs" and "env_block" in config:
        return None
    if device.file_system not in _WRITABLE:
        return "GRUB cannot write its environment block on {}.".format(device.file_system or "an unknown file system")
    bad = [kind for kind in device.kinds if _UNWRITABLE_DEVICES.match(kind)]
    why = "GRUB cannot write its environment block on a device of the kind {}: /boot must lie on a plain partition."
    return why.format(bad[0]) if bad else None


def _device(path: str) -> Device:
    found = run(["findmnt", "-nro", "FSTYPE,SOURCE", "-T", path]).output.split()
    if len(found) < 2:
        return Device("", [])
    return Device(found[0], run(["lsblk", "-nrso", "TYPE", found[1]]).output.split())


def _kind(grub: Grub) -> Tuple[str, str]:
    size = os.stat(grub.environment).st_size if os.path.isfile(grub.environment) else None
    return judge(loader.read_config(grub), _device(grub.environment), size)


def state(places: Places) -> Counting:
    """What counting is possible here, and how far it is. A boot loader that cannot be looked at is kind none, with the reason."""
    try:
        grub = loader.find(places)
        kind, why = _kind(grub)
        environment = loader.read_environment(grub) if kind != "none" else {}
    except NodeError as error:
        return Counting("none", error.sentence, False, None, False)
    tries = environment.get("basewright_tries", "")
    armed = bool(environment.get("basewright_fallback"))
    left = int(tries) if armed and re.match(r"^[0-9]$", tries) else None
    return Counting(kind, why, armed, left, armed and tries == "over")


def arm(places: Places, layer: str, previous: str, tries: int) -> Counting:
    """Counts from the next boot on: `layer` gets `tries` boots (1 to 9), then GRUB starts `previous` until `disarm`.

    `layer` must be the boot default already. Where GRUB cannot count, nothing is written and the kind is none.
    Raises NodeError when it could be done and was not; then nothing is armed.
    """
    grub = loader.find(places)
    kind, why = _kind(grub)
    if kind == "none":
        return Counting(kind, why, False, None, False)
    default = loader.boot_default(grub)
    goal = loader.entry_of(grub, previous)
    what = "The boots of {} cannot be counted.".format(layer)
    if default is None or default.layer != layer:
        raise NodeError(
            what, "It is not the boot default.", "Make it the default first, with 'basewright-node rollback --to'."
        )
    if goal is None:
        why = "There is no boot entry of {} to go back to.".format(previous)
        raise NodeError(what, why, "Look at the entries with 'grubby --info=ALL'.")
    _put_block(grub)
    values = {
        "basewright_fallback": goal.id,
        "basewright_tries": str(min(max(tries, 1), MOST_TRIES)),
        "basewright_watched": loader.read_environment(grub)["saved_entry"],
    }
    if kind == "distribution":
        # boot_indeterminate too: else the first boot would hide the menu, as if the last one had been good.
        values.update(boot_counter=values["basewright_tries"], boot_success="0", boot_indeterminate="0")
    loader.set_environment(grub, values)
    try:
        # Last: a kernel that starts again and again must be counted.
        trial.begin(grub, layer)
    except NodeError:
        disarm(places)
        raise
    return state(places)


def disarm(places: Places) -> bool:
    """Ends the counting; what boots by default stays. Returns whether anything was armed: if not, nothing is written. Raises NodeError.

    Words of a trial that cannot be taken away, on a full /boot for instance, are no reason to leave a good layer: that is said, and tried again at the next boot.
    """
    grub = loader.find(places)
    environment = loader.read_environment(grub) if os.path.exists(grub.environment) else {}
    armed = any(name in environment for name in _OURS)
    if armed:
        by_distribution = _counts_itself(loader.read_config(grub))
        # First what counts, in one write that needs no room: whatever happens after it, no boot is counted any more.
        loader.unset_environment(grub, _OURS + (["boot_counter"] if by_distribution else []))
        if by_distribution:
            loader.set_environment(grub, {"boot_success": "1"})
    try:
        trial.end(grub)
    except NodeError as error:
        sys.stderr.write(error.sentence + "\n")
    return armed


def _put_block(grub: Grub) -> None:
    try:
        text = _custom(grub)
        new = with_block(text)
        # After the first upgrade it is there, and then nothing needs room.
        if new != text:
            # On FAT, where EL8 has it on UEFI machines, chmod refuses every mode that cannot be kept there (fs/fat/file.c, fat_sanitize_mode).
            write_atomic(grub.custom, new.encode("latin-1"), 0o700)
    except OSError as error:
        raise NodeError(
            "GRUB cannot be told how to count.",
            "{}: {}.".format(grub.custom, error.strerror),
            "Look at /boot: whether it is mounted, full, or read-only.",
        ) from None


def with_block(text: str) -> str:
    """A custom.cfg with the block at its end; all else stays as it was."""
    kept = re.sub(r"(?ms)^" + re.escape(BEGIN) + r".*?^" + re.escape(END) + r"\n?", "", text)
    return (kept if not kept or kept.endswith("\n") else kept + "\n") + block()


def _custom(grub: Grub) -> str:
    # Byte for byte: what somebody else wrote there is kept, in whatever encoding.
    try:
        with open(grub.custom, encoding="latin-1", newline="") as stream:
            return stream.read()
    except FileNotFoundError:
        return ""
