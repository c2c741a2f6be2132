"""The bodies of what is sent, checked by Brevo's documented rules."""

from __future__ import annotations

import json
import re
from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PrivateAttr,
    ValidationError,
    model_validator,
)
from pydantic.alias_generators import to_camel

from backend.local.standins.brevo.refusals import Refusal, invalid, missing

NUMBER = re.compile(r"\+?[0-9]{6,15}")
SENDER = re.compile(r"[A-Za-z0-9]{1,11}|[0-9]{1,15}")
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
MAX_TAGS = 10


def _matching(pattern: re.Pattern[str], complaint: str) -> AfterValidator:
    def check(value: str) -> str:
        if not pattern.fullmatch(value):
            raise ValueError(complaint)
        return value

    return AfterValidator(check)


def _tags(given: Any) -> Any:
    tags = [given] if isinstance(given, str) else given
    if isinstance(tags, list) and (len(tags) > MAX_TAGS or "" in tags):
        raise ValueError(f"tag must be a non-empty string or at most {MAX_TAGS} of them")
    return tags


class Order(BaseModel):
    """What both channels share. Unknown fields are let through, as Brevo does."""

    model_config = ConfigDict(alias_generator=to_camel, extra="ignore")

    _body: dict[str, Any] = PrivateAttr(default_factory=dict)

    template_id: int | None = None

    @property
    def body(self) -> dict[str, Any]:
        """As it came, unknown fields included."""
        return self._body


class SmsOrder(Order):
    """`POST /transactionalSMS/send` and `/sms`."""

    sender: Annotated[str, _matching(SENDER, "Sender name is invalid")]
    recipient: Annotated[str, _matching(NUMBER, "Invalid telephone number")]
    content: str | None = None
    type: Literal["transactional", "marketing"] = "transactional"
    tag: Annotated[list[str], BeforeValidator(_tags)] = []
    organisation_prefix: str = ""
    unicode_enabled: bool = False
    web_url: str | None = None

    @model_validator(mode="after")
    def _something_to_say(self) -> Self:
        if not self.content and self.template_id is None:
            raise ValueError("content is missing")
        return self

    @property
    def text(self) -> str:
        """What the phone shows."""
        return f"{self.organisation_prefix}: {self.content}" if self.organisation_prefix else self.content or ""


class Address(BaseModel):
    """A recipient, or a sender with its address."""

    email: Annotated[str, _matching(EMAIL, "email is not valid")]
    name: str | None = None


class SenderId(BaseModel):
    """A sender that Brevo knows by number."""

    id: int


class EmailOrder(Order):
    """`POST /smtp/email`, without versions, attachments or a time of sending."""

    sender: Address | SenderId | None = None
    to: Annotated[list[Address], Field(min_length=1, max_length=99)]
    subject: str | None = None
    html_content: str | None = None
    text_content: str | None = None
    tags: list[str] = []
    headers: dict[str, Any] = {}

    @model_validator(mode="after")
    def _complete_without_template(self) -> Self:
        needed = {"sender": self.sender, "subject": self.subject, "htmlContent": self.html_content or self.text_content}
        absent = [name for name, value in needed.items() if not value]
        if absent and self.template_id is None:
            raise ValueError(f"{absent[0]} is missing")
        return self


AnyOrder = TypeVar("AnyOrder", bound=Order)


def read(kind: type[AnyOrder], body: bytes) -> AnyOrder:
    """The order in this body. Raises Refusal with Brevo's code for the first thing wrong."""
    try:
        order = kind.model_validate_json(body)
    except ValidationError as error:
        raise _refused(error) from None
    order._body = json.loads(body)
    return order


def _refused(error: ValidationError) -> Refusal:
    first = error.errors(include_url=False)[0]
    name = ".".join(str(part) for part in first["loc"])
    if first["type"] == "missing":
        return missing(name)
    said = str(first.get("ctx", {}).get("error", ""))
    if said.endswith(" is missing"):
        return missing(said.removesuffix(" is missing"))
    if first["type"] == "json_invalid":
        return invalid("Input must be a valid JSON object")
    return invalid(said or f"{name or 'body'} is not valid")
