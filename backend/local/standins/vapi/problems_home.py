"""Ordinary trouble at home."""

from __future__ import annotations

from backend.local.standins.vapi.problem import Problem

DRAIN = "debouchage_drain"

HOME = (
    Problem(
        DRAIN,
        "normale",
        "Lavabo de salle de bain qui se vide très lentement",
        (
            "Bonjour, mon lavabo se vide vraiment lentement, ça prend un bon dix minutes.",
            "Oui allô, c'est pour un lavabo lent, dans la salle de bain du haut.",
            "Bonjour, j'ai un lavabo qui coule presque plus, pis ça sent pas bon.",
        ),
        (),
        60,
    ),
    Problem(
        DRAIN,
        "normale",
        "Évier de cuisine bouché, deux cuves pleines",
        (
            "Bonjour, mon évier de cuisine est bouché, les deux bords sont pleins d'eau.",
            "Oui, c'est l'évier de la cuisine, ça descend pus pantoute depuis qu'on a reçu du monde.",
            "Allô, j'ai l'évier double bloqué, j'ai essayé le siphon pis ça change rien.",
        ),
        (
            (
                "Avez-vous un broyeur à déchets?",
                ("Oui, justement.", "Non.", "Non, mais on a un lave-vaisselle branché dessus."),
            ),
        ),
        60,
    ),
    Problem(
        DRAIN,
        "normale",
        "Bain bouché, l'eau stagne après chaque douche",
        (
            "Bonjour, quand on prend notre douche, l'eau reste dans le bain jusqu'aux chevilles.",
            "Oui bonjour, le bain se vide pus, ça doit être des cheveux mais j'arrive pas à déboucher.",
        ),
        (),
        60,
    ),
    Problem(
        DRAIN,
        "normale",
        "Drain de douche du sous-sol bouché, odeur d'égout",
        (
            "Allô, ma douche au sous-sol s'égoutte mal pis ça sent l'égout.",
            "Bonjour, on a une senteur d'égout dans la douche d'en bas, je sais pas si le drain est bloqué.",
        ),
        (),
        60,
    ),
    Problem(
        "debouchage_toilette",
        "normale",
        "Toilette qui évacue mal et bouche toutes les semaines",
        (
            "Bonjour, ma toilette bouche au moins une fois par semaine, j'en peux pus.",
            "Oui, c'est pour une toilette bouchée. On en a une autre, fait que c'est pas la fin du monde.",
            "Allô, mon petit gars a jeté un jouet dans la toilette, je pense que c'est resté pris.",
        ),
        (
            (
                "Est-ce que les autres drains fonctionnent bien?",
                ("Oui, juste elle.", "Le bain est un peu lent aussi.", "Oui, tout le reste est correct."),
            ),
        ),
        60,
    ),
    Problem(
        "inspection_camera",
        "normale",
        "Inspection par caméra avant l'achat d'une maison",
        (
            "Bonjour, je suis en train d'acheter une maison pis je voudrais faire passer une caméra dans le drain.",
            "Oui bonjour, mon inspecteur me suggère une inspection caméra du drain avant la signature.",
        ),
        (
            (
                "C'est une maison de quelle année?",
                ("De 1962.", "Autour de 1978.", "Mille neuf cent cinquante-quatre.", "1985, je pense."),
            ),
            (
                "Avez-vous une date limite pour le rapport?",
                ("Oui, dix jours.", "Vendredi prochain au plus tard.", "Non, pas vraiment."),
            ),
        ),
    ),
    Problem(
        "inspection_camera",
        "basse",
        "Inspection par caméra du drain principal, bouchons à répétition",
        (
            "Bonjour, on a fait déboucher trois fois cette année, je voudrais voir ce qui se passe avec une caméra.",
            "Allô, combien ça coûte passer une caméra dans le drain principal? Ça bouche tout le temps.",
        ),
    ),
    Problem(
        "racines",
        "normale",
        "Racines dans le drain principal, gros érable devant la maison",
        (
            "Bonjour, j'ai des racines dans mon drain, on les fait couper à peu près aux deux ans.",
            "Oui, on m'a dit que j'avais des racines dans le tuyau, j'ai un gros érable en avant.",
            "Allô, le monsieur de la ville dit que c'est des racines de notre bord, faut que je fasse alésage.",
        ),
        (
            (
                "Avez-vous une vidéo ou un rapport d'une inspection passée?",
                ("Oui, de l'an passé.", "Non, rien.", "Je l'ai quelque part, je vais le retrouver."),
            ),
        ),
    ),
    Problem(
        "drain_francais",
        "basse",
        "Soumission pour vérifier et nettoyer le drain français",
        (
            "Bonjour, je voudrais faire vérifier mon drain français, la maison a quarante ans.",
            "Oui bonjour, ce serait pour une soumission, nettoyer le drain français avec les cheminées.",
            "Allô, j'ai de l'ocre ferreuse, paraît-il, j'aimerais que vous veniez voir le drain français.",
        ),
        (
            (
                "Avez-vous des cheminées de nettoyage?",
                ("Oui, deux.", "Non, pas à ma connaissance.", "Je sais pas c'est quoi."),
            ),
        ),
    ),
    Problem(
        "nettoyage_haute_pression",
        "basse",
        "Nettoyage haute pression préventif de la conduite principale",
        (
            "Bonjour, je voudrais faire nettoyer ma conduite principale à pression, en prévention.",
            "Oui, on fait ça aux trois ans, le nettoyage à haute pression, on serait dus.",
        ),
    ),
    Problem(
        "clapet_antiretour",
        "basse",
        "Vérification ou installation d'un clapet antiretour demandée par l'assureur",
        (
            "Bonjour, mon assurance me demande un clapet antiretour, est-ce que vous installez ça?",
            "Oui allô, la ville nous oblige à avoir un clapet, j'aimerais savoir si le mien est conforme.",
        ),
    ),
    Problem(
        DRAIN,
        "normale",
        "Drain de la laveuse qui déborde à l'essorage",
        (
            "Bonjour, quand ma laveuse se vide, ça déborde par le tuyau en arrière.",
            "Allô, le drain de la salle de lavage fournit pas, j'ai de l'eau par terre à chaque brassée.",
        ),
        (),
        60,
    ),
    Problem(
        "degel_conduite",
        "normale",
        "Drain de descente gelé, évier du solarium inutilisable",
        ("Bonjour, je pense que le tuyau de mon évier est gelé, il passe dans le mur d'en dehors.",),
        (),
        60,
    ),
    Problem(
        DRAIN,
        "basse",
        "Gargouillements dans les drains, évent de toit possiblement obstrué",
        (
            "Bonjour, ça fait glou glou dans la toilette chaque fois que la laveuse se vide.",
            "Oui, on entend des gargouillis dans les tuyaux, je me demande si l'évent est bouché.",
        ),
        (),
        60,
    ),
    Problem(
        "puisard",
        "basse",
        "Nettoyage du puisard de stationnement avant l'hiver",
        (
            "Bonjour, c'est pour faire vider le puisard dans mon entrée avant les gelées.",
            "Allô, j'aimerais faire nettoyer la grille et le puisard de mon garage.",
        ),
        (),
        60,
    ),
)
