# SPDX-License-Identifier: GPL-2.0-or-later
# Which counting a boot loader allows, and what is written into its files. What a real GRUB makes of it: machine/test_real_grub.py.

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from basewright_node import boot_count, grub, trial
from basewright_node.boot_count import Device
from basewright_node.places import Places

# As grub-mkconfig of each distribution writes it, cut to what is looked at.
HEADER = """
if [ -f ${config_directory}/grubenv ]; then
  load_env -f ${config_directory}/grubenv
elif [ -s $prefix/grubenv ]; then
  load_env
fi
if [ "${next_entry}" ] ; then
   set default="${next_entry}"
else
   set default="${saved_entry}"
fi
"""
COUNTING = "insmod increment\nif true; then\n  decrement boot_counter\nfi\n"
CUSTOM = "if [ -f  ${config_directory}/custom.cfg ]; then\n  source ${config_directory}/custom.cfg\nfi\n"
ENTERPRISE = HEADER + COUNTING + CUSTOM
PLAIN = Device("ext4", ["part", "disk"])


@pytest.mark.parametrize(
    ("config", "device", "size", "kind", "words"),
    [
        (ENTERPRISE, PLAIN, 1024, "distribution", "boot_counter"),
        (ENTERPRISE, Device("xfs", ["part", "mpath", "disk"]), 1024, "distribution", "boot_counter"),
        (ENTERPRISE, Device("vfat", ["part", "disk"]), 1024, "distribution", "boot_counter"),
        (HEADER + CUSTOM, PLAIN, 1024, "own", "by itself"),
        (HEADER + COUNTING, PLAIN, 1024, "none", "41_custom"),
        (ENTERPRISE.replace("${saved_entry}", "0"), PLAIN, 1024, "none", "GRUB_DEFAULT=saved"),
        (ENTERPRISE, PLAIN, None, "none", "environment block"),
        (ENTERPRISE, PLAIN, 512, "none", "1024 bytes"),
        (ENTERPRISE, Device("btrfs", ["part", "disk"]), 1024, "none", "btrfs"),
        (
            ENTERPRISE + "load_env -f ${env_block}",
            Device("btrfs", ["part", "disk"]),
            1024,
            "distribution",
            "boot_counter",
        ),
        (ENTERPRISE, Device("ext4", ["raid1", "part", "disk"]), 1024, "none", "raid1"),
        (ENTERPRISE, Device("ext4", ["lvm", "part", "disk"]), 1024, "none", "lvm"),
        (ENTERPRISE, Device("", []), 1024, "none", "unknown file system"),
    ],
)
def test_the_kind_and_the_reason(config: str, device: Device, size: "int | None", kind: str, words: str) -> None:
    found, why = boot_count.judge(config, device, size)
    assert found == kind
    assert words in why


def test_without_a_grub_cfg_nothing_counts_and_status_says_why(tmp_path: "os.PathLike[str]") -> None:
    found = boot_count.state(Places(str(tmp_path)))
    assert (found.kind, found.armed, found.tries, found.fell_back) == ("none", False, None, False)
    assert "/boot/grub2/grub.cfg" in found.why


_LINES = st.text(st.characters(codec="latin-1", exclude_characters="\r"), max_size=200)


@given(_LINES)
def test_the_block_is_there_once_and_all_else_stays(text: str) -> None:
    once = boot_count.with_block(text)
    assert boot_count.with_block(once) == once
    assert once.count(boot_count.BEGIN) == 1 + text.count(boot_count.BEGIN)
    assert once.startswith(text)
    assert once.encode("latin-1").decode("latin-1") == once


def test_the_block_only_uses_what_secure_boot_leaves() -> None:
    words = {line.split()[0] for line in boot_count.block().splitlines() if not line.startswith("#")}
    assert words == {"function", "if", "elif", "else", "fi", "set", "save_env", "basewright_save", "}", "#"}


