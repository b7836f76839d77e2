# SPDX-License-Identifier: GPL-2.0-or-later
# The volumes that imgbased makes by itself, and the sizes it insists on (imgbased 1.2: constants.py, bootloader.py).

# Path -> name of the logical volume. imgbased makes one for every path that is not a mount point.
OWN_VOLUMES = {
    "/var": "var",
    "/var/crash": "var_crash",
    "/var/log": "var_log",
    "/var/log/audit": "var_log_audit",
    "/var/tmp": "var_tmp",  # noqa: S108 - a mount point, not a place for temporary files
    "/home": "home",
    "/tmp": "tmp",  # noqa: S108
}
FILESYSTEMS = ("ext4", "xfs")
# imgbased compares the size of the file system, which is smaller than its partition.
BOOT_BYTES = 1000**3
BOOT_PARTITION_BYTES = 1024**3
# imgbased grows the pool's metadata to 1 GiB, and LVM grows its spare copy with it.
HEADROOM_BYTES = 2 * 1024**3


def paths_wanted(kernel_arguments: str) -> list[str]:
    """The paths imgbased will insist on; ``node_storage=minimal`` on the installer's command line leaves only /var."""
    for word in kernel_arguments.split():
        name, _equals, value = word.partition("=")
        if name == "node_storage" and "minimal" in value.lower().split(","):
            return ["/var"]
    return list(OWN_VOLUMES)
