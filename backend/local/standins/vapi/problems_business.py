"""What businesses call for."""

from __future__ import annotations

from backend.local.standins.vapi.problem import Problem

BUSINESS = (
    Problem(
        "nettoyage_haute_pression",
        "normale",
        "Contrat d'entretien des drains de cuisine et du piège à graisse",
        (
            "Bonjour, je m'occupe d'un restaurant, je voudrais une soumission pour l'entretien des drains de cuisine.",
            "Oui bonjour, on cherche quelqu'un pour nettoyer nos drains pis le piège à graisse aux trois mois.",
        ),
        (
            (
                "Combien de drains avez-vous dans la cuisine?",
                ("Quatre, plus celui du lave-vaisselle.", "Trois au plancher.", "Je dirais six en tout."),
            ),
        ),
    ),
    Problem(
        "inspection_camera",
        "basse",
        "Inspection par caméra des conduites d'un immeuble de condos",
        (
            "Bonjour, je représente un syndicat de copropriété, on veut faire inspecter nos conduites par caméra.",
            "Oui, je suis gestionnaire d'immeubles, il me faudrait un prix pour passer la caméra dans trois bâtiments.",
        ),
        (("Combien de logements en tout?", ("Vingt-quatre.", "Quarante-deux portes.", "Douze par bâtiment.")),),
    ),
    Problem(
        "debouchage_egout",
        "haute",
        "Drain de plancher du commerce qui refoule, fermeture possible",
        (
            "Bonjour, on a un commerce pis le drain de plancher refoule, je vais devoir fermer si ça continue.",
            "Oui allô, c'est urgent, les toilettes du commerce refoulent pis on ouvre dans deux heures.",
        ),
        (
            (
                "Est-ce qu'on peut entrer par en arrière avec le camion?",
                ("Oui, par la ruelle.", "Oui, il y a un débarcadère.", "Non, juste par en avant."),
            ),
        ),
    ),
    Problem(
        "debouchage_toilette",
        "normale",
        "Deux toilettes publiques bouchées",
        (
            "Bonjour, on a deux toilettes de bouchées dans nos salles de bain de clients.",
            "Oui bonjour, c'est pour un commerce, les toilettes des employés évacuent pus.",
        ),
        (),
        60,
    ),
    Problem(
        "puisard",
        "basse",
        "Vidange des puisards d'un stationnement",
        (
            "Bonjour, on a cinq puisards à vider dans notre stationnement, ça prendrait un prix.",
            "Oui, je cherche une soumission pour pomper des puisards avant l'hiver.",
        ),
    ),
)
