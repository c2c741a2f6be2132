"""Telephone numbers as they are dictated: understood, or kept in their own words and asked again."""

from __future__ import annotations

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.fr import phone as format_number
from backend.phones import to_e164
from backend.utterance.phone import read_phone

AREAS = ("450", "579", "354", "514", "438", "263", "819", "873", "468", "418", "581", "367", "613", "518")
FIGURES = ["zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf"]
ENGLISH = ["oh", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
TENS = ["_", "dix", "vingt", "trente", "quarante", "cinquante", "soixante", "", "quatre-vingt"]
TEENS = ["dix", "onze", "douze", "treize", "quatorze", "quinze", "seize", "dix-sept", "dix-huit", "dix-neuf"]


def french(number: int) -> str:
    """A number below a thousand as it is spoken in Québec."""
    hundreds, rest = divmod(number, 100)
    if hundreds:
        head = "cent" if hundreds == 1 else f"{FIGURES[hundreds]} cent"
        return f"{head}{'s' if rest == 0 and hundreds > 1 else ''}{f' {french(rest)}' if rest else ''}"
    tens, unit = divmod(rest, 10)
    if rest < 10:
        return FIGURES[rest]
    if tens in (1, 7, 9):
        return TEENS[unit] if tens == 1 else f"{TENS[tens - 1]}{' et ' if rest == 71 else '-'}{TEENS[unit]}"
    if unit == 0:
        return "quatre-vingts" if rest == 80 else TENS[tens]
    return f"{TENS[tens]}{' et ' if unit == 1 and tens != 8 else '-'}{FIGURES[unit]}"


numbers = st.builds(
    lambda area, exchange, line: f"+1{area}{exchange}{line:04d}",
    st.sampled_from(AREAS), st.sampled_from(["555", "280", "773", "691", "902"]), st.integers(0, 9999),
).filter(lambda number: phonenumbers.is_valid_number(phonenumbers.parse(number)))  # fmt: skip


def pair(digits: str, one_by_one: bool) -> str:
    if one_by_one or digits[0] == "0":
        return " ".join(FIGURES[int(figure)] for figure in digits)
    return french(int(digits))


@given(numbers, st.booleans(), st.booleans(), st.booleans())
def test_a_number_spoken_in_french_is_the_number(number: str, area: bool, exchange: bool, line: bool) -> None:
    parts = [pair(number[2:5], area), pair(number[5:8], exchange), pair(number[8:10], line), pair(number[10:12], line)]
    assert read_phone(", ".join(parts)).number == number


@given(numbers, st.sampled_from([" ", ", ", "-"]))
def test_a_number_spoken_figure_by_figure_is_the_number_in_both_languages(number: str, join: str) -> None:
    for words in (FIGURES, ENGLISH):
        assert read_phone(join.join(words[int(figure)] for figure in number[2:])).number == number


@given(numbers, st.sampled_from(["{}", "1-{}", "+1 {}", "mon cell c'est le {}, merci", "c'est {} le soir", "call {}"]),
       st.sampled_from(["{0} {1}-{2}", "{0}.{1}.{2}", "({0}) {1} {2}", "{0}{1}{2}", "{0}-{1}-{2}"]))  # fmt: skip
def test_a_number_in_figures_is_read_however_it_is_written(number: str, sentence: str, shape: str) -> None:
    written = sentence.format(shape.format(number[2:5], number[5:8], number[8:]))
    assert read_phone(written).number == number


@given(
    numbers,
    numbers,
    st.sampled_from(["{} ou {}", "le jour {}, le soir {}", "{} / {}", "{} or {}", "{}, {}", "{} et {}"]),
)
def test_of_two_numbers_the_first_counts_and_the_other_is_kept(first: str, second: str, sentence: str) -> None:
    heard = read_phone(sentence.format(format_number(first), format_number(second)))
    assert heard.number == first
    assert heard.others == ((second,) if second != first else ())


@given(numbers, st.integers(1, 99_999), st.sampled_from(["poste", "ext.", "extension", "x", "#", "local", "Poste:"]))
def test_an_extension_is_kept_beside_the_number(number: str, extension: int, word: str) -> None:
    heard = read_phone(f"{format_number(number)} {word} {extension}")
    assert (heard.number, heard.extension, heard.note) == (number, str(extension), f"Poste {extension}.")


@given(numbers, numbers)
def test_seven_figures_are_a_number_only_when_they_are_the_callers_own(caller: str, other: str) -> None:
    written = f"{other[5:8]}-{other[8:]}"
    assert read_phone(written).number is None
    heard = read_phone(written, caller)
    assert heard.number == (caller if caller.endswith(other[5:]) else None)
    assert heard.number or written in heard.note


@given(st.text(alphabet="0123456789", min_size=3, max_size=16), st.sampled_from(["{}", "le {} svp", "+1{}"]))
def test_figures_that_are_no_number_are_never_another_one(figures: str, sentence: str) -> None:
    heard = read_phone(sentence.format(figures), "+14505550134")
    if heard.number and heard.number != "+14505550134":
        assert heard.number.removeprefix("+1") in figures
    if heard.number is None:
        assert heard.unread


@pytest.mark.parametrize(
    "said",
    ["050 555 0199", "150 555 0133", "999 555 0134", "450 155 0134", "450 055 0134", "555-0176", "450 555 01", "280",
     "quatre cinq zéro cinq cinq", "450 555 0134 99"],
)  # fmt: skip
def test_what_cannot_be_dialled_is_kept_in_its_own_words(said: str) -> None:
    heard = read_phone(said)
    assert (heard.number, heard.note) == (None, f"Numéro dicté, pas compris: «{said}».")


@pytest.mark.parametrize(
    "said",
    ["le même", "le numéro d'où j'appelle", "celui-ci", "the same one", "this number", "the one I'm calling from",
     "mon numéro", "celui qui s'affiche"],
)  # fmt: skip
def test_the_callers_own_number_is_known_only_where_it_shows(said: str) -> None:
    assert read_phone(said, "+14505550134").number == "+14505550134"
    assert read_phone(said).number is None
    assert read_phone(said, "+14505550134").as_before == (said in ("le même", "the same one"))


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("quatre cinq zéro, deux cent quatre-vingts, trente-deux vingt-deux", "+14502803222"),
        ("huit un neuf cinq cinq cinq zéro un soixante-quinze", "+18195550175"),
        ("four five oh, triple five, zero one double three", "+14505550133"),
        ("555-0176, dans le 450", "+14505550176"),
        ("450, euh, 555, puis 0134", "+14505550134"),
        ("514 cinq cinq cinq 0147", "+15145550147"),
        ("+33 1 23 45 67 89", "+33123456789"),
        ("011 33 1 23 45 67 89", "+33123456789"),
        ("４５０ ５５５ ０１３４", "+14505550134"),
        ("450 555 O134", "+14505550134"),
        ("quatre cinq zéro, euh, cinq cinq cinq, zéro un, euh, trente-quatre", "+14505550134"),
        ("450-555-0134, non pardon, 0143", "+14505550143"),
        ("450 555-0134, non, c'est 43 à la fin", "+14505550143"),
        ("450 555-0134, non, 450 555-0143", "+14505550143"),
        ("four five oh, five five five, oh one three four, sorry, three five", "+14505550135"),
        ("450 555 0134 ou plutôt 514 555 0147", "+15145550147"),
        ("450 555-0134, je répète, 0134", "+14505550134"),
        ("450 555-0134 plutôt que 450 555-0143", "+14505550134"),
        ("450 555-0134 et non 0143", "+14505550134"),
        ("au lieu du 450 555-0143, le 450 555-0134", "+14505550134"),
        ("l'ancien était le 450 555-0143, le nouveau est le 450 555-0134", "+14505550134"),
        ("remplacez 450 555-0143 par 450 555-0134", "+14505550134"),
        ("450 555 mille deux cents", "+14505551200"),
        ("four five zero, five five five, twelve hundred", "+14505551200"),
        ("450-555-0134, zéro un trois quatre", "+14505550134"),
        ("450 555 0134, attendez, zéro un quatre trois", "+14505550143"),
        ("450 555 0134, wait, 450 555 0143", "+14505550143"),
        ("450 555 0134. Actually it's 450 555 0143", "+14505550143"),
        ("450 555 0134, make that 450 555 0143", "+14505550143"),
        ("450 555 0134, c'est-à-dire 450 555 0143", "+14505550143"),
        ("j'ai dit 450 555 0134 mais c'est 450 555 0143", "+14505550143"),
        ("pas le 450 555 0134, le 450 555 0143", "+14505550143"),
        ("pas celui-ci, un autre: 514 555 0162", "+15145550162"),
        ("le 450 555 0134, attendez, rappelez après 17 h 30", "+14505550134"),
        ("450 555-0134, non, après 18 heures", "+14505550134"),
        ("450 555-0134, plutôt vers dix-huit heures", "+14505550134"),
        ("quatre cinq zéro, trois fois cinq, zéro un trois quatre", "+14505550134"),
        ("450 555 0134, pardon?", "+14505550134"),
        ("450 555-0134 poste no 12", "+14505550134"),
        ("mon no est le 450 555-0134", "+14505550134"),
        ("c'est 450, 555, 0134. Mon adresse est le 1200 rue Laval", "+14505550134"),
        ("450 555 0134 de 9 à 5", "+14505550134"),
        ("sip:4505550134@voip.example", "+14505550134"),
        ("+1 (450) 555-0134;ext=5", "+14505550134"),
        ("quatre cent cinquante cinq cent cinquante-cinq zéro un trente-quatre", "+14505550134"),
        ("514 555 quarante quatre-vingt", "+15145554080"),
        ("514 555 vingt quatre-vingt-deux", "+15145552082"),
        ("514 555 quarante-quatre vingt-deux", "+15145554422"),
        ("514 280 trente-deux cents", "+15142803200"),
        ("five one four, two eight zero, twenty-two hundred", "+15142802200"),
    ],
)
def test_how_numbers_are_said_in_life(said: str, number: str) -> None:
    assert read_phone(said).number == number


