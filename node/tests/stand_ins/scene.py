# SPDX-License-Identifier: GPL-2.0-or-later
# What the stand-ins share: one state file in the directory that BASEWRIGHT_STAND_IN names, and a record of all calls.
"""`state.json` holds what the node is (made with two bases when it is not there), `calls` one JSON list for each call.

Put this directory first in PATH, and set BASEWRIGHT_ROOT to a directory that takes the place of `/`.
Members of the state: `booted` (layer), `volumes` (name -> tag, made, size, data, origin, pool),
`pool` (name, size, data, metadata, metadataSize), `free` (bytes of the volume group), `check` (ok, failed, error, none), `faults` (words, see imgbase),
`updateSeconds`, `failedUnits`, `missingUnits`, `trees` (layer -> directory to mount).
"""

import contextlib
import fcntl
import json
import os
import re
import sys
import uuid

OLD = "ovirt-node-ng-4.5.5-0.20261101.0"
NEW = "ovirt-node-ng-4.5.6-0.20261120.0"
KERNEL = "5.14.0-427.el9.x86_64"
GIB = 1 << 30
MADE = 1_793_520_000

GRUB_CONFIG = """load_env -f ${config_directory}/grubenv
set default="${saved_entry}"
if [ -f  ${config_directory}/custom.cfg ]; then
  source ${config_directory}/custom.cfg
fi
"""

HERE = os.environ.get("BASEWRIGHT_STAND_IN", "")
ROOT = os.environ.get("BASEWRIGHT_ROOT", "")


def volume(tag, made=MADE, size=8 * GIB, data=5.7, origin="", pool="HostPool"):
    """One entry of `volumes`."""
    return {"tag": tag, "made": made, "size": size, "data": data, "origin": origin, "pool": pool}


def first_state():
    """A node that was installed with one image, was upgraded once, and runs the new one."""
    return {
        "booted": NEW + "+1",
        "volumes": {
            "root": volume("imgbased:init"),
            "var": volume("", size=5 * GIB),
            OLD: volume("imgbased:layer"),
            OLD + "+1": volume("imgbased:layer", made=MADE + 60, origin=OLD),
            NEW: volume("imgbased:base", made=MADE + 2_000_000, data=6.16),
            NEW + "+1": volume("imgbased:layer", made=MADE + 2_000_060, data=6.38, origin=NEW),
        },
        "pool": {"name": "HostPool", "size": 400 * GIB, "data": 14.79, "metadata": 3.1, "metadataSize": GIB},
        "free": 9 * GIB,
        "check": "ok",
        "faults": [],
        "updateSeconds": 0,
        "failedUnits": [],
        "missingUnits": [],
        "trees": {},
    }


def write_entry(layer):
    """The boot entry and the kernel of a layer, as imgbased writes them."""
    base = layer.rsplit("+", 1)[0]
    entries, files = ROOT + "/boot/loader/entries", ROOT + "/boot/" + layer
    for directory in (entries, files):
        os.makedirs(directory, exist_ok=True)
    for name in ("vmlinuz-" + KERNEL, "initramfs-" + KERNEL + ".img"):
        with open(files + "/" + name, "wb") as stream:
            stream.write(b"\0" * 4096)
    with open("{}/{}-{}.conf".format(entries, layer, KERNEL), "w") as stream:
        stream.write(
            "title {0} ({2})\nversion {2}\nlinux //{1}/vmlinuz-{2}\ninitrd //{1}/initramfs-{2}.img\n"
            "options rd.lvm.lv=HostVG/{1} root=/dev/HostVG/{1} rootflags=discard img.bootid={1}\n".format(
                base, layer, KERNEL
            )
        )


def _entries():
    directory = ROOT + "/boot/loader/entries"
    for name in sorted(os.listdir(directory)) if os.path.isdir(directory) else []:
        with open(os.path.join(directory, name)) as stream:
            text = stream.read()
        title = re.search("^title (.*)$", text, re.M).group(1)
        layer = re.search(r"img\.bootid=(\S+)", text).group(1)
        yield name, title, layer


