"""The console on a phone's home screen: its name, colour and pictures.

A browser asks for them without the session's cookie, so they are public; they say nothing but the name.
"""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).parent
PATHS = ("/app.webmanifest", "/apple-touch-icon.png", "/icon-192.png", "/icon-512.png")
# For the head of each page that somebody may put on their home screen. Apple reads its own names.
HEAD = (
    '<link rel="manifest" href="/app.webmanifest"><link rel="apple-touch-icon" href="/apple-touch-icon.png">'
    '<meta name="apple-mobile-web-app-title" content="Drain Fortin"><meta name="theme-color" content="#0b5a7d">'
)
