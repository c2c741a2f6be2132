"""The console: Streamlit behind our own gate. `streamlit run console.py`, or `uvicorn console:app`."""

from __future__ import annotations

import asyncio
import gc
import importlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from streamlit import file_util

from backend import observe, serve
from backend.console import endings, errors, home_screen, index_page
from backend.console.assets import Assets
from backend.console.copies import Copies
from backend.console.devices import Devices
from backend.console.elsewhere import Elsewhere
from backend.console.first_paint import ServerRender
from backend.console.gate import Gate
from backend.console.invitation import AcceptInvitation
from backend.console.measures import MEASURES_HERE
from backend.console.recording import Recordings
from backend.console.recovery_codes import RecoveryCodes
from backend.console.second_factor import SecondFactor
from backend.console.sign_in import SignIn
from backend.console.startup import started_or_exit
from backend.supabase.errors import ApiError
from pages import first_paint, menu
from pages.ui import error as error_box
from pages.ui import settings_watch, streamlit_fixes

ROOT = Path(__file__).parent
STATIC = Path(file_util.get_static_dir())
STYLE = ROOT / "pages" / "ui" / "style.css"
# Imported before anybody waits for them. Plotly is not: a phone's first page has no chart.
WARM = ("pandas", "pyarrow", "streamlit.dataframe_util", "streamlit.elements.lib.column_config_utils")

parts, try_settings = started_or_exit()
index = index_page.read(STATIC, STYLE)
second_factor = SecondFactor(parts)
assets = Assets(STATIC, home_screen.FOLDER)


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[None]:
    """Import and compress what the first visitor would otherwise wait for."""
    observe.start(parts.settings, "console")
    try_settings()
    streamlit_fixes.mend()
    settings_watch.end()
    serve.wake_seldom()
    for name in WARM:
        importlib.import_module(name)
    await run_in_threadpool(assets.warm, index.modules)
    over = asyncio.create_task(end_what_is_over())
    proof = asyncio.create_task(MEASURES_HERE.prove_at_start())
    # What is imported stays: the collector need not look at it again after every rerun.
    gc.collect()
    gc.freeze()
    yield
    over.cancel()
    proof.cancel()


async def end_what_is_over() -> None:
    """Sessions left here end at Supabase too, however long it is away."""
    while True:
        try:
            await run_in_threadpool(parts.end_what_is_over)
        except Exception as error:
            observe.report(error, part="sessions that are over")
        await asyncio.sleep(endings.EVERY_S)


def on_script_error(error: Exception) -> bool:
    """A screen failed: reported once, and a French box instead of Streamlit's own."""
    is_ours = isinstance(error, ApiError) and error.kind != "failed"
    error_box.draw(error, "" if is_ours else errors.report(error))
    return True


app = st.App(
    ROOT / "pages" / "shell.py",
    routes=[
        *SignIn(parts, second_factor, index.modules).routes(),
        *second_factor.routes(),
        *Elsewhere(parts).routes(),
        *Devices(parts).routes(),
        *AcceptInvitation(parts, second_factor).routes(),
        *RecoveryCodes(parts).routes(),
        *Recordings(parts).routes(),
        *Copies(parts).routes(),
        *MEASURES_HERE.routes(),
    ],
    middleware=[
        Middleware(
            Gate,
            services=parts,
            assets=assets,
            index=index,
            screens=menu.paths(),
            first_paint=ServerRender(index, parts.settings.FIRST_PAINT_PATIENCE_S),
            begin=first_paint.of((*menu.DAILY, *menu.ADMINISTRATION)),
        )
    ],
    lifespan=lifespan,
    on_script_error=on_script_error,
)
