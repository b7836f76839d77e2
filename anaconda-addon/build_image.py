# SPDX-License-Identifier: GPL-2.0-or-later
# Writes the files of the addon as the compressed cpio archive that Anaconda lays over the installer; same input, same bytes.
"""Usage: python3 build_image.py OUTPUT   (product.img and updates.img have the same form and content)"""

import gzip
import io
import sys
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent
PACKAGE = "org_imgbased"
ADDONS = "usr/share/anaconda/addons"
_DIRECTORY, _FILE = 0o040755, 0o100644
_TRAILER = "TRAILER!!!"


def contents() -> dict[str, bytes]:
    """Every file of the image by its path there."""
    files = {str(path.relative_to(HERE / "data")): path.read_bytes() for path in _files(HERE / "data", "*")}
    package = HERE / PACKAGE
    files |= {f"{ADDONS}/{path.relative_to(HERE)}": path.read_bytes() for path in _files(package, "*.py")}
    return dict(sorted(files.items()))


def _files(directory: Path, pattern: str) -> Iterator[Path]:
    return (path for path in directory.rglob(pattern) if path.is_file())


def _with_directories(files: dict[str, bytes]) -> Iterator[tuple[str, int, bytes]]:
    """Each directory before what is in it, all in one fixed order."""
    seen: set[str] = set()
    for path, content in files.items():
        for parent in reversed(Path(path).parents[:-1] if len(Path(path).parents) > 1 else []):
            if str(parent) not in seen:
                seen.add(str(parent))
                yield str(parent), _DIRECTORY, b""
        yield path, _FILE, content


def _entry(number: int, name: str, mode: int, content: bytes) -> bytes:
    """One member in cpio's "newc" form, of root and of the year 1970."""
    encoded = name.encode() + b"\0"
    links = 2 if mode == _DIRECTORY else 1
    fields = (number, mode, 0, 0, links, 0, len(content), 0, 0, 0, 0, len(encoded), 0)
    header = b"070701" + "".join(f"{value:08X}" for value in fields).encode() + encoded
    return _padded(header) + _padded(content)


def _padded(data: bytes) -> bytes:
    return data + b"\0" * (-len(data) % 4)


def archive(files: dict[str, bytes]) -> bytes:
    """The compressed archive. gzip's header holds no name and no time."""
    members = [_entry(number, *member) for number, member in enumerate(_with_directories(files), 1)]
    members.append(_entry(0, _TRAILER, 0, b""))
    buffer = io.BytesIO()
    with gzip.GzipFile(filename="", fileobj=buffer, mode="wb", compresslevel=9, mtime=0) as stream:
        stream.write(b"".join(members))
    return buffer.getvalue()


def main(arguments: list[str]) -> int:
    """Write the image."""
    if len(arguments) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    Path(arguments[0]).write_bytes(archive(contents()))
    print(f"{arguments[0]}: {len(contents())} files")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
