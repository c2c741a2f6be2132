"""The lights of the watch. A check that stops running turns grey, then red; nothing is green without a measure."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from backend import fr
from backend.health import words as say
from backend.health.watch_read import CheckIn, SentryEvent, Watching
from backend.health.words import Words
from backend.lights import Light, Probe, State, age_s, not_measured
from backend.supabase.errors import REFUSALS, in_two

# Missed more than twice: grey. Five times as long: red.
GREY_AFTER = 2.2
LEAST_GREY_S = 180.0
RED_AFTER = 5
PROVEN_FOR_S = 7 * 86_400
NOBODY = "personne ne veille sur la surveillance"
ONLY_ONE = "un seul: si Brevo tombe, aucun texto ne part, et rien n’appelle"
PROGRAMS = {"webhook": "réception des appels", "worker": "service de fond", "console": "console"}
HOUR_S = 3600.0
OF_THE_DATA_API = ("data_api", "chain_read")
# Each job: its name, grey after, red after.
JOBS = {
    "worker": ("Service de fond", 12 * 60.0, HOUR_S),
    "probes": ("Sondes", 12 * 60.0, HOUR_S),
    "reconciliation": ("Écart avec Vapi", 15 * 60.0, HOUR_S),
    "backup": ("Sauvegarde", 26 * HOUR_S, 50 * HOUR_S),
    "proof": ("Épreuve d’une copie", 26 * HOUR_S, 50 * HOUR_S),
    "digest": ("Bilan du matin", 26 * HOUR_S, 50 * HOUR_S),
}
RESTART = "Plus rien ne mesure: redémarrez le service de fond."


def probes(watching: Watching) -> list[tuple[str, Light]]:
    """Each probe's own name and its light."""
    return [(name, probe(name, watching.reading(name), watching.now)) for name in say.PROBES]


def chain(watching: Watching) -> list[tuple[str, Light]]:
    """The whole chain and each step of it; broken, it says when it was last proven."""
    whole, *steps = [(name, probe(name, watching.reading(name), watching.now)) for name in say.CHAIN]
    name, light = whole
    if light.state in ("bad", "unknown") and watching.chain_proven_at:
        proven = f"prouvé pour la dernière fois {fr.ago(watching.chain_proven_at, watching.now)}"
        light = replace(light, text=f"{light.text}; {proven}")
    return [(name, light), *steps]


def probe(name: str, reading: Probe | None, now: datetime) -> Light:
    """One probe: its value and whether that is well, or how long nobody has measured."""
    words = {**say.PROBES, **say.CHAIN}[name]
    if reading is None:
        return not_measured(words.name, words.source, words.meaning)
    stale = _stale(words, reading.at, now)
    if stale:
        return stale
    if reading.value is None and reading.detail in ("not_set", "loopback", "no_https"):
        return _not_applicable(name, words, reading)
    shown = words.show(reading.value) if reading.value is not None else ""
    beside = say.BESIDE.get(reading.detail or "", "") if reading.ok else _reason(reading)
    text = ", ".join(filter(None, (shown, beside)))
    if not reading.ok:
        remedy = _refused(reading)[1] or words.remedy
        return Light(words.name, "bad", text, reading.at, remedy, words.source, words.meaning)
    slow = words.slow is not None and (reading.value or 0) > words.slow
    state: State = "warn" if slow else "good"
    return Light(words.name, state, f"{text}: lent" if slow else text, reading.at, "", words.source, words.meaning)


def _stale(words: Words, at: datetime, now: datetime) -> Light | None:
    grey_s, age = max(LEAST_GREY_S, GREY_AFTER * words.every_s), age_s(at, now)
    if age <= grey_s:
        return None
    if age <= grey_s * RED_AFTER:
        return Light(words.name, "unknown", "mesure trop ancienne", at, "", words.source, words.meaning)
    text = f"plus mesuré depuis {fr.span(age)}"
    return Light(words.name, "bad", text, at, RESTART, words.source, words.meaning)


