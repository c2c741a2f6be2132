"""Every role on every screen on every sort of day: nothing breaks, and each day is told as what it is."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import psycopg
import pytest
from streamlit.testing.v1 import AppTest

from backend.console.api import Api
from backend.console.identity import Identity
from backend.person import Role
from backend.postgres.ports import free_port
from backend.settings.console import ConsoleSettings
from pages import menu
from pages.ui import links, session
from tests.pages.days import DAYS, blank, quiet
from tests.screens import FixedToken, Signed, words

ROLES: tuple[Role, ...] = ("owner", "staff", "admin")
SCREENS = (*menu.DAILY, *menu.ADMINISTRATION)
REFUSED = "Cette page est réservée"
STALE = "Voici les données de"
Db = psycopg.Connection


@dataclass(frozen=True)
class Row:
    """What one screen says on each day: of nobody, of two people, of sixty, and of all that went wrong."""

    empty: str
    quiet: str
    storm: str
    red: str


ROWS: dict[str, Row] = {
    "": Row("Personne n’attend d’appel", "2 à rappeler", "60 à rappeler", "Alerte: personne n’a été rejoint"),
    "appels": Row("Le premier appel reçu par Paul paraîtra ici", "450 555-1002", "450 555-1009", "✕ Panne"),
    "clients": Row("0 sur 0 fiche", "1 sur 2 fiches", "5 sur 60 fiches", "2 sur 3 fiches"),
    "client": Row("Ce client est introuvable", "1 appel 1 fiche", "✓ Coordonnées prises", "✕ Panne"),
    "alertes": Row("Aucune alerte", "✓ livrée", "en attente d’envoi", "✕ personne n’a été rejoint"),
    "rendez-vous": Row(
        "Aucun rendez-vous cette semaine", "1 rendez-vous", "5 rendez-vous", "2 rendez-vous, 2 à confirmer"
    ),
    "semaine": Row("Ni cette semaine ni celle d’avant", "0,50 $ US", "15,00 $ US", "0,75 $ US"),
    "latence": Row("Rien de mesuré", "0 sur 10", "60 sur 600", "90 sur 100"),
    "essais": Row("Aucun essai à ce jour", "Aucun essai à ce jour", "Aucun essai à ce jour", "étape «Décroché»"),
    "plan-b": Row(
        "personne prendrait les appels", "Guillaume prendrait les appels", "Paul répond à la ligne",
        "La ligne est détournée vers Guillaume",
    ),
    "reglages": Row(
        "Personne ne peut recevoir les appels", "De garde: Guillaume", "20 plages par semaine", "De garde: personne"
    ),
    "sauvegardes": Row(
        "Aucune copie pour l’instant", "2 appels, 2 clients potentiels", "60 appels, 60 clients potentiels",
        "L’endroit des copies ne répond pas",
    ),
    "equipe": Row("accès ouverts", "accès ouverts", "accès ouverts", "cette adresse a déjà un compte"),
    "conformite": Row(
        "personne n’attend de réponse", "Aucune demande", "0 demande ouverte", "le silence vaut refus"
    ),
    "sante": Row("Alertes non mesuré", "dernière livrée", "en attente", "Brevo refuse la clé"),
    "mise-en-service": Row("NE PAS DÉPLOYER", "NE PAS DÉPLOYER", "NE PAS DÉPLOYER", "NE PAS DÉPLOYER"),
}  # fmt: skip


@pytest.fixture(scope="module")
def away(env: dict[str, str], everyone: dict[str, Signed]) -> dict[str, Signed]:
    """The three people, where nothing answers any more."""
    names = {name: value for name, value in env.items() if name in ConsoleSettings.model_fields}
    nowhere = ConsoleSettings(**names | {"SUPABASE_URL": f"http://127.0.0.1:{free_port()}"})  # type: ignore[arg-type]
    made = Identity(nowhere).client
    return {role: (person, Api(FixedToken("of nobody"), made)) for role, (person, _) in everyone.items()}


@pytest.fixture(autouse=True)
def as_it_was(db: Db) -> Iterator[None]:
    """What these days write is gone afterwards."""
    yield
    blank(db)


def one_screen(path: str) -> None:
    from pages import menu

    next(screen for screen in (*menu.DAILY, *menu.ADMINISTRATION) if screen.path == path).render()


def prepared(path: str, db: Db) -> AppTest:
    test = AppTest.from_function(one_screen, args=(path,), default_timeout=60)
    if path == links.CUSTOMER_PATH:
        found = db.execute("select id from leads order by created_at desc limit 1").fetchone()
        test.query_params[links.OF_LEAD] = str(found[0] if found else uuid.uuid4())
    return test


def look(role: Role, see: Callable[[menu.Screen], list[str]]) -> dict[str, list[str]]:
    """What is wrong, by screen."""
    return {f"{role} {screen.title}": wrong for screen in SCREENS if (wrong := see(screen))}


def missing(test: AppTest, *wanted: str) -> list[str]:
    said = words(test)
    wrong = [f"exception: {one.value}" for one in test.exception]
    return wrong + [f"not said: {one}" for one in wanted if one not in said]


def test_every_screen_has_its_row() -> None:
    assert ROWS.keys() == {screen.path for screen in SCREENS}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("day", DAYS)
def test_each_day_is_told_as_what_it_is(role: Role, day: str, become: Callable[[str], None], db: Db) -> None:
    DAYS[day](db)
    become(role)

    def see(screen: menu.Screen) -> list[str]:
        allowed = role in screen.roles
        return missing(prepared(screen.path, db).run(), getattr(ROWS[screen.path], day) if allowed else REFUSED)

    assert look(role, see) == {}


@pytest.mark.parametrize("role", ROLES)
def test_what_was_read_stays_with_its_hour_while_nothing_answers(
    role: Role, become: Callable[[str], None], away: dict[str, Signed], db: Db, monkeypatch: pytest.MonkeyPatch
) -> None:
    quiet(db)

    def see(screen: menu.Screen) -> list[str]:
        if role not in screen.roles:
            return []
        become(role)
        test = prepared(screen.path, db).run()
        monkeypatch.setattr(session, "current", lambda: away[role])
        return missing(test.run(), STALE, ROWS[screen.path].quiet)

    assert look(role, see) == {}


@pytest.mark.parametrize("role", ROLES)
def test_what_could_not_be_read_is_no_empty_day(
    role: Role, become: Callable[[str], None], away: dict[str, Signed], db: Db, monkeypatch: pytest.MonkeyPatch
) -> None:
    become(role)
    monkeypatch.setattr(session, "current", lambda: away[role])

    def see(screen: menu.Screen) -> list[str]:
        if role not in screen.roles:
            return []
        test = prepared(screen.path, db).run()
        empty = ROWS[screen.path].empty
        wrong = [f"said: {empty}"] if empty in words(test) else []
        return wrong + missing(test, "ne répond pas")

    assert look(role, see) == {}
