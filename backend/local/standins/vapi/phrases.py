"""Paul's and the callers' ordinary sentences, by moment of the call."""

from __future__ import annotations

FIRST_MESSAGE = "Drain Fortin bonjour, ici Paul. L'appel peut être enregistré. Comment est-ce que je peux vous aider?"

COMFORT_URGENT = (
    "Ayoye, je comprends. Arrêtez d'utiliser l'eau en attendant. Est-ce que je peux avoir votre nom et votre adresse?",
    "OK, c'est une urgence, je m'en occupe. Évitez de tirer la chasse d'ici là. Votre nom et votre adresse?",
    "Je comprends, c'est stressant. On va envoyer quelqu'un. Pouvez-vous me donner votre nom et votre adresse?",
    "D'accord, restez calme, on est là pour ça. À quel nom et à quelle adresse est-ce qu'on s'en vient?",
)
COMFORT = (
    "Parfait, on fait ça souvent. Est-ce que je peux avoir votre nom et votre adresse?",
    "Je comprends. Je vais prendre vos coordonnées: votre nom et l'adresse, s'il vous plaît?",
    "OK, c'est noté. À quel nom je mets ça, et à quelle adresse?",
    "Très bien, je peux vous aider avec ça. Votre nom complet et votre adresse?",
    "Bien sûr. Je commence par votre nom et l'adresse où on irait.",
)
GIVES_ADDRESS = (
    "{name}, au {address}. {postal}.",
    "Oui, c'est {name}. Je reste au {address}, le code postal c'est {postal}.",
    "{name}. {family}, oui. Au {address}. {postal}.",
    "C'est {first} {family}, pis l'adresse c'est le {address}, {postal}.",
    "Mon nom c'est {name}, au {address}, code postal {postal}.",
)
ASKS_NUMBER = (
    "Merci {polite}. Votre numéro, c'est bien le {number}?",
    "Merci. Je vois le {number} sur l'afficheur, c'est bon pour vous rappeler?",
    "Parfait {polite}. On vous rejoint au {number}?",
)
YES = (
    "Oui c'est ça.", "Oui.", "Exactement.", "En plein ça.", "Oui, c'est mon cellulaire.", "C'est bien ça.",
    "Oui monsieur.", "Mm-hmm, oui.",
)  # fmt: skip
OFFER_URGENT = (
    "C'est noté. Guillaume pourrait passer {quand}, est-ce que ça vous convient?",
    "Votre dossier est ouvert. La première plage que j'ai, c'est {quand}. Je vous la réserve?",
    "J'ai avisé l'équipe. On pourrait être là {quand}, ça vous irait?",
)
OFFER = (
    "C'est noté. J'aurais une place {quand}, est-ce que ça vous irait?",
    "Parfait, votre dossier est créé. Est-ce que {quand} vous conviendrait?",
    "Très bien. Je peux vous proposer {quand}. Ça marche pour vous?",
    "C'est enregistré. On pourrait passer {quand}, qu'est-ce que vous en dites?",
)
ACCEPTS = (
    "Oui parfait.", "Oui, ça marche.", "Oui, je vais être là.", "Parfait, merci.", "Oui, ça m'arrange.",
    "Euh, oui, je vais m'organiser.", "C'est beau, on fait ça.", "Oui, le plus vite possible.", "Oui, numéro un.",
)  # fmt: skip
NEXT_OFFER = (
    "Ah, cette plage-là vient de partir. J'aurais {quand} à la place, ça irait?",
    "Oups, c'est déjà pris. Est-ce que {quand} vous conviendrait?",
    "Désolé, quelqu'un vient de la réserver. Il me reste {quand}, je vous la garde?",
)
CONFIRMS = (
    "C'est confirmé {quand}. Un technicien va vous appeler s'il arrive plus tôt. Bonne journée {polite}!",
    "Parfait, vous êtes à l'horaire {quand}. Le technicien va appeler avant d'arriver. Bonne journée!",
    "C'est réservé {quand}. Laissez l'accès au drain dégagé si possible. Merci {polite}, à bientôt!",
)
GIVES_UP = (
    "Je n'ai plus de plage libre cette semaine. Guillaume va vous rappeler lui-même pour trouver une place.",
    "L'horaire est plein pour le moment. Je note que c'est à fixer, Guillaume vous rappelle rapidement.",
)
THANKS = (
    "Merci beaucoup, bye.", "Merci, bonne journée.", "C'est gentil, merci.", "Merci bien, bye bye.",
    "Parfait, merci Paul.", "Merci, à bientôt.", "OK, super, bye.",
    "Ah merci, vous me sauvez la vie.", "Bon ben merci, bonjour là.",
)  # fmt: skip
WILL_CALL_BACK = (
    "C'est noté {polite}. Guillaume va vous rappeler aujourd'hui pour en parler. Bonne journée!",
    "Parfait, j'ai tout pris en note. On vous rappelle au {number} pour fixer un moment. Merci de votre appel!",
    "Votre demande est enregistrée. Quelqu'un vous rappelle pour le prix et l'horaire. Bonne journée {polite}!",
)
NO_DATE_YET = (
    "Euh, je vais regarder mon horaire, rappelez-moi plutôt.",
    "J'aimerais savoir le prix avant de prendre rendez-vous.",
    "Je veux en parler à mon chum d'abord, il peut-tu me rappeler?",
    "Pas tout de suite, je veux juste qu'on me rappelle.",
    "Je travaille de soir cette semaine, faudrait que Guillaume me rappelle pour voir.",
    "Faut que je vérifie avec mon propriétaire avant.",
)
ASKS_DATE = (
    "Est-ce que je vous réserve une visite tout de suite?",
    "Voulez-vous qu'on fixe un rendez-vous maintenant?",
    "Je peux vous réserver une plage cette semaine, ça vous intéresse?",
)
BUSINESS_QUOTE = (
    "C'est noté. Guillaume prépare lui-même les soumissions, il vous rappelle d'ici demain.",
    "Parfait, Guillaume va vous rappeler pour voir ça sur place et vous faire un prix.",
)
BUSINESS_URGENT = (
    "J'avise Guillaume tout de suite, il vous rappelle dans les prochaines minutes.",
    "C'est noté comme urgent. Guillaume vous rappelle dès qu'il raccroche.",
)
