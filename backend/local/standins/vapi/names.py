"""Names of the invented callers."""

from __future__ import annotations

WOMEN = (
    "Marie-Ève", "Josée", "Nathalie", "Sylvie", "Chantal", "Isabelle", "Mélanie", "Caroline", "Julie", "Annie",
    "Martine", "Manon", "Lucie", "Diane", "Johanne", "Ginette", "Louise", "Francine", "Carole", "Linda", "Stéphanie",
    "Véronique", "Audrey", "Catherine", "Geneviève", "Karine", "Valérie", "Sophie", "Roxanne", "Cynthia", "Vanessa",
    "Andréanne", "Jessica", "Gabrielle", "Sabrina", "Mireille", "Huguette", "Pierrette", "Lise", "Claudette", "Fatima",
    "Nadia", "Thi Lan", "Rosa", "Amélie", "Pascale", "Brigitte", "Élise", "Noémie", "Solange",
)  # fmt: skip
MEN = (
    "Réjean", "Sylvain", "Stéphane", "Éric", "Martin", "Daniel", "Michel", "Alain", "Luc", "Marc-André", "Patrick",
    "François", "Benoît", "Yves", "Normand", "Gaétan", "Denis", "Richard", "Serge", "Mario", "Steve", "Jonathan",
    "Maxime", "Mathieu", "Alexandre", "Simon", "Olivier", "Vincent", "Philippe", "Jean-François", "Jean-Guy", "Marcel",
    "Roger", "Fernand", "Claude", "Pierre-Luc", "Kevin", "Dave", "Hugo", "Samuel", "Karim", "Mohamed", "Carlos",
    "Tony", "Giuseppe", "Gilles", "Jocelyn", "Rénald", "Yvon", "Dominic",
)  # fmt: skip
FAMILIES = (
    "Tremblay", "Gagnon", "Roy", "Côté", "Bouchard", "Gauthier", "Morin", "Lavoie", "Fortier", "Gagné", "Ouellet",
    "Pelletier", "Bélanger", "Lévesque", "Bergeron", "Leblanc", "Paquette", "Girard", "Simard", "Boucher", "Caron",
    "Beaulieu", "Cloutier", "Dubé", "Poirier", "Fournier", "Lapointe", "Leclerc", "Lefebvre", "Poulin", "Thibault",
    "St-Pierre", "Nadeau", "Martel", "Landry", "Hébert", "Desjardins", "Bernier", "Grenier", "Richard", "Michaud",
    "Gosselin", "Savard", "Demers", "Beaudoin", "Lachance", "Parent", "Boisvert", "Allard", "Couture", "Charbonneau",
    "Desrosiers", "Gervais", "Vachon", "Dufour", "Labelle", "Rousseau", "Larivière", "Brisebois", "Daigle", "Hamel",
    "Lussier", "Choquette", "Robidoux", "Archambault", "Messier", "Beauregard", "Patenaude", "Dion", "Arsenault",
    "Nguyen", "Benali", "Haddad", "Rossi", "Fernandes", "Joseph", "Pierre-Louis", "Diallo", "Singh", "Kowalski",
)  # fmt: skip
ENGLISH = (
    ("Karen", "Mitchell"), ("Steven", "O'Connor"), ("Deborah", "Walsh"), ("Brian", "Campbell"), ("Susan", "Fraser"),
    ("Gary", "Thompson"), ("Heather", "MacLeod"), ("Anil", "Sharma"), ("Michelle", "Stewart"), ("Robert", "Hughes"),
    ("Linda", "Goldberg"), ("Peter", "Papadakis"),
)  # fmt: skip
BUSINESSES = (
    "Resto Chez Mireille", "Garage Dubreuil", "Boulangerie du Vieux-Moulin", "Pizzeria Bella Notte",
    "Gestion immobilière Belvédère", "Coopérative d'habitation Les Tournesols", "Clinique dentaire du Boisé",
    "Salon Coup de Ciseaux", "CPE Les Petits Castors", "Motel Le Relais", "Quincaillerie Pomerleau et Fils",
    "Résidence Le Bel Âge", "Condos Quai du Bassin", "Lave-auto Éclair", "Buanderie Au Grand Blanc",
    "Boucherie Ferland", "Café de la Gare", "Dépanneur Chez Ti-Paul", "Centre de conditionnement Énergie",
    "Nettoyeur Saint-Thomas", "Rôtisserie Le Coq d'Or", "Immeubles Cardinal", "Clinique vétérinaire des Prairies",
    "Traiteur Table Ronde", "Aréna municipal", "École de danse Entrechat", "Casse-croûte Chez Ginette",
    "Fromagerie du Rang", "Hôtel Le Riverain", "Syndicat de copropriété Les Jardins",
)  # fmt: skip
