# SPDX-License-Identifier: GPL-2.0-or-later
# A real HTTP server on loopback in place of the boot plane: images with Range and ETag, a channel, check-ins and reports, and faults by name.
import hashlib
import json
import re
import ssl
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Dict, List, Optional


class BootPlane:
    """`faults` are used up one by one, each by one request for an image: cut, 302, 503, 404, slow, longer, other-range, no-etag, weak-etag."""

    def __init__(self) -> None:
        self.image = b""
        self.etag = '"one"'
        self.manifest: Optional[Dict[str, Any]] = None
        self.faults: List[str] = []
        self.ranges: List[Optional[str]] = []
        self.check_ins: List[Dict[str, Any]] = []
        self.reports: List[Dict[str, Any]] = []
        self.keys: List[Optional[str]] = []
        self.image_keys: List[Optional[str]] = []
        self.answer: Dict[str, Any] = {"format": 1, "interval": 300, "wanted": None, "pinned": None}
        self.node_status = 200
        # In place of the answer to a check-in.
        self.raw: Optional[bytes] = None
        plane = self

        class Handler(_Handler):
            """Knows its plane."""

            boot_plane = plane

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        # A client that does not trust us ends in the middle of the handshake; nobody needs to read of that.
        self._server.handle_error = lambda *_words: None  # type: ignore[method-assign]
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()

    def secure(self, context: ssl.SSLContext) -> None:
        """Speaks TLS from now on."""
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self.url = self.url.replace("http:", "https:")

    def close(self) -> None:
        """Ends it."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def publish(self, path: Path, nvr: Optional[str], **other: Any) -> Dict[str, Any]:
        """Puts an image into the channel, and returns its manifest."""
        self.image = path.read_bytes()
        digest = hashlib.sha256(self.image).hexdigest()
        self.manifest = {
            "format": 1,
            "channel": "stable",
            "title": "Stable",
            "target": "centos-stream-9",
            "nvr": nvr,
            "url": f"{self.url}/images/{digest}/image.squashfs",
            "sha256": digest,
            "size": len(self.image),
            "signature": None,
            "publishedAt": "2026-12-01T00:00:00.000Z",
            **other,
        }
        return self.manifest

    @property
    def steps(self) -> List[str]:
        """The steps that were reported, in order."""
        return [report["step"] for report in self.reports]


class _Handler(BaseHTTPRequestHandler):
    boot_plane: BootPlane
    protocol_version = "HTTP/1.1"

    def log_message(self, *_words: Any) -> None:  # type: ignore[override]
        """Quietly."""

    def _json(self, status: int, data: Any, raw: Optional[bytes] = None) -> None:
        body = json.dumps(data).encode() if raw is None else raw
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        plane = self.boot_plane
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        plane.keys.append(self.headers["Authorization"])
        if plane.node_status != 200:
            self._json(plane.node_status, {})
        elif self.path == "/node/report":
            plane.reports.append(body)
            self._json(200, {"format": 1, "taken": True})
        else:
            plane.check_ins.append(body)
            self._json(200, plane.answer, plane.raw)

    def do_GET(self) -> None:
        plane = self.boot_plane
        if self.path == "/healthz":
            self._json(200, {"status": "ok"})
        elif self.path == "/channels/stable.json":
            self._json(404 if plane.manifest is None else 200, plane.manifest or {})
        elif self.path.startswith("/images/"):
            self._image(plane.faults.pop(0) if plane.faults else "")
        else:
            self._json(404, {})

    def _image(self, fault: str) -> None:
        plane, wanted = self.boot_plane, self.headers["Range"]
        plane.ranges.append(wanted)
        plane.image_keys.append(self.headers["Authorization"])
        if fault in ("302", "404", "503"):
            self.send_response(int(fault))
            self.send_header("Location", plane.url + "/images/other")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        begin = int(re.match(r"bytes=(\d+)-", wanted).group(1)) if wanted else 0  # type: ignore[union-attr]
        if wanted and self.headers["If-Range"] != plane.etag:
            begin = 0
        body = plane.image[begin:] + (b"more" if fault == "longer" else b"")
        self.send_response(206 if begin else 200)
        if begin:
            first = begin + 1 if fault == "other-range" else begin
            self.send_header("Content-Range", f"bytes {first}-{len(plane.image) - 1}/{len(plane.image)}")
        if fault != "longer":
            self.send_header("Content-Length", str(len(body)))
        else:
            self.send_header("Connection", "close")
            self.close_connection = True
        if fault != "no-etag":
            self.send_header("ETag", "W/" + plane.etag if fault == "weak-etag" else plane.etag)
        self.end_headers()
        self._send(body, fault)

    def _send(self, body: bytes, fault: str) -> None:
        if fault == "slow":
            for begin in range(0, len(body), max(1, len(body) // 5)):
                self.wfile.write(body[begin : begin + max(1, len(body) // 5)])
                self.wfile.flush()
                time.sleep(0.05)
            return
        self.wfile.write(body[: len(body) // 2] if fault in ("cut", "no-etag", "weak-etag") else body)
        if fault in ("cut", "no-etag", "weak-etag"):
            self.wfile.flush()
            self.close_connection = True
