# SPDX-License-Identifier: GPL-2.0-or-later
# Makes an image that the stand-ins take for one: a tar in place of the squashfs, another in place of its file system.
"""`python3 make_image.py FILE NVR [PRODUCT]`"""

import io
import sys
import tarfile


def _tar(files):
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            if isinstance(content, str):
                member.type, member.linkname, content = tarfile.SYMTYPE, content, b""
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return buffer.getvalue()


def make_image(path, nvr, product="centos", more=b""):
    """Writes the image. `more`: bytes that make it larger. A text in place of bytes is a link, as the release packages have it."""
    tree = {
        "usr/share/imgbase/build/meta/nvr": nvr.encode(),
        "etc/system-release-cpe": "../usr/lib/system-release-cpe",
        "usr/lib/system-release-cpe": "cpe:/o:{0}:{0}:9".format(product).encode(),
        "usr/libexec/grubby/grubby-bls": b"",
        "usr/lib/systemd/system/vdsmd.service": b"",
    }
    with open(path, "wb") as stream:
        stream.write(_tar({"LiveOS/rootfs.img": _tar(tree), "more": more}))


if __name__ == "__main__":
    make_image(*sys.argv[1:4])
