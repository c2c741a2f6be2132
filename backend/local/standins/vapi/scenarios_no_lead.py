"""Calls that leave no lead, by nobody's fault."""

from __future__ import annotations

from backend.local.standins.vapi.draw import Draw
from backend.local.standins.vapi.people import GUILLAUME
from backend.local.standins.vapi.problems_home import HOME
from backend.local.standins.vapi.problems_urgent import URGENT
from backend.local.standins.vapi.scenario import Caller, Ending, Line, Scenario, Transfers, Verdict, Waits
from backend.local.standins.vapi.scenes import greeting

CALLER_HUNG_UP = Ending("customer-ended-call")
PAUL_HUNG_UP = Ending("assistant-ended-call")


def wrong_number(draw: Draw) -> Scenario:
    """Somebody dialled wrong."""
    opening = draw.says(
        "Ah, scusez, mauvais numéro.", "Euh, c'est pas chez Manon?", "Je suis pas à la pharmacie, là?",
        "Allô, Roger? Ah non, je me suis trompé.", "C'est-tu la Caisse? Non? Excusez.", "Oups, mauvais numéro, désolé.",
    )  # fmt: skip
    steps = (
        greeting(draw),
        opening,
        draw.paul("Il n'y a pas de mal. Bonne journée!", "Pas de problème, bonne journée!"),
    )
    verdict = Verdict("L'appelant s'est trompé de numéro.", None, success=False)
    return Scenario("wrong_number", Caller(draw.person.number), steps, PAUL_HUNG_UP, verdict)


def spam(draw: Draw) -> Scenario:
    """Somebody sells something."""
    pitch = draw.pick(
        (
            "Bonjour, je vous appelle au sujet de votre référencement Google, votre fiche est en deuxième page.",
            "Bonjour, ici le service des fiches d'entreprise, votre inscription Google expire aujourd'hui.",
            "Bonjour, est-ce que vous seriez intéressé par des panneaux solaires pour votre commerce?",
            "Bonjour, c'est concernant les frais de votre terminal de paiement, on peut vous faire économiser.",
            "Bonjour monsieur le propriétaire, votre subvention pour une thermopompe est approuvée.",
            "Hello, this is an important message about your business listing, press one now.",
            "Bonjour, nous offrons du financement rapide aux entreprises, jusqu'à cent mille dollars sans garantie.",
        )
    )
    steps = (
        greeting(draw),
        draw.says(pitch),
        draw.paul("Merci, mais nous ne sommes pas intéressés. Avez-vous un problème de drain?"),
        draw.says("Non, mais ça prendrait juste deux minutes...", "C'est pour le responsable des achats.", "Euh, non."),
        draw.paul("Merci de votre appel, je vous souhaite une bonne journée.", "Merci, au revoir."),
    )
    verdict = Verdict("Sollicitation commerciale, aucun besoin de service.", None, success=False)
    return Scenario("spam", Caller(draw.person.number), steps, PAUL_HUNG_UP, verdict)


def silence(draw: Draw) -> Scenario:
    """Nobody speaks until Vapi gives up."""
    steps = (
        greeting(draw),
        Waits(11.0),
        draw.paul("Allô? Est-ce que vous m'entendez?", "Êtes-vous là?"),
        Waits(19.0),
    )
    return Scenario("silence", Caller(draw.person.number), steps, Ending("silence-timed-out"))


def hangup_before_lead(draw: Draw) -> Scenario:
    """The caller states the trouble and hangs up when asked who it is: somebody to call back."""
    problem = draw.pick(HOME + URGENT)
    steps = (
        greeting(draw),
        draw.says(*problem.openings),
        draw.paul("Je comprends, je vais vous aider. Est-ce que je peux avoir votre nom et votre adresse?"),
        *(
            (
                draw.says(
                    "Euh, c'est un robot, ça? Laissez faire.", "Je veux parler à quelqu'un, un vrai.", "Attendez..."
                ),
            )
            if draw.likely(0.6)
            else ()
        ),
    )
    verdict = Verdict(
        f"{problem.description}. L'appelant a raccroché avant de laisser ses coordonnées.", None, success=False
    )
    return Scenario("hangup_before_lead", Caller(draw.person.number), steps, CALLER_HUNG_UP, verdict)


def question(draw: Draw) -> Scenario:
    """A customer asks something that needs no visit."""
    asked, answered = draw.pick(
        (
            (
                "Bonjour, c'est juste pour savoir vos heures d'ouverture.",
                "Nous sommes ouverts du lundi au vendredi, de 8 h à 17 h.",
            ),
            (
                "Allô, est-ce que vous allez jusqu'à Sorel?",
                "Oui, sur demande. Voulez-vous que Guillaume vous rappelle?",
            ),
            ("Bonjour, prenez-vous les cartes de crédit?", "Oui, crédit, débit et virement."),
            (
                "Bonjour, j'ai reçu ma facture, c'est quoi les frais de déplacement?",
                "Ils couvrent le trajet du camion.",
            ),
            (
                "Allô, le technicien est-tu en route? Il devait être icitte à 10 h.",
                "Je lui fais le message tout de suite.",
            ),
        )
    )
    steps = (
        greeting(draw),
        draw.says(asked),
        draw.paul(answered),
        draw.says("Parfait, merci.", "OK, c'est tout, merci."),
        draw.paul("Merci d'avoir appelé Drain Fortin, bonne journée!"),
    )
    verdict = Verdict(f"Question d'un client: « {asked} » Réponse donnée.", None, success=True)
    return Scenario("question", draw.caller(), steps, PAUL_HUNG_UP, verdict)


def transfer(draw: Draw) -> Scenario:
    """The caller wants Guillaume, who picks up."""
    steps = (*_asks_for_guillaume(draw), _to_guillaume("connected"))
    verdict = Verdict("L'appelant voulait parler à Guillaume; transféré.", None, success=True)
    return Scenario("transfer", draw.caller(), steps, Ending("assistant-forwarded-call"), verdict)


def transfer_unanswered(draw: Draw) -> Scenario:
    """The caller wants Guillaume, who does not pick up."""
    steps = (*_asks_for_guillaume(draw), _to_guillaume("no-answer"))
    verdict = Verdict("L'appelant voulait parler à Guillaume, qui n'a pas répondu au transfert.", None, success=False)
    return Scenario("transfer_unanswered", draw.caller(), steps, Ending("call.forwarding.no-answer"), verdict)


def _asks_for_guillaume(draw: Draw) -> tuple[Line, ...]:
    wish = draw.says(
        "Je veux parler à Guillaume directement, c'est pour une soumission commerciale.",
        "Bonjour, passez-moi donc Guillaume, c'est pour le chantier de la semaine prochaine.",
        "Salut, c'est le fournisseur de tuyaux, Guillaume est-tu là?",
        "Bonjour, c'est {name}, Guillaume attend mon appel.",
    )
    goodbye = draw.paul(
        "Parfait, je vous transfère à Guillaume, restez en ligne.", "Un instant, je vous passe Guillaume."
    )
    return greeting(draw), wish, goodbye


def _to_guillaume(status: str) -> Transfers:
    return Transfers(
        GUILLAUME, "Je vous transfère à Guillaume.", "Propriétaire, soumissions commerciales et urgences", status
    )
