"""What may be wrong with a drain, and how people say it."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random


@dataclass(frozen=True, slots=True)
class Problem:
    """One kind of trouble: its service code, its urgency, and the words for it."""

    service: str
    urgency: str
    description: str
    openings: tuple[str, ...]
    # Paul's questions about it, each with what callers answer.
    questions: tuple[tuple[str, tuple[str, ...]], ...] = ()
    minutes: int = 90


# Asked about nearly any trouble.
COMMON_QUESTIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "Ça dure depuis quand à peu près?",
        (
            "Depuis hier soir.", "Ça fait deux, trois jours.", "Depuis à matin.", "Une bonne semaine, là.",
            "Ben ça a commencé en fin de semaine.", "Ça fait un bout, mais là c'est rendu pire.",
            "Depuis à peu près une heure.", "Je dirais depuis lundi.",
        ),
    ),
    (
        "C'est une maison, un condo ou un logement?",
        (
            "Une maison, un bungalow.", "C'est un duplex, j'habite le bas.", "Un condo au rez-de-chaussée.",
            "Une maison de ville.", "Un triplex, je suis propriétaire.", "Un cottage à deux étages.",
            "Un jumelé qui date des années soixante-dix.", "Je suis locataire, mais mon proprio est au courant.",
        ),
    ),
    (
        "Est-ce que vous avez essayé quelque chose?",
        (
            "J'ai passé le siphon, ça a rien donné.", "J'ai mis du Drano, mais non.", "Non, j'ai rien touché.",
            "Mon chum a essayé avec un fichoir, sans succès.", "Oui, de l'eau bouillante pis du vinaigre.",
            "Mon beau-frère a passé un petit serpent, ça a tenu deux jours.",
        ),
    ),
    (
        "Est-ce qu'on est déjà passés chez vous?",
        (
            "Non, c'est la première fois.", "Oui, il y a trois, quatre ans.",
            "Non, c'est mon voisin qui m'a parlé de vous.",
            "Oui, Guillaume est venu l'automne passé.", "Jamais, je vous ai trouvés sur Google.",
        ),
    ),
)  # fmt: skip


def exchanges(rng: Random, problem: Problem, count: int) -> list[tuple[str, str]]:
    """Some questions with their answers, the trouble's own before the common ones."""
    asked = list(problem.questions) + rng.sample(COMMON_QUESTIONS, len(COMMON_QUESTIONS))
    return [(question, rng.choice(answers)) for question, answers in asked[:count]]
