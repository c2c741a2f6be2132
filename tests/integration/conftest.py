"""What is made once for the whole run: a test file that imported it would have another one of its own."""

from tests.backup_fixtures import copied_database
from tests.console_fixtures import console, cookies, hired

__all__ = ["console", "cookies", "copied_database", "hired"]
