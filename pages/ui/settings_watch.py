"""Streamlit looks five times a second whether its settings have changed; the console is restarted to change them."""

from __future__ import annotations

from streamlit.watcher.polling_path_watcher import PollingPathWatcher


def end() -> None:
    """For every file that this process watches by looking: its next look is its last, and it sees nothing."""
    PollingPathWatcher._check_if_path_changed = _look_no_more  # type: ignore[method-assign, assignment]


def _look_no_more(watcher: PollingPathWatcher) -> None:
    watcher.close()
