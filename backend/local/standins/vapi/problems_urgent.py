"""Trouble that cannot wait: water that comes up, and what storms do to basements."""

from __future__ import annotations

from backend.local.standins.vapi.problem import Problem

SEWER = "debouchage_egout"

URGENT = (
    Problem(
        SEWER,
        "haute",
        "Refoulement d'égout au sous-sol, eau qui remonte par le drain de plancher",
        (
            "Oui bonjour, euh, j'ai un gros problème, l'eau remonte par le drain de plancher dans mon sous-sol.",
            "Allô, écoutez, ça refoule dans mon sous-sol, y a de l'eau brune qui sort du drain de plancher.",
            "Bonjour, j'ai besoin de quelqu'un au plus vite, l'égout refoule dans ma cave.",
        ),
        (
            (
                "Est-ce que l'eau monte encore en ce moment?",
                (
                    "Oui, tranquillement.",
                    "Non, ça s'est arrêté, mais ça sent fort.",
                    "Chaque fois que quelqu'un tire la chasse, oui.",
                    "J'ai un bon deux pouces d'eau, là.",
                ),
            ),
        ),
    ),
    Problem(
        SEWER,
        "haute",
        "Toutes les sorties d'eau de la maison refoulent, conduit principal bouché",
        (
            "Bonjour, plus rien s'écoule dans la maison, la toilette, le bain, tout refoule en même temps.",
            "Oui allô, quand je pars la laveuse, ça ressort par le bain pis la toilette, c'est épouvantable.",
            "Bonjour, je pense que mon tuyau principal est bloqué, tout remonte dans la douche du sous-sol.",
        ),
        (
            (
                "Savez-vous où est votre regard de nettoyage?",
                (
                    "Non, aucune idée.",
                    "Oui, à côté de la fournaise.",
                    "Je pense qu'il est sous le plancher flottant.",
                    "Dans la chambre froide.",
                ),
            ),
        ),
    ),
    Problem(
        "debouchage_toilette",
        "haute",
        "Seule toilette de la maison bouchée, déborde sur le plancher",
        (
            "Bonjour, ma toilette déborde, pis c'est la seule qu'on a, avez-vous quelqu'un aujourd'hui?",
            "Oui allô, la toilette est bouchée ben raide, y a de l'eau partout dans la salle de bain.",
        ),
        (
            (
                "Avez-vous fermé la valve en arrière du réservoir?",
                ("Oui, c'est faite.", "Attendez... OK, c'est fermé.", "Elle est bloquée, j'ose pas forcer."),
            ),
        ),
        60,
    ),
    Problem(
        SEWER,
        "haute",
        "Eau d'égout dans l'appartement du rez-de-chaussée, immeuble de six logements",
        (
            "Bonjour, je suis propriétaire d'un six logements, ça refoule chez mon locataire du bas.",
            "Oui bonjour, mon locataire m'appelle, il a de l'eau d'égout dans son logement, faut que ça se règle.",
        ),
    ),
    Problem(
        "pompe_submersible",
        "haute",
        "Pompe de puisard en panne, le puits déborde au sous-sol",
        (
            "Bonjour, ma pompe de puisard a lâché pis l'eau est à ras bord, j'ai peur que ça inonde.",
            "Allô, la sump pump part pus, l'eau commence à sortir du trou dans le sous-sol.",
        ),
        (
            (
                "Est-ce que le flotteur bouge quand vous le levez?",
                ("Oui mais ça fait juste un bourdonnement.", "Non, plus rien.", "Je suis pas capable de l'atteindre."),
            ),
        ),
    ),
)

STORM = (
    Problem(
        SEWER,
        "haute",
        "Refoulement pendant l'orage, sous-sol inondé par le drain de plancher",
        (
            "Bonjour, avec toute la pluie de cette nuit, l'égout a refoulé, j'ai six pouces d'eau dans la cave.",
            "Oui allô, c'est inondé chez nous, ça sort par le drain de plancher depuis l'orage.",
            "Écoutez, on est débordés d'eau icitte, le sous-sol est plein, ça vient du drain.",
        ),
        (
            (
                "Êtes-vous en sécurité, l'eau touche-t-elle aux prises de courant?",
                (
                    "Non non, j'ai fermé le courant du sous-sol.",
                    "Pas encore, mais ça approche.",
                    "On est montés en haut, c'est correct.",
                ),
            ),
        ),
    ),
    Problem(
        "clapet_antiretour",
        "haute",
        "Clapet antiretour resté ouvert, refoulement de la rue pendant la pluie",
        (
            "Bonjour, je pense que mon clapet a pas fermé, l'eau de la rue rentre dans mon sous-sol.",
            "Oui bonjour, le clapet antiretour est bloqué par quelque chose pis ça refoule avec la pluie.",
        ),
    ),
    Problem(
        "drain_francais",
        "haute",
        "Infiltration au pied du mur de fondation depuis les fortes pluies",
        (
            "Bonjour, l'eau rentre par le bas du mur du sous-sol depuis qu'il mouille de même.",
            "Allô, j'ai de l'eau qui suinte tout le long de ma fondation, je pense que le drain français est fini.",
        ),
        (
            (
                "Est-ce que c'est sur un seul mur ou plusieurs?",
                ("Juste le mur d'en arrière.", "Deux murs, dans le coin.", "Tout le tour, je dirais."),
            ),
        ),
    ),
    Problem(
        "puisard",
        "haute",
        "Puisard d'entrée de garage bouché, l'eau entre dans le garage",
        (
            "Bonjour, le drain dans la descente de mon garage est bouché, l'eau rentre en dessous de la porte.",
            "Oui, avec l'orage la grille de mon garage avale plus rien, c'est une vraie piscine.",
        ),
        (),
        60,
    ),
    URGENT[0],
    URGENT[4],
)
