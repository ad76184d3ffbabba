"""One frozen settings object for the application, read once at the entry point from TIAOWEN_* or .env."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any, Literal, get_args
from urllib.parse import urlsplit

from dotenv import dotenv_values
from limits import parse_many
from pydantic import Field, SecretStr, field_validator

from index.errors import SettingsError
from index.settings import ROOT, IndexSettings, settings_of
from qa.origins import FORM, parse_origins

MIN_SECRET_BYTES = 32  # HS256 asks for a key as long as its hash: RFC 7518, 3.2
URL_FORM = "http(s)://host:port/v1, for example http://127.0.0.1:8000/v1"
RATE_FORM = "a count and a time, for example 60/minute or 1000/day"
AnswererName = Literal["extractive", "transformers", "openai"]
ANSWERERS = get_args(AnswererName)
NEEDS = {"extractive": (), "transformers": ("llm_model",), "openai": ("llm_model", "llm_url")}


class Settings(IndexSettings):
    """Index settings and those of the answers and the web application."""

    answerer: AnswererName = Field(
        "extractive", description="who words the answer: extractive, or a chat model by transformers or openai"
    )
    llm_model: str = Field("", description="the chat model: folder, GGUF file or hub name; its name on the server")
    llm_url: str = Field("", description="address of an OpenAI-compatible server, its /v1 included")
    llm_api_key: SecretStr = Field(SecretStr(""), description="key for that server")
    llm_timeout_s: float = Field(120, gt=0, le=86_400, description="seconds a written answer may take")
    llm_retries: int = Field(2, ge=0, le=10, description="times that a server which does not reply is asked again")
    llm_rewrite: bool = Field(False, description="whether the chat model also completes follow-up questions")
    llm_max_tokens: int = Field(400, ge=16, description="length of a written answer, in the model's tokens")
    host: str = Field("127.0.0.1", min_length=1, description="address the web application listens on")
    port: int = Field(7860, ge=1, le=65535, description="port the web application listens on")
    embed_origins: str = Field("", description=f"origins that may frame /embed: {FORM}, separated by spaces or commas")
    embed_secret: SecretStr = Field(
        SecretStr(""),
        description=f"shared with the pages that embed, {MIN_SECRET_BYTES} bytes or more; "
        "when set, questions in /embed need a token signed with it",
    )

    data_dir: Path = Field(ROOT / ".data", description="folder for feedback and API keys")
    require_api_key: bool = Field(False, description="whether the API, MCP and /metrics open only to an API key")
    chat_page: bool = Field(
        True, description="whether the chat page answers whoever reaches it, or only keys and embedded pages' tokens do"
    )
    rate_limit: str = Field("240/minute", description="requests an address may make, several limits separated by ;")
    max_body_bytes: int = Field(1_048_576, ge=1024, description="size of a request's body")

    @field_validator("data_dir")
    @classmethod
    def _at_home(cls, path: Path) -> Path:
        return path.expanduser()

    @field_validator("llm_url")
    @classmethod
    def _url(cls, value: str) -> str:
        try:
            parts = urlsplit(value)
            usable = (
                parts.scheme in ("http", "https") and parts.hostname and parts.port != 0 and not re.search(r"\s", value)
            )
        except ValueError:  # a port or an IPv6 address that is none
            usable = False
        if value and not usable:
            raise ValueError(f"{value!r} is no address; write {URL_FORM}")
        return value

    @field_validator("llm_api_key")
    @classmethod
    def _in_a_header(cls, value: SecretStr) -> SecretStr:
        key = value.get_secret_value()
        if not (key.isascii() and key.isprintable()):
            raise ValueError("holds characters that no key has; copy it again")
        return value

    @field_validator("rate_limit")
    @classmethod
    def _rate(cls, value: str) -> str:
        try:
            parse_many(value)
        except ValueError as error:
            raise ValueError(f"{value!r} is no rate; write {RATE_FORM}") from error
        return value

    @field_validator("embed_origins")
    @classmethod
    def _origins(cls, value: str) -> str:
        return " ".join(parse_origins(value))

    @field_validator("embed_secret")
    @classmethod
    def _long_enough(cls, value: SecretStr) -> SecretStr:
        if 0 < len(value.get_secret_value().encode()) < MIN_SECRET_BYTES:
            make = 'python -c "import secrets; print(secrets.token_urlsafe(32))"'
            raise ValueError(f"needs {MIN_SECRET_BYTES} bytes or more; make one with: {make}")
        return value

    @property
    def frame_ancestors(self) -> tuple[str, ...]:
        """Origins allowed to frame the widget's page, beside this host itself."""
        return tuple(self.embed_origins.split())


def load_settings(**overrides: Any) -> Settings:
    """Settings from the environment, with `overrides` that are not None on top.

    Raises SettingsError naming the setting for an unknown TIAOWEN_* name or an unusable value.
    """
    settings = settings_of(Settings, **overrides)
    known = {f"TIAOWEN_{name}".upper() for name in Settings.model_fields}
    given = {*os.environ, *dotenv_values(Settings.model_config["env_file"])}
    unknown = sorted(name for name in given if name.startswith("TIAOWEN_") and name not in known)
    if unknown:
        raise SettingsError(f"Unknown setting {unknown[0]}. Known settings: {', '.join(sorted(known))}")
    for name in NEEDS[settings.answerer]:
        if not getattr(settings, name):
            missing = f"TIAOWEN_{name.upper()}"
            raise SettingsError(f"The answerer {settings.answerer} needs {missing}, which is not set. Set it")
    return settings
