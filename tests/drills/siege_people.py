"""The people: a dozen at work, one who comes back, the owner somewhere new, somebody invited."""

from __future__ import annotations

import re
import threading
import time
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import httpx
from supabase import create_client

from tests.console_process import COOKIE, ConsoleProcess, run_script
from tests.local_stack import Stack
from tests.people import sign_in
from tests.telephone import show_code

PASSWORD = "local-trois tuyaux bleus"
DEVICE = "drain_device"
GIVE_UP_S = 120.0
LOOK_EVERY_S = 8.0
# What nobody at work may read because of the street.
BROKEN = ("session est terminée", "ne répond pas", "Trop d’essais", "rencontré une erreur", "n’a pas abouti")


class People:
    """Everybody of the team, through one console."""

    def __init__(self, stack: Stack, console: ConsoleProcess) -> None:
        self.emails: list[str] = []
        self.cookies: list[str] = []
        self._stack = stack
        self._console = console
        self._device = ""
        self._admin = sign_in(stack.env, "admin")
        self._elsewhere = 0

    def tick(self, **boxes: object) -> None:
        """Boxes of the sign-in service's dashboard."""
        answer = httpx.put(
            f"{self._stack.supabase_url}/_standin/sign-in", headers={"apikey": self._stack.secret_key}, json=boxes
        )
        answer.raise_for_status()

    def hire(self, number: int) -> None:
        """People, signed in; one of them and the owner have been here before."""
        service = create_client(self._stack.supabase_url, self._stack.secret_key)
        for n in range(number):
            email = f"siege{n}.{uuid4().hex[:8]}@drain.example"
            user = service.auth.admin.create_user({"email": email, "password": PASSWORD, "email_confirm": True}).user
            profile = {"user_id": user.id, "email": email, "full_name": f"Employé {n}", "role": "staff"}
            service.table("profiles").insert(profile).execute()
            self.emails.append(email)
            answer = self._entered(email, PASSWORD, {})
            self.cookies.append(answer.cookies[COOKIE])
            self._device = answer.cookies[DEVICE]
        self._entered(self._stack.email("owner"), self._stack.demo_password, {})

    def come_back(self) -> float:
        """Somebody whose session ended, on the telephone that they always use."""
        began = time.monotonic()
        self._entered(self.emails[-1], PASSWORD, {DEVICE: self._device})
        return time.monotonic() - began

    def owner_elsewhere(self) -> float:
        """The owner, on a device that nobody knows, from an address that nobody knows."""
        self._elsewhere += 1
        began = time.monotonic()
        self._entered(self._stack.email("owner"), self._stack.demo_password, {}, f"127.77.0.{self._elsewhere}")
        return time.monotonic() - began

    def accept(self) -> float:
        """Somebody invited, from the moment that the message is there."""
        email = f"{uuid4().hex[:12]}@drain.example"
        asked = self._admin.rpc(
            "invite_person", p_request_id=str(uuid4()), p_email=email, p_full_name="Léa Nouvelle", p_role="staff"
        )
        asked.raise_for_status()
        link = parse_qs(urlsplit(self._link_to(email)).query)
        form = {"genre": link["genre"][0], "jeton": link["jeton"][0], "mot_de_passe": PASSWORD, "encore": PASSWORD}
        began = time.monotonic()
        self._insist("/acces", form, {}, "127.78.0.1")
        return time.monotonic() - began

    def _entered(
        self, email: str, password: str, cookies: dict[str, str], address: str = "127.0.0.1"
    ) -> httpx.Response:
        return self._insist("/connexion", {"courriel": email, "mot_de_passe": password}, cookies, address)

    def _insist(self, path: str, form: dict[str, str], cookies: dict[str, str], address: str) -> httpx.Response:
        """As people do: again, when they are told to wait."""
        give_up_at = time.monotonic() + GIVE_UP_S
        transport = httpx.HTTPTransport(local_address=address)
        with httpx.Client(transport=transport, base_url=self._console.url, cookies=cookies, timeout=30) as client:
            while True:
                answer = show_code(client, client.post(path, data=form, headers={"Origin": self._console.url}))
                if answer.status_code == 303 or time.monotonic() > give_up_at:
                    return answer
                time.sleep(min(float(answer.headers.get("retry-after", 2)), 10.0))

    def _link_to(self, email: str) -> str:
        path = next(Path(self._stack.home).rglob("brevo-received.jsonl"))
        give_up_at = time.monotonic() + GIVE_UP_S
        while time.monotonic() < give_up_at:
            lines = [line for line in path.read_text("utf-8").splitlines() if email in line and "/acces?" in line]
            if lines:
                return str(re.findall(r"https?://[^\s\"\\]+/acces\?[^\s\"\\]+", lines[-1])[0])
            time.sleep(0.2)
        raise AssertionError("no message was sent")


def work(console: ConsoleProcess, cookie: str, over: threading.Event, broken: list[str]) -> None:
    """One person at work: their page is drawn again and again, and what is wrong with it is written down."""
    while not over.is_set():
        try:
            with console.websocket(cookie) as socket:
                while not over.is_set():
                    shown = run_script(socket, within_s=60)
                    broken.extend(words for words in BROKEN if words in shown)
                    over.wait(LOOK_EVERY_S)
        except Exception as error:
            broken.append(type(error).__name__)
            over.wait(LOOK_EVERY_S)