def entries():
    """(file name, title, layer) of each boot entry, as grubby numbers them."""
    return list(_entries())


def grubenv_path():
    """The environment block that GRUB reads."""
    return ROOT + "/boot/grub2/grubenv"


def read_grubenv(path=None):
    """The variables of an environment block."""
    with open(path or grubenv_path(), "rb") as stream:
        lines = stream.read().decode().split("\n")
    return dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))


def write_grubenv(variables, path=None):
    """Writes an environment block of 1,024 bytes, as grub2-editenv does."""
    path = path or grubenv_path()
    os.makedirs(os.path.dirname(path), exist_ok=True)
    text = "# GRUB Environment Block\n" + "".join("{}={}\n".format(*each) for each in sorted(variables.items()))
    with open(path, "wb") as stream:
        stream.write(text.encode().ljust(1024, b"#"))


def set_default(layer):
    """Makes the next boot start a layer. A layer without a boot entry is a KeyError, as in imgbased."""
    titles = {each: title for _name, title, each in entries()}
    write_grubenv(dict(read_grubenv(), saved_entry=titles[layer]))


def default_layer():
    """The layer that the next boot starts."""
    saved = read_grubenv().get("saved_entry")
    return next((layer for name, title, layer in entries() if saved in (title, name[: -len(".conf")])), None)


def begin(state=None):
    """Makes the state anew; `state` in place of the usual one."""
    state = state or first_state()
    os.makedirs(HERE, exist_ok=True)
    for name in state["volumes"]:
        if re.search(r"\+[0-9]+$", name):
            write_entry(name)
    write_grubenv({"boot_success": "1"})
    with open(ROOT + "/boot/grub2/grub.cfg", "w") as stream:
        stream.write(GRUB_CONFIG)
    set_default(state["booted"])
    files = {
        "etc/system-release-cpe": "cpe:/o:centos:centos:9\n",
        "usr/libexec/grubby/grubby-bls": "#!/bin/sh\n",
        "proc/uptime": "3600.50 7000.00\n",
        "proc/self/mountinfo": "22 1 253:0 / / rw,relatime shared:1 - ext4 /dev/mapper/root rw\n",
    }
    for name, text in files.items():
        write(name, text)
    os.chmod(ROOT + "/usr/libexec/grubby/grubby-bls", 0o755)
    note_boot(state)
    save(state)
    return state


def write(name, text):
    """Writes a file of the node."""
    path = os.path.join(ROOT, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w") as stream:
        stream.write(text)


def note_boot(state):
    """What the kernel tells of this boot."""
    write("proc/cmdline", "root=/dev/HostVG/{0} img.bootid={0}\n".format(state["booted"]))
    write("proc/sys/kernel/random/boot_id", "{}\n".format(uuid.uuid4()))


def save(state):
    """Writes the state; a reader sees the old or the new one."""
    path = os.path.join(HERE, "state.json")
    with open(path + ".new", "w") as stream:
        json.dump(state, stream, indent=1)
    os.rename(path + ".new", path)


def load():
    """The state; the usual one is made when there is none."""
    if not HERE or not ROOT:
        sys.exit("stand-in: set BASEWRIGHT_STAND_IN and BASEWRIGHT_ROOT to directories")
    os.makedirs(HERE, exist_ok=True)
    with lock():
        if not os.path.exists(os.path.join(HERE, "state.json")):
            return begin()
        with open(os.path.join(HERE, "state.json")) as stream:
            return json.load(stream)


@contextlib.contextmanager
def lock():
    """One at a time."""
    with open(os.path.join(HERE, "lock"), "a") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        yield


def record():
    """Notes this call, and gives the state."""
    state = load()
    with open(os.path.join(HERE, "calls"), "a") as stream:
        stream.write(json.dumps([os.path.basename(sys.argv[0]), *sys.argv[1:]]) + "\n")
    return state


def calls():
    """All calls so far."""
    with open(os.path.join(HERE, "calls")) as stream:
        return [json.loads(line) for line in stream]
