"""The trail of what people did, as its screen reads it."""

from __future__ import annotations

from uuid import uuid4

import psycopg

from tests.people import sign_in


def test_the_trail_is_searched_and_read_page_by_page(env: dict[str, str], db: psycopg.Connection) -> None:
    admin, subject = sign_in(env, "admin"), str(uuid4())
    for n in range(5):
        db.execute(
            "insert into audit_log (request_id, at, actor, action, subject_type, subject_id, result)"
            " values (gen_random_uuid(), now() - %s * interval '1 minute', null, 'update_lead', 'lead', %s, '{}')",
            [n, subject],
        )
    first = admin.rpc("audit_trail", p_subject=subject, p_limit=3).json()
    assert len(first) == 3
    last = first[-1]
    rest = admin.rpc(
        "audit_trail", p_subject=subject, p_limit=3, p_before=last["at"], p_before_id=last["request_id"]
    ).json()  # fmt: skip
    assert len(rest) == 2
    assert not {one["request_id"] for one in first} & {one["request_id"] for one in rest}
    assert admin.rpc("audit_trail", p_subject=subject, p_actions=["erase_person"]).json() == []
