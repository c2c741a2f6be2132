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
from backend.console import errors, index_page
from backend.console.api_error import ApiError
from backend.console.assets import Assets
from backend.console.copies import Copies
from backend.console.first_sight import FirstSight
from backend.console.gate import Gate
from backend.console.recording import Recordings
from backend.console.services import Services
from backend.console.sign_in import SignIn
from backend.console.startup import services_or_exit
from backend.console.welcome import Welcome
from backend.screens.first import HEAD_START
from pages import _first_sight, _left_behind, _menu

ROOT = Path(__file__).parent
STATIC = Path(file_util.get_static_dir())
STYLE = Path(__file__).with_name("pages") / "_style.css"
# Imported before anybody waits for them. Plotly is not: a phone's first page has no chart.
WARM = ("pandas", "pyarrow", "streamlit.dataframe_util", "streamlit.elements.lib.column_config_utils")

parts: Services = services_or_exit()
index = index_page.read(STATIC, STYLE)
assets = Assets(STATIC)


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[None]:
    """Import and compress what the first visitor would otherwise wait for."""
    observe.start(parts.settings, "console")
    _left_behind.mend()
    for name in (*WARM, *_screens()):
        importlib.import_module(name)
    await run_in_threadpool(assets.warm, index.modules)
    # What is imported stays: the collector need not look at it again after every rerun.
    gc.collect()
    gc.freeze()
    yield


def on_script_error(error: Exception) -> bool:
    """A screen failed: reported once, and a French box instead of Streamlit's own."""
    from pages import _error

    is_ours = isinstance(error, ApiError) and error.kind in ("expired", "forbidden", "conflict", "refused")
    _error.draw(error, "" if is_ours else errors.report(error))
    return True


def _screens() -> list[str]:
    return [f"pages.{path.stem}" for path in sorted(ROOT.glob("pages/*.py")) if path.stem not in ("__init__", "_shell")]


app = st.App(
    ROOT / "pages" / "_shell.py",
    routes=[
        *SignIn(parts, index.modules).routes(),
        *Welcome(parts).routes(),
        *Recordings(parts).routes(),
        *Copies(parts).routes(),
    ],
    middleware=[
        Middleware(
            Gate,
            services=parts,
            assets=assets,
            index=index,
            head_start=HEAD_START,
            screens=_menu.paths(),
            first_sight=FirstSight(index, _first_sight.draw, _first_sight.NEEDS, parts.settings.FIRST_PAINT_PATIENCE_S),
        )
    ],
    lifespan=lifespan,
    on_script_error=on_script_error,
)
