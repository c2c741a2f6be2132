"""Streamlit's own JavaScript and styles, compressed once and served from memory."""

from __future__ import annotations

import gzip
import mimetypes
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

COMPRESSIBLE = (".js", ".css", ".json", ".webmanifest", ".svg", ".html", ".txt")
# Names under /static carry a hash of what is inside.
FOR_EVER = "public, max-age=31536000, immutable"
FOR_A_DAY = "public, max-age=86400"


@dataclass(frozen=True)
class Asset:
    """One file."""

    path: Path
    cache_control: str

    @cached_property
    def media_type(self) -> str:
        """Browsers refuse a module whose type is not JavaScript."""
        if self.path.suffix == ".js":
            return "text/javascript"
        return mimetypes.guess_type(self.path.name)[0] or "application/octet-stream"

    @property
    def is_compressible(self) -> bool:
        """Fonts and images are compressed already."""
        return self.path.suffix in COMPRESSIBLE

    @cached_property
    def gzipped(self) -> bytes:
        """Made at the first demand, then kept."""
        return gzip.compress(self.path.read_bytes(), compresslevel=9, mtime=0)


class Assets:
    """Knows the files by their exact URL: a path that climbs out of the folder matches none of them."""

    def __init__(self, *roots: Path) -> None:
        self._by_url = {
            f"/{path.relative_to(root).as_posix()}": Asset(path, _cache_control(path, root))
            for root in roots
            for path in root.rglob("*")
            if path.is_file() and path.name != "index.html"
        }

    def find(self, url: str) -> Asset | None:
        """The file at that path, if there is one."""
        return self._by_url.get(url)

    def warm(self, urls: Iterable[str]) -> None:
        """Compress these before somebody waits for them."""
        for url in urls:
            asset = self.find(url)
            if asset is not None and asset.is_compressible:
                _ = asset.gzipped


def answer(request: Request, asset: Asset) -> Response:
    """The file, compressed where the browser takes it; runs in a thread, for it may read and compress."""
    headers = {"Cache-Control": asset.cache_control, "Vary": "Accept-Encoding"}
    if asset.is_compressible and accepts_gzip(request):
        headers["Content-Encoding"] = "gzip"
        return Response(asset.gzipped, headers=headers, media_type=asset.media_type)
    return Response(asset.path.read_bytes(), headers=headers, media_type=asset.media_type)


def accepts_gzip(request: Request) -> bool:
    """True when the client reads gzip."""
    offered = request.headers.get("accept-encoding", "").replace(" ", "").split(",")
    return any(one == "gzip" or (one.startswith("gzip;") and not one.endswith("q=0")) for one in offered)


def _cache_control(path: Path, root: Path) -> str:
    return FOR_EVER if path.is_relative_to(root / "static") else FOR_A_DAY
