"""The console, for the tests that need one running."""

from tests.console_fixtures import console, cookies, hired

__all__ = ["console", "cookies", "hired"]
