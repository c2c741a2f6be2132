"""The console: Streamlit behind our own gate. `streamlit run console.py`, or `uvicorn console:app`."""

from __future__ import annotations

import gc
import importlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from streamlit import file_util

from backend import observe
from backend.console import errors, home_screen, index_page
from backend.console.assets import Assets
from backend.console.copies import Copies
from backend.console.first_paint import ServerRender
from backend.console.gate import Gate
from backend.console.invitation import AcceptInvitation
from backend.console.recording import Recordings
from backend.console.services import Services
from backend.console.sign_in import SignIn
from backend.console.startup import services_or_exit
from backend.supabase.errors import ApiError
from pages import first_paint, menu
from pages.ui import error as error_box
from pages.ui import streamlit_fixes

ROOT = Path(__file__).parent
STATIC = Path(file_util.get_static_dir())
STYLE = ROOT / "pages" / "ui" / "style.css"
# Imported before anybody waits for them. Plotly is not: a phone's first page has no chart.
WARM = ("pandas", "pyarrow", "streamlit.dataframe_util", "streamlit.elements.lib.column_config_utils")

parts: Services = services_or_exit()
index = index_page.read(STATIC, STYLE)
assets = Assets(STATIC, home_screen.FOLDER)


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[None]:
    """Import and compress what the first visitor would otherwise wait for."""
    observe.start(parts.settings, "console")
    streamlit_fixes.mend()
    for name in WARM:
        importlib.import_module(name)
    await run_in_threadpool(assets.warm, index.modules)
    # What is imported stays: the collector need not look at it again after every rerun.
    gc.collect()
    gc.freeze()
    yield


def on_script_error(error: Exception) -> bool:
    """A screen failed: reported once, and a French box instead of Streamlit's own."""
    is_ours = isinstance(error, ApiError) and error.kind in ("expired", "forbidden", "conflict", "refused")
    error_box.draw(error, "" if is_ours else errors.report(error))
    return True


app = st.App(
    ROOT / "pages" / "shell.py",
    routes=[
        *SignIn(parts, index.modules).routes(),
        *AcceptInvitation(parts).routes(),
        *Recordings(parts).routes(),
        *Copies(parts).routes(),
    ],
    middleware=[
        Middleware(
            Gate,
            services=parts,
            assets=assets,
            index=index,
            prefetch=first_paint.PREFETCH,
            screens=menu.paths(),
            first_paint=ServerRender(index, first_paint.draw, first_paint.NEEDS, parts.settings.FIRST_PAINT_PATIENCE_S),
        )
    ],
    lifespan=lifespan,
    on_script_error=on_script_error,
)