@pytest.mark.parametrize(
    ("uefi", "link", "goal", "directory"),
    [
        (False, "etc/grub2.cfg", "boot/grub2/grub.cfg", "boot/grub2"),
        # EL8 on UEFI.
        (True, "etc/grub2-efi.cfg", "boot/efi/EFI/redhat/grub.cfg", "boot/efi/EFI/redhat"),
        # EL9 and Fedora on UEFI: the system partition's grub.cfg only leads here.
        (True, "etc/grub2-efi.cfg", "boot/grub2/grub.cfg", "boot/grub2"),
        # Debian has no link.
        (False, None, "boot/grub/grub.cfg", "boot/grub"),
    ],
)
def test_the_files_in_use(
    tmp_path: "os.PathLike[str]", uefi: bool, link: "str | None", goal: str, directory: str
) -> None:
    root = str(tmp_path)
    for name in ("etc", "boot/grub2", "boot/efi/EFI/redhat", "boot/grub", *(["sys/firmware/efi"] if uefi else [])):
        os.makedirs(os.path.join(root, name))
    with open(os.path.join(root, goal), "w") as stream:
        stream.write("# grub.cfg\n")
    if link:
        os.symlink(os.path.join("..", goal), os.path.join(root, link))
    found = grub.find(Places(root))
    assert found.environment == os.path.join(root, directory, "grubenv")
    assert found.custom == os.path.join(root, directory, "custom.cfg")


def test_an_entry_of_imgbased() -> None:
    # facts: as imgbased 1.2.26 was seen to write it, double slash included.
    text = (
        "title ovirt-node-ng-4.5.5-0.20261101.0 (6.1.0-56.deb12.x86_64)\nversion 6.1.0-56.deb12.x86_64\n"
        "linux //ovirt-node-ng-4.5.5-0.20261101.0+1/vmlinuz-6.1.0-56.deb12.x86_64\n"
        "options rd.lvm.lv=HostVG/x root=/dev/HostVG/x img.bootid=ovirt-node-ng-4.5.5-0.20261101.0+1\n"
    )
    found = grub.parse_entry("a", text)
    assert found == grub.Entry(
        "a", "ovirt-node-ng-4.5.5-0.20261101.0 (6.1.0-56.deb12.x86_64)", "ovirt-node-ng-4.5.5-0.20261101.0+1"
    )


def test_of_two_boot_ids_the_last_counts_as_for_dracut() -> None:
    # EL10's grubby takes the older entry as its pattern.
    assert grub.parse_entry("a", "options img.bootid=node-1-1+1 quiet img.bootid=node-2-1+1\n").layer == "node-2-1+1"


@given(st.text(max_size=500))
def test_no_text_of_an_entry_is_too_strange(text: str) -> None:
    found = grub.parse_entry("a", text)
    assert found.id == "a"
    assert "\n" not in found.title
    assert len(found.title) <= 200


def test_the_words_of_a_trial_stand_in_the_entries_of_its_layer_only(tmp_path: "os.PathLike[str]") -> None:
    for name in ("old", "new"):
        with open(os.path.join(str(tmp_path), name + ".conf"), "w") as stream:
            stream.write(
                "title node\noptions root=/dev/x quiet img.bootid=node-1-{}+1\nid {}\n".format(len(name), name)
            )
    os.rename(os.path.join(str(tmp_path), "old.conf"), os.path.join(str(tmp_path), "node-older.conf"))
    with open(os.path.join(str(tmp_path), "new.conf"), "a") as stream:
        stream.write("options img.bootid=node-2-1+1\n")
    found = grub.Grub("", "", "", str(tmp_path))

    def texts() -> "list[str]":
        return [open(os.path.join(str(tmp_path), name)).read() for name in ("new.conf", "node-older.conf")]

    before = texts()
    trial.begin(found, "node-2-1+1")
    trial.begin(found, "node-2-1+1")
    new, old = texts()
    assert old == before[1]
    assert new.endswith("options img.bootid=node-2-1+1 basewright.trial panic=60 rd.shell=0 rd.emergency=reboot\n")
    assert new.count("basewright.trial") == 1
    trial.end(found)
    assert texts() == before


_ENTRY = st.lists(
    st.sampled_from(
        ["options a=1", "options \t", "title x", "options panic=10 rd.shell=0", "", "  options b", "\u00e9"]
    ),
    max_size=8,
)


@given(_ENTRY.map("\n".join))
def test_what_stood_in_an_entry_before_its_trial_stands_there_after_it(text: str) -> None:
    tried = trial.with_words(text)
    assert trial.with_words(tried) == tried
    assert trial.without(tried) == text


def test_words_that_somebody_added_meanwhile_stay() -> None:
    tried = trial.with_words("options root=/dev/x\n").replace("\n", " quiet panic=10\n")
    assert trial.without(tried) == "options root=/dev/x quiet panic=10\n"
