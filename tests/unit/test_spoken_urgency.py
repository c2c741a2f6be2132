"""Urgency as it is said: what presses is urgent, and what denies it is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.utterance.urgency import read_urgency

PRESSING = (
    "urgent", "urgente", "urgence", "très urgent", "super urgent", "URGENT!", "critique", "critical", "élevée", "haute",
    "high", "immédiate", "immédiatement", "tout de suite", "right away", "oui", "yes", "true", "emergency", "now",
    "an emergency", "backing up", "it's backing up", "backed up", "sewage", "flooding", "ça déborde", "refoulement",
    "inondation", "l'eau monte", "au plus vite", "asap", "ASAP!!", "maintenant", "prioritaire", "high priority",
    "urgence: oui", "urgence maximale", "sans délai", "ça ne peut pas attendre", "it can't wait", "grave", "dangereux",
    "pas juste urgent, critique", "plus aucune évacuation, urgent", "pressant", "extrême",
    "pas urgent pour l'instant mais l'eau monte", "not an emergency but sewage is coming up", "8/10", "9 sur 10",
    "pas d'inondation mais ça refoule", "plus aucune évacuation", "plus rien ne s'écoule dans la maison",
    "ça presse en titi", "ça urge", "no working toilet", "ça sent le gaz", "on peut plus aller aux toilettes",
    "au plus coupant", "la cave est pleine d'eau", "de l'eau dans le sous-sol", "5/5",
    "ça coule du plafond", "water everywhere", "sewer coming up in the basement", "water in the basement",
    "pas normal, très urgent", "it was fine but now it's flooding",
    "aucune évacuation", "ça évacue plus du tout", "nothing drains", "nothing is going down", "assez urgent",
    "urgente: aucune évacuation", "urgente - aucune évacuation", "urgent, no drainage", "emergency, no toilet",
    "urgent mais pas d'inondation", "très urgent, ça déborde pas encore", "urgent, no answer from the other company",
    "pas mal urgent", "ça presse pas mal", "pas pire urgent", "pas mal grave", "pas du tout normal, c'est urgent",
    "non, en fait oui c'est urgent", "les égouts remontent", "rien ne descend", "on peut pu flusher", "ça n'attend pas",
    "ne peut attendre", "ma seule toilette est bouchée", "water in basement", "l'eau remonte par le drain de plancher",
    "le plafond coule", "un pied d'eau", "2 inches of water", "tuyau éclaté", "pipe burst", "de la marde partout",
    "si", "si, si", "drette là", "dret-là", "pronto", "on a de l'eau aux chevilles",
    "urgente (logement du bas)", "urgente, ça refoule dans la toilette du bas", "haute, sous-sol bas",
    "L'eau refoule depuis midi", "Basement flooding since midnight", "urgent, avant midi", "urgente; client régulier",
    "maison semi-détachée, l'égout refoule", "Cliente régulière, son drain refoule",
    "Toilet overflowing, regular customer",
    "L'eau courante est coupée, ça déborde", "urgente, pas de danger", "urgente, danger: non",
    "urgent mais pas dangereux",
    "inondé, mais il n'y a pas d'urgence médicale", "non, c'est urgent", "non non, c'est très urgent",
    "no, it's urgent",
    "L'eau rentre dans le sous-sol", "L'eau sort par le drain de plancher", "Le sous-sol se remplit d'eau",
    "L'eau revient dans le bain", "rien ne s'évacue", "l'eau n'arrête pas de monter", "water won't stop coming up",
)  # fmt: skip
CALM = (
    "normale", "normal", "moyenne", "urgence moyenne", "moyennement urgent", "medium", "standard", "non", "no", "false",
    "pas urgent", "pas très urgent", "pas vraiment urgent", "pas du tout urgent", "non urgent", "non-urgent", "low",
    "not urgent", "not an emergency", "it isn't urgent", "ce n'est pas une urgence", "urgence: non", "urgent: no",
    "urgent ? non", "aucune urgence", "rien d'urgent", "rien de pressant", "peu urgent", "moins urgent", "sans urgence",
    "no emergency", "pas pressé", "no rush", "peut attendre", "it can wait", "quand vous pourrez", "basse", "faible",
    "low priority", "urgence faible", "semi-urgent", "pas critique", "not high", "0",
    "ce n'est plus urgent", "no longer urgent", "pas tout de suite", "not right away", "pas aujourd'hui, demain",
    "pas de refoulement", "aucun refoulement", "ça ne déborde pas", "ça déborde plus", "l'eau monte plus",
    "ça presse pas", "pas un refoulement", "rien ne presse", "aucunement urgent", "nullement urgent",
    "it was urgent but it's fine now",
    "c'était urgent mais c'est réglé", "c'est plus urgent, ça s'est débouché", "pas d'eau dans la cave", "1/5",
    "no flooding", "not flooding yet", "pas de dégât", "3/10", "urgent mais peut attendre à demain", "urgence: aucune",
    "urgent: non, ça peut attendre", "urgence: non, une soumission", "not urgent, no flooding", "pas mal, ça va",
    "non, c'est normal", "ça déborde pu", "c'est normal", "non, non", "pas urgent pantoute, pas d'inondation",
    "c'était urgent hier mais plus maintenant", "n'est plus une urgence", "not urgent anymore",
    "si possible cette semaine", "si ça adonne", "si vous avez le temps", "least urgent",
    "ça ne presse pas", "cela ne presse pas", "ça urge pas", "ne vous pressez pas", "pressez-vous pas", "don't rush",
    "je pense pas que c'est urgent", "je ne crois pas que ce soit urgent", "I don't think it's urgent", "zéro urgence",
    "doesn't seem urgent", "I wouldn't say it's urgent", "wasn't urgent", "urgence non requise",
    "urgence pas nécessaire",
    "emergency service not needed", "pas besoin aujourd'hui", "don't need anyone today", "no need to come today",
    "urgent? pas vraiment", "urgence réelle: non", "non, c'est pas urgent", "plutôt basse",
    "normale, pas de pression d'eau",
)  # fmt: skip


@pytest.mark.parametrize("said", PRESSING)
def test_what_presses_is_urgent(said: str) -> None:
    assert read_urgency(said) == "urgent"


@pytest.mark.parametrize("said", CALM)
def test_what_denies_it_is_not(said: str) -> None:
    assert read_urgency(said) in ("normal", "low")


@given(st.sampled_from(["urgent", "urgente", "pressant", "critique", "an emergency", "une urgence", "grave"]),
       st.sampled_from(["pas {}", "pas si {}", "pas du tout {}", "ce n'est pas {}", "c'est pas {}", "not {}",
                        "not really {}", "it's not {}", "jamais {}", "{}: non", "{}? non", "{} = no",
                        "{}: false"]))  # fmt: skip
def test_a_denial_holds_whatever_is_denied(pressing: str, denial: str) -> None:
    assert read_urgency(denial.format(pressing)) in ("normal", "low")


@pytest.mark.parametrize("said", ["basse", "low", "faible", "priorité basse", "pas pressé", "peut attendre"])
def test_what_can_wait_is_low(said: str) -> None:
    assert read_urgency(said) == "low"


@pytest.mark.parametrize("said", [None, "", "inconnue", "N/A", "null", "?"])
def test_what_was_not_said_is_not_known(said: str | None) -> None:
    assert read_urgency(said) is None


@given(st.text(max_size=300))
def test_whatever_is_said_is_read_without_a_fault(said: str) -> None:
    assert read_urgency(said) in ("urgent", "normal", "low", None)
