"""Posts signed bodies over HTTP on several kept connections, as fast as they are answered."""

from __future__ import annotations

import socket
import threading
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

from backend.vapi.signature import sign


@dataclass(frozen=True, slots=True)
class Load:
    """What a run took: seconds in all, seconds of each answer, and how many were not 200."""

    seconds: float
    answers: list[float]
    refused: int

    @property
    def per_second(self) -> float:
        """Answers per second."""
        return len(self.answers) / self.seconds


def post_all(url: str, secret: str, calls: list[list[bytes]], connections: int = 8) -> Load:
    """Post whole calls to `url`/vapi, each connection one call at a time, in order; signatures are made beforehand so
    that only the server is measured."""
    host, port = urlsplit(url).hostname or "127.0.0.1", urlsplit(url).port or 80
    waiting = [[_request(host, secret, body) for body in call] for call in reversed(calls)]
    answers: list[float] = []
    statuses: list[int] = []
    threads = [
        threading.Thread(target=_client, args=(host, port, waiting, answers, statuses)) for _ in range(connections)
    ]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Load(time.perf_counter() - started, answers, sum(status != 200 for status in statuses))


def _request(host: str, secret: str, body: bytes) -> bytes:
    stamp = str(int(time.time()))
    head = (
        f"POST /vapi HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n"
        f"x-timestamp: {stamp}\r\nx-signature: {sign(secret, body, stamp)}\r\n\r\n"
    )
    return head.encode() + body


def _client(host: str, port: int, waiting: list[list[bytes]], answers: list[float], statuses: list[int]) -> None:
    with socket.create_connection((host, port)) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while True:
            try:
                call = waiting.pop()
            except IndexError:
                return
            for request in call:
                started = time.perf_counter()
                connection.sendall(request)
                statuses.append(_status(connection))
                answers.append(time.perf_counter() - started)


def _status(connection: socket.socket) -> int:
    received = connection.recv(65536)
    while b"\r\n\r\n" not in received:
        received += connection.recv(65536)
    head, _, rest = received.partition(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
    while len(rest) < length:
        rest += connection.recv(65536)
    return int(head[9:12])