@pytest.mark.parametrize("said", ["450 555 01, non, 02 34", "450 555-0134, non, 4", "sip:101@pbx.example"])
def test_what_was_put_right_by_half_is_asked_again(said: str) -> None:
    assert (read_phone(said).number, read_phone(said).unread) == (None, said)


@pytest.mark.parametrize("said", ["pas celui d'où j'appelle", "pas mon numéro", "not this number", "pas celui-ci",
                                  "non, pas à ce numéro", "pas à celui-ci", "not at this number"])  # fmt: skip
def test_where_they_call_from_is_not_the_number_when_they_say_so(said: str) -> None:
    heard = read_phone(said, "+14505550134")
    assert (heard.number, heard.unread) == (None, said)


def test_the_extension_of_the_number_that_shows_is_kept() -> None:
    heard = read_phone("le même, poste 12", "+14505550134")
    assert (heard.number, heard.extension) == ("+14505550134", "12")


def test_a_number_that_was_put_right_leaves_no_other_one_to_call() -> None:
    assert read_phone("450 555-0134, non pardon, 450 555-0143").others == ()
    assert read_phone("514 555-0147 poste douze, non, poste treize").number == "+15145550147"


def test_a_second_number_is_none_that_puts_the_first_right() -> None:
    heard = read_phone("450 555-0134, attendez, j'ai aussi le 514 555-0162")
    assert (heard.number, heard.others) == ("+14505550134", ("+15145550162",))
    heard = read_phone("450 555-0134 mais c'est mieux au 514 555-0162")
    assert (heard.number, heard.others) == ("+15145550162", ("+14505550134",))
    assert read_phone("450 555-0134, attendez, 450 555-0143").others == ()


