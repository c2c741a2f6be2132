"""The texts of the stand-in's calls: what nobody could play is refused when it is read, by file, place and reason."""

from __future__ import annotations

import re

import pytest

from backend.local.standins.vapi.catalogue import ORDINARY, SCENARIOS, STORMY
from backend.local.standins.vapi.people import Names
from backend.local.standins.vapi.phrases import PHRASES
from backend.local.standins.vapi.problem import PROBLEMS, Problem
from backend.local.standins.vapi.script import SCENES, Script, check
from backend.local.standins.vapi.texts import DATA, BadText, parse

HEAD = 'about = "x"\nending = { reason = "customer-ended-call" }\n'


def script(written: str) -> Script:
    read = parse(written, Script, "calls/x.toml")
    check("x", read)
    return read


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (HEAD + 'moves = [{ paul = ["Oui."], slwo = true }]', "moves.0.paul.slwo"),
        (HEAD + "moves = []\noutbond = true", "outbond"),
        (HEAD, "moves: Field required"),
        ('moves = []\nending = { reason = "x" }', "about: Field required"),
        ('about = "x"\nmoves = []\nending = { message = "x" }', "ending.reason: Field required"),
        (HEAD + 'moves = [{ tool = "envoyer_texto", arguments = {} }]', "Paul has no tool 'envoyer_texto'"),
        (HEAD + 'moves = [{ tool = "enregistrer_lead" }]', "moves.0.tool.arguments: Field required"),
        (HEAD + 'moves = [{ tool = "enregistrer_lead", arguments = { nom = "{nom}" } }]', "nothing to put for nom"),
        (HEAD + 'moves = [{ pual = ["Oui."] }]', "moves.0: a move has one of the keys paul"),
        (HEAD + 'moves = [{ keep = "a", moves = [{ wait = "long" }] }]', "moves.0.keep.moves.0.wait.wait"),
        (HEAD + 'moves = [{ paul = "hello" }]', "phrases.toml has no 'hello'"),
        (HEAD + 'moves = [{ caller = ["Je suis {nom}."] }]', "nothing to put for nom"),
        (HEAD + 'moves = []\nopinion = { summary = "{who} {quoi}" }', "nothing to put for quoi"),
        (HEAD + 'moves = []\nproblems = ["maison"]', "problems.0"),
        (HEAD + 'moves = [{ play = "need_it" }]', "x: nothing to play as 'need_it'"),
        (HEAD + 'moves = [{ play = "later" }, { keep = "later", moves = [] }]', "x: nothing to play as 'later'"),
        (HEAD + "moves = [{ opening = true }]", "x: speaks of a trouble"),
        ('about = "x"\nmoves = []', "x: nothing says how it ends"),
        (HEAD + "moves = [", "calls/x.toml: "),
    ],
)
def test_a_script_that_cannot_be_played_is_refused_and_says_where(written: str, said: str) -> None:
    with pytest.raises(BadText, match=re.escape(said)):
        script(written)


def test_a_trouble_and_names_are_held_to_their_keys_too() -> None:
    trouble = 'service = "x"\nurgency = "haute"\ndescription = "x"\nopenings = ["Allô."]\n'
    assert parse(trouble, Problem, "x").openings == ("Allô.",)
    for written in (trouble + 'urgence = "haute"', trouble.replace("haute", "urgent")):
        with pytest.raises(BadText, match=r"^x: urgen"):
            parse(written, Problem, "x")
    with pytest.raises(BadText, match="men: Field required"):
        parse('women = ["Josée"]', Names, "names.toml")


def test_no_text_is_left_that_nothing_reads() -> None:
    played = (DATA / "scenes.toml").read_text() + "".join(path.read_text() for path in DATA.glob("calls/*.toml"))
    by_visits = {"offer", "next_offer", "confirmed", "given_up"}
    assert [name for name in SCENES if f'play = "{name}"' not in played and name not in by_visits] == []
    assert [name for name in PHRASES if f' = "{name}"' not in played] == []
    assert {path.stem for path in DATA.glob("problems/*.toml")} == PROBLEMS.keys()
    assert ORDINARY.keys() | STORMY.keys() <= SCENARIOS.keys()


def test_what_was_read_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        SCENARIOS["spam"].about = "autre chose"  # type: ignore[misc]
