"""The running stack's settings, as `KEY=value`: the very names that the programs read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from backend.backups import keys as backup_keys
from backend.local.home import Home, Mode
from backend.local.install_secrets import InstallSecrets
from backend.local.ports import Ports
from backend.local.standins.vapi.lines import ASSISTANT_ID, LINE_ID, TEST_ASSISTANT_ID, TEST_LINE_ID, TRANSFER_NUMBER
from backend.postgres.ports import LOOPBACK
from backend.settings.base import ENVIRONMENT_ONLY
from backend.settings.secrets import LOCAL_MARK

Environment = dict[str, str]

PROJECT_REF = "embedded"
# The stand-in's account, and the toll-free number that it has.
TWILIO_ACCOUNT_SID, TWILIO_NUMBER = "AC" + 32 * "0", "+18335550101"
# Not printed by `env`: files of this machine, and what only the stack's own gateway reads.
INTERNAL = ("JOURNAL_PATH", "CONSOLE_SESSIONS_PATH", "BREVO_STANDIN_LOG", "VAPI_STANDIN_LOG", "GATEWAY_PORT",
            "POSTGREST_URL", "SUPABASE_SIGNING_KEY", "AUTH_DB_URL", "SUPERUSER_DB_URL", "SIGN_IN_LIMITS")  # fmt: skip
# Real settings of the person who starts the stack must not reach its programs: each gets its own list, and no more.
FOREIGN = ("VAPI_WEBHOOK_SECRET_PREVIOUS", "HOST", "PORT", "BACKUP_S3_ENDPOINT", "BACKUP_S3_REGION",
           "BACKUP_S3_KEY_ID", "BACKUP_S3_SECRET", "BACKUP_WORK_DIR", "DEAD_MAN_URL")  # fmt: skip


def build(home: Home, mode: Mode, ports: Ports, keys: InstallSecrets) -> Environment:
    """Every setting of the stack, internal ones included."""
    database = f"{LOOPBACK}:{ports['postgres']}/postgres"
    url = {name: f"http://{LOOPBACK}:{port}" for name, port in ports.items()}
    return {
        "CONSOLE_URL": url["console"],
        "WEBHOOK_URL": url["webhook"],
        "SUPABASE_URL": url["gateway"],
        "SUPABASE_PUBLISHABLE_KEY": keys.publishable_key,
        "SUPABASE_SECRET_KEY": keys.secret_key,
        "SUPABASE_DB_URL": f"postgresql://postgres:{keys.postgres_password}@{database}",
        # The same database as programs reach it on a hosted project; a user there has the project's name behind it.
        "POOLER_DB_URL": f"postgresql://postgres.{PROJECT_REF}:{keys.postgres_password}"
        f"@{LOOPBACK}:{ports['pooler']}/postgres",
        "VAPI_WEBHOOK_SECRET": keys.vapi_webhook_secret,
        "BREVO_WEBHOOK_TOKEN": keys.brevo_webhook_token,
        "VAPI_API_URL": url["vapi_api"],
        "VAPI_API_KEY": keys.vapi_api_key,
        "VAPI_LINE_ID": LINE_ID,
        "VAPI_TRANSFER_NUMBER": TRANSFER_NUMBER,
        "VAPI_ASSISTANT_ID": ASSISTANT_ID,
        "VAPI_TEST_LINE_ID": TEST_LINE_ID,
        "VAPI_TEST_ASSISTANT_ID": TEST_ASSISTANT_ID,
        "BREVO_API_URL": f"{url['brevo_api']}/v3",
        "BREVO_API_KEY": keys.brevo_api_key,
        "TWILIO_API_URL": url["twilio_api"],
        "TWILIO_ACCOUNT_SID": TWILIO_ACCOUNT_SID,
        "TWILIO_AUTH_TOKEN": keys.twilio_auth_token,
        "TWILIO_NUMBER": TWILIO_NUMBER,
        "DEMO_OWNER_EMAIL": "guillaume@demo.example",
        "DEMO_STAFF_EMAIL": "bureau@demo.example",
        "DEMO_ADMIN_EMAIL": "admin@demo.example",
        "DEMO_PASSWORD": keys.demo_password,
        # As a telephone holds it: letters and digits of base 32, no mark.
        "DEMO_FACTOR_SECRET": keys.demo_factor_secret.removeprefix(LOCAL_MARK),
        "BACKUP_STORE": str(home.data(mode) / "backups"),
        "BACKUP_PUBLIC_KEYS": backup_keys.make_pair(home.backup_key),
        "BACKUP_PRIVATE_KEY_FILE": str(home.backup_key),
        "JOURNAL_PATH": str(home.data(mode) / "webhook-journal.sqlite3"),
        "CONSOLE_SESSIONS_PATH": str(home.data(mode) / "console-sessions.sqlite3"),
        "BREVO_STANDIN_LOG": str(home.data(mode) / "brevo-received.jsonl"),
        "VAPI_STANDIN_LOG": str(home.data(mode) / "vapi-calls.jsonl"),
        "GATEWAY_PORT": str(ports["gateway"]),
        "POSTGREST_URL": url["postgrest"],
        "SUPABASE_SIGNING_KEY": keys.signing_key,
        "SUPERUSER_DB_URL": f"postgresql://supabase_admin:{keys.supabase_admin_password}@{database}",
        "AUTH_DB_URL": f"postgresql://supabase_auth_admin:{keys.auth_admin_password}@{database}",
        # Tests sign in hundreds of times from one address; people do not.
        "SIGN_IN_LIMITS": "true" if mode == "demo" else "false",
    }


def printed(settings: Environment) -> Environment:
    """What `python -m backend.local env` shows."""
    return {name: value for name, value in settings.items() if name not in INTERNAL}


def for_program(inherited: Mapping[str, str], settings: Environment, names: Iterable[str]) -> Environment:
    """The environment of one program: the person's, without any of our settings but the named ones, and their file."""
    ours = {*settings, *FOREIGN}
    kept = {name: value for name, value in inherited.items() if name not in ours}
    return {**kept, **{name: settings[name] for name in names}, ENVIRONMENT_ONLY: "1"}
