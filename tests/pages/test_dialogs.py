"""A box over a screen stays, whatever runs beneath it, until it is done or its screen is left."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest


def over_a_screen() -> None:
    import streamlit as st

    from pages.menu import Screen
    from pages.ui import dialogs

    @dialogs.dialog("Une boîte")
    def box() -> None:
        st.text_input("Ce qui s’écrit")
        if st.button("C’est fait"):
            opened = dialogs.opened()
            assert opened is not None
            opened.is_done = True

    def render() -> None:
        if st.button("Ouvrir"):
            box()

    Screen("Un écran", "help", "un-ecran", render).draw()


def opened() -> AppTest:
    test = AppTest.from_function(over_a_screen).run()
    assert not test.text_input
    test.button[0].click().run()
    assert len(test.text_input) == 1
    return test


def test_it_is_drawn_again_by_a_run_of_the_whole_screen_with_what_was_written() -> None:
    test = opened()
    test.text_input[0].input("des mots").run()
    # As the browser asks for when its connection is back.
    test.run()
    assert [field.value for field in test.text_input] == ["des mots"]


def test_once_done_it_is_not_drawn_again() -> None:
    test = opened()
    next(one for one in test.button if one.label == "C’est fait").click().run()
    assert not test.run().text_input
