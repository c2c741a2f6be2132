"""The stand-in account's two lines and two assistants: Paul's, and the one from which trials are dialled."""

from __future__ import annotations

LINE_NUMBER = "+14502803222"
LINE_ID = "5c0de1a7-6b2f-4d89-a3c4-91e7f5b20d68"
ASSISTANT_ID = "b8f4c7a2-19d3-4e6b-8c55-2a7e9d01f3c4"

# Guillaume's phone in the demonstration.
TRANSFER_NUMBER = "+15145550100"

# 555-01xx belongs to nobody.
TEST_LINE_NUMBER = "+14385550198"
TEST_LINE_ID = "7e57c0de-6b2f-4d89-a3c4-91e7f5b20d68"
TEST_ASSISTANT_ID = "7e57c0de-19d3-4e6b-8c55-2a7e9d01f3c4"