def test_a_number_that_it_is_not_is_none() -> None:
    said = "ne rappelez pas au 450 555-0134"
    assert (read_phone(said).number, read_phone(said).unread) == (None, said)


def test_a_second_number_that_was_not_understood_is_kept_in_words() -> None:
    assert read_phone("450 555-0134 ou 555-0162").note == "Numéro dicté, pas compris: «450 555-0134 ou 555-0162»."


@given(st.text(max_size=600))
def test_whatever_is_written_is_read_without_a_fault(said: str) -> None:
    number = read_phone(said, "+14505550134").number
    assert number is None or phonenumbers.is_valid_number(phonenumbers.parse(number))


def test_a_long_story_of_number_words_is_read_in_no_time() -> None:
    assert read_phone("cent vingt quatre " * 4_000).number is None


@pytest.mark.parametrize(
    "hidden", ["anonymous", "+266696687", "+7378742833", "Restricted", "+86282452253", "unavailable", None]
)
def test_a_hidden_number_is_no_number(hidden: str | None) -> None:
    assert to_e164(hidden) is None


@pytest.mark.parametrize("written", ["555-0176", "5550176", "+15550176", "050 555 0199", "450 155 0134", "12"])
def test_nothing_is_dialled_that_north_america_does_not_have(written: str) -> None:
    assert to_e164(written) is None
