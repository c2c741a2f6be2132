"""Where the invented callers live: real towns, invented addresses in them."""

from __future__ import annotations

from dataclasses import dataclass

AREA_CODES = ("450", "579", "514", "438", "418", "581", "354", "263", "367", "819", "873", "468")


@dataclass(frozen=True, slots=True)
class Town:
    """A town with the first half of its postal codes, and how often the business hears of it."""

    name: str
    prefixes: tuple[str, ...]
    weight: int


MONTEREGIE = (
    Town("Longueuil", ("J4G", "J4H", "J4J", "J4K", "J4L", "J4M", "J4N"), 14),
    Town("Saint-Hubert", ("J3Y", "J3Z", "J4T"), 7),
    Town("Brossard", ("J4W", "J4X", "J4Y", "J4Z"), 8),
    Town("Boucherville", ("J4B",), 5),
    Town("Greenfield Park", ("J4V",), 2),
    Town("Saint-Lambert", ("J4P", "J4R", "J4S"), 3),
    Town("Chambly", ("J3L",), 4),
    Town("Saint-Bruno-de-Montarville", ("J3V",), 3),
    Town("Sainte-Julie", ("J3E",), 3),
    Town("Varennes", ("J3X",), 2),
    Town("Beloeil", ("J3G",), 3),
    Town("Mont-Saint-Hilaire", ("J3H",), 2),
    Town("Saint-Jean-sur-Richelieu", ("J2W", "J2X", "J3A", "J3B"), 6),
    Town("Saint-Hyacinthe", ("J2R", "J2S", "J2T"), 3),
    Town("Granby", ("J2G", "J2H", "J2J"), 3),
    Town("Châteauguay", ("J6J", "J6K"), 4),
    Town("Candiac", ("J5R",), 2),
    Town("La Prairie", ("J5R",), 2),
    Town("Delson", ("J5B",), 1),
    Town("Saint-Constant", ("J5A",), 3),
    Town("Sainte-Catherine", ("J5C",), 2),
    Town("Vaudreuil-Dorion", ("J7V",), 3),
    Town("Salaberry-de-Valleyfield", ("J6S", "J6T"), 2),
    Town("Marieville", ("J3M",), 1),
    Town("Carignan", ("J3L",), 1),
)
MONTREAL = (
    Town("Montréal", ("H1M", "H1T", "H1Y", "H2G", "H2J", "H2P", "H3N", "H4A", "H4C"), 12),
    Town("Verdun", ("H4G", "H4H"), 3),
    Town("LaSalle", ("H8N", "H8P", "H8R"), 3),
    Town("Anjou", ("H1J", "H1K"), 2),
    Town("Lachine", ("H8S", "H8T"), 2),
    Town("Saint-Léonard", ("H1P", "H1R", "H1S"), 2),
)
LAVAL = (Town("Laval", ("H7A", "H7E", "H7G", "H7L", "H7N", "H7P", "H7R", "H7T", "H7W", "H7X"), 10),)
QUEBEC = (Town("Québec", ("G1B", "G1C", "G1E", "G1G", "G1V", "G1X", "G2B"), 5), Town("Lévis", ("G6V", "G6W", "G6X"), 2))

TOWNS = MONTEREGIE + MONTREAL + LAVAL + QUEBEC

STREETS = (
    "rue des Érables", "rue des Merisiers", "rue des Peupliers", "rue des Lilas", "rue des Bouleaux", "rue des Ormes",
    "rue des Cèdres", "rue des Pins", "rue des Trembles", "rue des Sorbiers", "rue des Mélèzes", "rue des Pruniers",
    "rue Principale", "rue Saint-Charles", "rue Saint-Joseph", "rue Saint-Thomas", "rue Saint-Louis", "rue Saint-Paul",
    "rue Sainte-Hélène", "rue Sainte-Anne", "rue Notre-Dame", "rue du Couvent", "rue de l'Église", "rue du Collège",
    "rue du Moulin", "rue de la Fabrique", "rue du Verger", "rue du Ruisseau", "rue de la Rivière", "rue du Parc",
    "rue Beauregard", "rue Bellevue", "rue Bellerive", "rue Montcalm", "rue Champlain", "rue Frontenac", "rue Papineau",
    "rue Lafontaine", "rue Cartier", "rue Jolliet", "rue Marquette", "rue Hébert", "rue Brébeuf", "rue Le Moyne",
    "avenue des Perdrix", "avenue des Hirondelles", "avenue du Mont-Royal", "avenue Victoria", "avenue Bourgogne",
    "avenue des Pionniers", "avenue du Lac", "avenue des Marguerites", "boulevard Fréchette", "boulevard du Séminaire",
    "boulevard Industriel", "boulevard Taschereau", "boulevard Gaétan-Boucher", "boulevard des Promenades",
    "chemin du Rang-Saint-Pierre", "chemin de la Grande-Côte", "chemin des Patriotes", "chemin du Golf",
    "place des Jardins", "place du Boisé", "place Marquis", "croissant des Mésanges", "croissant du Havre",
    "montée des Trente", "rang des Vingt-Cinq", "rang de la Savane",
)  # fmt: skip
POSTAL_LETTERS = "ABCEGHJKLMNPRSTVWXYZ"
