"""A screen drawn by its script before any browser has connected: what is read, in its order, and no trouble."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pandas as pd
import pytest
import streamlit as st
from streamlit import runtime
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage

from backend.console.api import Api
from backend.console.first_paint import Visitor
from backend.person import Person, Role
from backend.supabase.errors import ApiError
from pages import first_paint, menu, prerender
from pages.ui import html as h
from pages.ui import session, width
from pages.ui.parts import read_or_last_known
from tests.screens import FixedToken


def no_client(_: str) -> None:
    raise AssertionError("nobody is asked anything here")


def visitor(role: Role = "owner", *, is_wide: bool = False) -> Visitor:
    person = Person("11111111-0000-4000-8000-000000000000", "personne@exemple.ca", "Personne inventée", role)
    return Visitor(person, Api(FixedToken("of nobody"), no_client), is_wide)  # type: ignore[arg-type]


def drawn(draw: Callable[[], None], who: Visitor | None = None) -> str:
    return prerender.begin(draw, who or visitor()).result(timeout=20)


def test_what_is_said_stands_in_its_order_and_in_its_container() -> None:
    def draw() -> None:
        late = st.container(key="carte-urgent-9")
        st.html("<p>second</p>")
        late.html("<p>first</p>")

    found = drawn(draw)
    assert found.index("<p>first</p>") < found.index("<p>second</p>")
    assert 'class="df-sketch st-key-carte-urgent-9"' in found


def test_controls_are_shapes_with_their_words_and_what_is_folded_stays_shut() -> None:
    def draw() -> None:
        with st.container(horizontal=True):
            st.button("Rappelé \\- <b>")
            st.segmented_control("Vue", ["Fiches", "Perdus"])
        st.selectbox("Semaine", ["une", "autre"])
        st.text_input("Caché", label_visibility="collapsed")
        with st.expander("Plus tard"):
            st.html("<p>folded</p>")
        with st.popover("Filtres"):
            st.html("<p>popped</p>")
        st.dataframe(pd.DataFrame({"a": [1]}), height=300)
        st.caption("peu de **chose**")

    found = drawn(draw)
    for words in ("Rappelé - &lt;b&gt;", "Fiches", "Perdus", "Semaine", "Plus tard", "Filtres", "peu de chose"):
        assert words in found
    for words in ("folded", "popped", "Caché", "<button", "<input"):
        assert words not in found
    assert "height:300px" in found and "df-sketch-row" in found


def test_columns_keep_their_shares() -> None:
    def draw() -> None:
        left, right = st.columns([1, 3])
        left.html("<p>a</p>")
        right.html("<p>b</p>")

    found = drawn(draw)
    assert 'style="flex-grow:0.25"' in found and 'style="flex-grow:0.75"' in found


def test_it_is_drawn_for_who_asked_and_for_nobody_else() -> None:
    def draw() -> None:
        person, _ = session.current()
        st.html(h.text("p", f"{person.role} {width.is_wide()}"))

    assert "<p>owner True</p>" in drawn(draw, visitor(is_wide=True))
    assert "<p>staff False</p>" in drawn(draw, visitor("staff"))


def test_what_went_wrong_is_left_to_the_screen_itself() -> None:
    def refused() -> None:
        st.html("<p>half</p>")
        read_or_last_known("nothing", not_answered)

    def not_answered() -> None:
        raise ApiError("unreachable", "La base ne répond pas.")

    def part_breaks() -> None:
        @st.fragment
        def part() -> None:
            raise ValueError("broken")

        st.html("<p>half</p>")
        part()

    with pytest.raises(ApiError):
        drawn(refused)
    assert drawn(part_breaks) == ""


def test_a_warning_is_shown_and_a_screen_that_stops_shows_what_it_had() -> None:
    def draw() -> None:
        st.error("Personne n’est de garde.")
        st.stop()

    assert "Personne n’est de garde." in drawn(draw)


def test_what_lies_below_a_window_is_not_even_asked_for() -> None:
    asked: list[int] = []

    def draw() -> None:
        for n in range(100):
            asked.append(n)
            st.html(f"<p>{n}</p>" + "<i></i>" * 200)

    found = drawn(draw)
    assert len(asked) < 30 and "<p>3</p>" in found


def test_two_at_once_share_nothing() -> None:
    def draw_as(words: str) -> Callable[[], None]:
        def draw() -> None:
            for n in range(50):
                st.html(f"<p>{words}</p>")
                st.session_state[f"{words}{n}"] = n
            assert len(st.session_state) == 50

        return draw

    with ThreadPoolExecutor(4) as pool:
        one, other = pool.map(drawn, [draw_as("une"), draw_as("autre")])
    assert "autre" not in one and "une" not in other


def test_a_file_offered_in_it_is_kept_for_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    files = MediaFileManager(MemoryMediaFileStorage("/media"))
    monkeypatch.setattr(runtime, "exists", lambda: True)
    monkeypatch.setattr(runtime, "get_instance", lambda: SimpleNamespace(media_file_mgr=files))
    kept: list[int] = []

    def draw() -> None:
        st.download_button("Exporter", b"a;b", "a.csv")
        st.download_button("Plus tard", lambda: b"a;b", "b.csv")
        kept.append(len(files._file_metadata) + len(files._deferred_callables))

    assert "Exporter" in drawn(draw)
    assert kept == [2]
    # Streamlit lets what can be downloaded go the second time that it finds it without an owner.
    drawn(lambda: None)
    assert (len(files._file_metadata), len(files._deferred_callables)) == (0, 0)


def test_aujourd_hui_waits_for_what_it_shows_and_a_stranger_s_screen_for_nothing() -> None:
    begin = first_paint.of((*menu.DAILY, *menu.ADMINISTRATION))
    home = begin("/", visitor())
    assert home is not None and home.answers.keys() == {"status", "today"}
    assert begin("/sante", visitor("owner")) is None and begin("/nulle-part", visitor("admin")) is None
