"""A refusal of Supabase's, as the doctor says it: in the words of the sign-in, under the setting that it is about."""

from __future__ import annotations

from backend.doctor.ask import Answer
from backend.doctor.finding import Finding, broken, gap
from backend.supabase.answers import refusal_in
from backend.supabase.errors import REFUSALS, WHO, ApiError, in_two

URL, KEY = "SUPABASE_URL", "SUPABASE_PUBLISHABLE_KEY"
OF_THE_KEY = ("invalid_key", "legacy_keys", "not_admin")
OF_THE_PLACE = ("no_route", "not_supabase", "blocked")
BY_ITSELF = "Rien à faire ici : cela passe de soi-même. Si cela dure, voyez status.supabase.com."


def refusal(answer: Answer, setting: str, means: str) -> Finding:
    """Never «wrong key» for what is not one. `setting`: the key that was shown, or the part that was asked."""
    error = refusal_in(answer.status, answer.told if isinstance(answer.told, dict) else _other(answer.told))
    found, remedy = in_two(error.sentence)
    found = f"{found} (HTTP {answer.status})"
    if error.kind == "busy":
        return gap(URL, found, means, BY_ITSELF)
    if error.kind in ("unreachable", "early"):
        return broken(URL, found, means, BY_ITSELF)
    is_elsewhere = error.kind == "account" or error.code in OF_THE_PLACE
    remedy = remedy.replace(KEY, setting) if error.code in OF_THE_KEY else remedy
    return broken(URL if is_elsewhere else setting, found, means, remedy or _who(error))


def box(code: str, setting: str, means: str) -> Finding:
    """A box of the dashboard under which nobody gets in: what its refusal would say at the sign-in."""
    found, remedy = in_two(REFUSALS[code][1])
    return broken(setting, found, means, remedy)


def _other(told: object) -> dict[str, object] | None:
    """A list or a word is JSON too, and names nothing."""
    return None if told is None else {}


def _who(error: ApiError) -> str:
    return f"{WHO[error.kind][0].upper()}{WHO[error.kind][1:]}."
