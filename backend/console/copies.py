"""Carrying a copy away: the encrypted file, streamed to the administrator's browser, and the trail tells it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import httpx
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from backend.backups.errors import BackupError
from backend.backups.local_store import LocalStore
from backend.console.form import read_form
from backend.console.paths import COPIES
from backend.console.services import Services
from backend.supabase.errors import STATUS, ApiError

LARGEST_FORM = 1_000
LINK_WITHIN_S = 20.0


class Copies:
    """One route. Who may, and that the copy is there, is the database's to say, with the person's own token."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def routes(self) -> list[Route]:
        """For the application, in front of Streamlit's own."""
        return [Route(COPIES, self.give, methods=["POST"])]

    async def give(self, request: Request) -> Response:
        """The file, or one sentence about why not."""
        asked = _asked(await read_form(request, LARGEST_FORM) or {})
        cookie = request.cookies.get(self._services.settings.cookie_name, "")
        if asked is None or not cookie:
            return PlainTextResponse("Demande incomprise.", 400)
        return await run_in_threadpool(self._answer, cookie, *asked)

    def _answer(self, cookie: str, request_id: UUID, backup: UUID) -> Response:
        params = {"p_request_id": str(request_id), "p_backup_id": str(backup)}
        try:
            given = self._services.api_for(cookie).rpc("download_backup", params)
            chunks = self._open(cookie, request_id, given)
        except ApiError as error:
            return PlainTextResponse(error.sentence, STATUS.get(error.kind, 422))
        except BackupError:
            return PlainTextResponse(
                "Ce fichier n’est pas accessible d’ici: prenez-le là où les copies sont gardées.", 404
            )
        headers = {
            "Content-Disposition": f'attachment; filename="{given["name"]}"',
            "Content-Length": str(given["size_bytes"]),
            "Cache-Control": "no-store",
        }
        return StreamingResponse(chunks, media_type="application/octet-stream", headers=headers)

    def _open(self, cookie: str, request_id: UUID, given: dict[str, str]) -> Iterator[bytes]:
        folder, name = self._services.settings.BACKUP_STORE, given["name"]
        if given["store"] == "s3":
            return streamed(self._link(cookie, request_id))
        if given["store"] != "local" or not folder or folder.startswith("s3:") or "/" in name:
            raise BackupError("store_away")
        if not (Path(folder) / name).is_file():
            raise BackupError("missing_file")
        return LocalStore(Path(folder)).open(name)

    def _link(self, cookie: str, request_id: UUID) -> str:
        """The worker signs it within seconds, unless it is busy with a copy."""
        deadline = time.monotonic() + LINK_WITHIN_S
        while time.monotonic() < deadline:
            url = self._services.api_for(cookie).rpc("backup_link", {"p_request_id": str(request_id)})
            if url:
                return str(url)
            time.sleep(0.5)
        raise BackupError("store_away")


def streamed(url: str) -> Iterator[bytes]:
    """What lies at a signed address. Raises BackupError before the first byte when it is not given."""
    client = httpx.Client(timeout=30)
    try:
        answer = client.send(client.build_request("GET", url), stream=True)
        answer.raise_for_status()
    except httpx.HTTPError:
        client.close()
        raise BackupError("store_away") from None
    return _pieces(client, answer)


def _pieces(client: httpx.Client, answer: httpx.Response) -> Iterator[bytes]:
    try:
        yield from answer.iter_raw()
    finally:
        answer.close()
        client.close()


def _asked(form: dict[str, str]) -> tuple[UUID, UUID] | None:
    try:
        return UUID(form["demande"]), UUID(form["copie"])
    except (KeyError, ValueError):
        return None
