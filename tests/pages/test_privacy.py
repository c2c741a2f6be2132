"""Conformité: a person is looked for, their request is noted, their file read, corrected and erased; the registers."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID, uuid4

import psycopg
import pytest
from streamlit.testing.v1 import AppTest

from backend.privacy import document as privacy_document
from backend.privacy import read as privacy
from backend.privacy import registers
from backend.supabase.errors import ApiError
from backend.supabase.rpc import Rpc
from tests.emptying import delete
from tests.privacy_requests import caller_of, noted, nothing_noted, owner
from tests.screens import Signed, call, screen, words

__all__ = ["nothing_noted", "owner"]

Become = Callable[[str], None]
INCIDENT = {
    "information": "Noms et numéros", "circumstances": "Un téléphone perdu", "happened_from": "2026-11-01",
    "aware_on": "2026-11-02", "persons": 12, "risk_elements": "Probabilité faible", "risk_is_serious": True,
    "measures": "=Accès retiré",
}  # fmt: skip


def conformite() -> None:
    from pages import privacy

    privacy.render()


def view(name: str) -> AppTest:
    return screen(conformite).segmented_control(key="vue-conformite").set_value(name).run()


def labels(test: AppTest) -> list[str]:
    return [one.label for one in [*test.button, *test.get("download_button")]]


def test_staff_are_refused(become: Become) -> None:
    become("staff")
    assert "réservée" in words(screen(conformite))


def test_without_evidence_nothing_is_green(become: Become, db: psycopg.Connection) -> None:
    db.execute("update privacy_settings set officer_name = null")
    become("owner")
    read = words(screen(conformite))
    assert "non mesuré avis d’enregistrement" in read
    assert "jamais dernière purge" in read
    assert "à nommer personne responsable" in read
    assert "Aucune demande" in read


def test_a_person_is_found_by_a_number_as_people_write_it(
    become: Become, env: dict[str, str], db: psycopg.Connection
) -> None:
    phone, name = caller_of(db, call(env, "urgent_lead"))
    become("owner")
    test = screen(conformite)
    test.text_input(key="p-cherche").set_value(f"({phone[2:5]}) {phone[5:8]}-{phone[8:]}")
    test.button(key="FormSubmitter:form-chercher-Chercher ce qui est détenu").click().run()
    read = words(test)
    assert name in read and "1 appel · 1 fiche" in read
    assert "Noter une demande" in labels(test)
    # What was looked for is forgotten on demand, and is nowhere in the trail.
    test.button(key="fermer-recherche").click().run()
    assert name not in words(test)
    trail = db.execute(
        "select changes::text || coalesce(result::text, '') from audit_log where action = 'search_person'"
    )
    assert [row for row in trail.fetchall() if phone[-10:] in row[0] or name in row[0]] == []


def test_the_days_left_are_counted_and_the_late_one_says_so(become: Become, owner: Rpc) -> None:
    noted(owner, "+14505550177", days_ago=33)
    noted(owner, "+14505550178", days_ago=2)
    become("admin")
    read = words(screen(conformite))
    assert "2 demandes ouvertes 1 en retard" in read
    assert "en retard de 3 jours: le silence vaut refus" in read
    assert "il reste 28 jours" in read


def test_the_file_shows_what_is_held_and_offers_what_can_be_done(
    become: Become, env: dict[str, str], db: psycopg.Connection, owner: Rpc
) -> None:
    phone, name = caller_of(db, call(env, "urgent_booking"))
    request = noted(owner, phone)
    become("owner")
    test = screen(conformite, {"demande": request})
    read = words(test)
    assert name in read and "1 rendez-vous" in read and "1 enregistrement" in read
    copies = {"Copie à lire (page)", "Copie complète (JSON)", "Copie complète (CSV)"}
    assert copies | {"Rectifier", "Effacer partout"} <= set(labels(test))


def test_somebody_of_the_team_is_pointed_out(become: Become, db: psycopg.Connection, owner: Rpc) -> None:
    db.execute("insert into recipients (full_name, phone) values ('De Garde', '+14505550199')")
    try:
        become("owner")
        assert "quelqu’un de l’équipe" in words(screen(conformite, {"demande": noted(owner, "+14505550199")}))
    finally:
        delete(db, "delete from recipients where full_name = 'De Garde'")


def test_the_certificate_is_on_the_screen_and_names_nobody(
    become: Become, env: dict[str, str], db: psycopg.Connection, owner: Rpc
) -> None:
    phone, name = caller_of(db, call(env, "urgent_lead"))
    request = noted(owner, phone, kind="erasure")
    privacy.erase(owner, uuid4(), UUID(request))
    # The stack's own worker may have been quicker.
    db.execute("select private.carry_out_erasure(%s)", [request])
    become("owner")
    read = words(screen(conformite, {"demande": request}))
    assert "Personne oubliée" in read and "1 appel" in read
    file = privacy.file(owner, UUID(request))
    certificate = privacy_document.certificate_bytes(file.request).decode().replace("\u00a0", " ")
    assert "1 fiche" in certificate and "Ce certificat ne répète" in certificate
    assert name not in read + certificate and phone[-4:] not in certificate


def test_an_administrator_s_erasure_is_shown_to_the_owner_who_has_to_confirm(
    become: Become, env: dict[str, str], db: psycopg.Connection, owner: Rpc, everyone: dict[str, Signed]
) -> None:
    phone, name = caller_of(db, call(env, "urgent_lead"))
    request = noted(owner, phone, kind="erasure")
    privacy.erase(everyone["admin"][1], uuid4(), UUID(request))
    become("owner")
    test = screen(conformite, {"demande": request})
    assert "demande l’effacement" in words(test) and name in words(test)
    assert "Effacer partout" in labels(test)


def test_what_is_somebody_else_s_is_left_out_and_a_message_of_no_call_is_shown(
    become: Become, env: dict[str, str], db: psycopg.Connection, owner: Rpc
) -> None:
    phone, name = caller_of(db, call(env, "urgent_lead"))
    db.execute(
        "insert into private.inbox (dedupe_key, type, body, happened_at) values ('loose', '?', %s, now())",
        [f"illisible {name} illisible"],
    )
    request = noted(owner, phone, name, kind="erasure")
    become("owner")
    test = screen(conformite, {"demande": request})
    assert "Messages isolés" in words(test) and "C’est elle: ajouter au dossier" in labels(test)
    lead = db.execute("select id from leads where phone = %s", [phone]).fetchone()
    assert lead is not None
    test.button(key=f"laisser-{request}-{lead[0]}").click().run()
    assert [one.id for one in privacy.file(owner, UUID(request)).leads] == []


def test_the_periods_and_what_tonight_takes(become: Become, env: dict[str, str], db: psycopg.Connection) -> None:
    call(env, "urgent_lead")
    become("admin")
    db.execute("update private.purge_plan set due_at = now() + interval '1 hour'")
    db.execute("update retention_rules set keep_days = 30, enabled = true where what = 'recordings'")
    read = words(view("Conservation"))
    assert "Rien à purger" in read
    assert "Aucune purge n’a encore passé" in read
    assert "Enregistrements chez Vapi" in read and "Registre des incidents" in read
    db.execute("update vapi_calls set created_at = created_at - interval '40 days'")
    read = words(view("Conservation"))
    assert "Enregistrements chez Vapi: 1 appel, depuis le" in read
    db.execute("update private.purge_plan set due_at = now() + interval '10 years'")


def test_an_incident_with_a_serious_risk_asks_for_the_notices(become: Become, owner: Rpc) -> None:
    become("owner")
    assert "Aucun incident inscrit" in words(view("Incidents"))
    with pytest.raises(ApiError, match="incident_fields_missing"):
        registers.save_incident(owner, uuid4(), None, {**INCIDENT, "measures": None})
    registers.save_incident(owner, uuid4(), None, INCIDENT)
    read = words(view("Incidents"))
    # What was refused used up no number.
    assert "Incident 1" in read
    assert "risque sérieux" in read and "avis à donner" in read and "12 personnes" in read
    written = registers.incidents_csv(owner).decode("utf-8-sig")
    assert written.count(";") == 2 * (len(registers.HEADINGS) - 1)
    assert "'=Accès retiré" in written


def test_the_register_tells_who_looked_at_what(
    become: Become, env: dict[str, str], everyone: dict[str, Signed], db: psycopg.Connection
) -> None:
    shown = call(env, "urgent_lead")
    everyone["staff"][1].rpc("call_detail", {"p_call_id": shown})
    become("owner")
    read = words(view("Consultations"))
    assert f"appel {shown}" in read and "a ouvert un appel" in read
    assert "a pris un rendez-vous" not in read


def test_the_notice_the_person_in_charge_and_the_providers(
    become: Become, env: dict[str, str], db: psycopg.Connection, owner: Rpc
) -> None:
    registers.save_settings(owner, uuid4(), {"officer_name": "Guillaume Fortin", "officer_email": "g@exemple.test"})
    shown = call(env, "urgent_lead")
    become("owner")
    read = words(view("Avis et fournisseurs"))
    assert "Guillaume Fortin" in read and "Vapi" in read and "évaluation (ÉFVP) à faire" in read
    assert "100 % l’ont entendu 1 appel sur 1" in read
    db.execute("update call_logs set text = 'Bonjour.' where call_id = %s and speaker = 'paul'", [shown])
    test = view("Avis et fournisseurs")
    assert "0 % l’ont entendu 0 appel sur 1" in words(test)
    assert [one for one in test.get("page_link") if "Sans avis" in one.proto.label]
    db.execute("update privacy_settings set officer_name = null, officer_email = null")