def _not_applicable(name: str, words: Words, reading: Probe) -> Light:
    if name == "dead_man":
        remedy = "Créez une veille chez Sentry ou un service semblable, et donnez son adresse dans DEAD_MAN_URL."
        return Light(words.name, "warn", NOBODY, reading.at, remedy, words.source, words.meaning)
    if name == "twilio_balance":
        remedy = "Ouvrez un compte Twilio et donnez TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN et TWILIO_NUMBER."
        return Light(words.name, "warn", ONLY_ONE, reading.at, remedy, words.source, words.meaning)
    text = say.NOT_APPLICABLE.get(name, "non mesuré")
    return Light(words.name, "unknown", text, reading.at, "", words.source, words.meaning)


def _reason(reading: Probe) -> str:
    said = say.REASONS.get(reading.detail or "") or _refused(reading)[0] or reading.detail
    return said or ("" if reading.value is not None else "en échec")


def _refused(reading: Probe) -> tuple[str, str]:
    """Supabase's refusals in the words of the sign-in; elsewhere a code may mean another thing."""
    known = reading.name in OF_THE_DATA_API and reading.detail in REFUSALS
    return in_two(REFUSALS[str(reading.detail)][1]) if known else ("", "")


def check_ins(watching: Watching) -> list[Light]:
    """Each job that comes by itself, and when it last came."""
    known = {one.job: one for one in watching.check_ins}
    return [_job(job, known.get(job), watching) for job in JOBS]


def _job(job: str, last: CheckIn | None, watching: Watching) -> Light:
    name, grey_s, red_s = JOBS[job]
    if last is None:
        return Light(name, "unknown", "jamais venu" if _is_on(job, watching) else "arrêté dans les réglages")
    if not last.ok:
        well = f"; bien allé {fr.ago(last.ok_at, watching.now)}" if last.ok_at else ""
        return Light(name, "bad", f"en échec{well}", last.at, "Voyez son écran et le journal des erreurs.")
    age = age_s(last.at, watching.now)
    if age <= grey_s:
        return Light(name, "good", "bien allé", last.at)
    if not _is_on(job, watching):
        return Light(name, "unknown", "arrêté dans les réglages", last.at)
    if age <= red_s:
        return Light(name, "unknown", "attendu depuis trop longtemps", last.at)
    return Light(name, "bad", "ne vient plus", last.at, "Vérifiez le service de fond.")


def _is_on(job: str, watching: Watching) -> bool:
    if job in ("backup", "proof"):
        return watching.backups_on is not False
    return job != "digest" or watching.digest_on is not False


def sentry(watching: Watching) -> list[Light]:
    """Whether Sentry takes what each program sends: proven by an event that it accepted."""
    known = {one.program: one for one in watching.sentry}
    return [_program(program, known.get(program), watching) for program in PROGRAMS]


def _program(program: str, last: SentryEvent | None, watching: Watching) -> Light:
    name = f"Sentry, {PROGRAMS[program]}"
    asked = watching.sentry_asked_at
    if last is None:
        return Light(name, "unknown", "aucun événement d’essai envoyé")
    if last.detail == "no_dsn":
        remedy = "Donnez SENTRY_DSN à ce programme: sans cela, ses erreurs ne préviennent personne."
        return Light(name, "warn", "aucune adresse Sentry", last.at, remedy)
    if not last.accepted:
        why = {"unreachable": "Sentry injoignable", "no_answer": "Sentry n’a pas répondu à temps"}
        remedy = "Vérifiez SENTRY_DSN et l’état de Sentry, puis envoyez un autre événement d’essai."
        return Light(name, "bad", why.get(last.detail or "", f"refusé ({last.detail})"), last.at, remedy)
    if age_s(last.at, watching.now) > PROVEN_FOR_S:
        return Light(name, "unknown", "événement accepté, mais trop ancien pour prouver quoi que ce soit", last.at)
    waits = ", un autre est demandé" if asked and asked > last.at else ""
    return Light(name, "good", f"événement d’essai accepté{waits}", last.at)
