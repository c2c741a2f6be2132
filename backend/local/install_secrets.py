"""The secrets of one install: made once, kept in a file that only its owner reads."""

from __future__ import annotations

import base64
import json
import os
import secrets
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from uuid import uuid4

from cryptography.hazmat.primitives.asymmetric import ec
from jwt.algorithms import ECAlgorithm

from backend.settings.secrets import LOCAL_MARK


@dataclass(frozen=True)
class InstallSecrets:
    """Each one carries the mark by which production refuses it."""

    publishable_key: str
    secret_key: str
    signing_key: str
    supabase_admin_password: str
    postgres_password: str
    authenticator_password: str
    auth_admin_password: str
    vapi_webhook_secret: str
    vapi_api_key: str
    brevo_webhook_token: str
    brevo_api_key: str
    twilio_auth_token: str
    demo_password: str
    demo_factor_secret: str


_NAMES = [field.name for field in fields(InstallSecrets)]


def load_or_make(path: Path) -> InstallSecrets:
    """Read the install's secrets; make them on the first start, and later those that a newer version needs."""
    known: dict[str, str] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    made = replace(_make(), **{name: value for name, value in known.items() if name in _NAMES})
    if asdict(made) == known:
        return made
    # Written beside, then moved: a start that is cut short leaves no half file.
    draft = path.with_suffix(".new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        json.dump(asdict(made), file, indent=1)
    draft.replace(path)
    return made


def _make() -> InstallSecrets:
    return InstallSecrets(
        publishable_key=f"sb_publishable_{_local(24)}",
        secret_key=f"sb_secret_{_local(24)}",
        signing_key=signing_key(),
        supabase_admin_password=_local(24),
        postgres_password=_local(24),
        authenticator_password=_local(24),
        auth_admin_password=_local(24),
        vapi_webhook_secret=_local(24),
        vapi_api_key=_local(24),
        brevo_webhook_token=_local(24),
        brevo_api_key=_local(24),
        twilio_auth_token=_local(24),
        # Typed by hand on a phone now and then.
        demo_password=_local(4),
        demo_factor_secret=f"{LOCAL_MARK}{base64.b32encode(secrets.token_bytes(20)).decode()}",
    )


def signing_key() -> str:
    """A private key of the kind that hosted Supabase signs access tokens with, as a JSON Web Key."""
    made = json.loads(ECAlgorithm.to_jwk(ec.generate_private_key(ec.SECP256R1())))
    return json.dumps({**made, "kid": f"{LOCAL_MARK}{uuid4()}"})


def _local(size: int) -> str:
    return f"{LOCAL_MARK}{secrets.token_hex(size)}"
