"""One frozen settings object for the application, read once at the entry point from TIAOWEN_* or .env."""

from __future__ import annotations

import os
from typing import Any, Literal

from pydantic import Field, field_validator

from index.errors import SettingsError
from index.settings import IndexSettings, settings_of

ORIGIN_FORM = "http(s)://host or http(s)://host:port, separated by spaces or commas"


class Settings(IndexSettings):
    """Index settings and those of the answers and the web application."""

    answerer: Literal["extractive"] = Field("extractive", description="who words the answer")
    host: str = Field("127.0.0.1", description="address the web application listens on")
    port: int = Field(7860, ge=1, le=65535, description="port the web application listens on")
    embed_origins: str = Field("", description="origins that may frame /embed: " + ORIGIN_FORM)

    @field_validator("embed_origins")
    @classmethod
    def _origins(cls, value: str) -> str:
        for origin in value.replace(",", " ").split():
            scheme, _, host = origin.partition("://")
            if scheme not in ("http", "https") or not host or set(host) & set("/;'\"*?#\\@ "):
                raise ValueError(f"{origin!r} is no origin; write {ORIGIN_FORM}")
        return value

    @property
    def frame_ancestors(self) -> tuple[str, ...]:
        """Origins allowed to frame the widget's page, beside this host itself."""
        return tuple(self.embed_origins.replace(",", " ").split())


def load_settings(**overrides: Any) -> Settings:
    """Settings from the environment, with `overrides` that are not None on top.

    Raises SettingsError naming the setting for an unknown TIAOWEN_* name or an unusable value.
    """
    known = {f"TIAOWEN_{name}".upper() for name in Settings.model_fields}
    unknown = sorted(name for name in os.environ if name.startswith("TIAOWEN_") and name not in known)
    if unknown:
        raise SettingsError(f"Unknown setting {unknown[0]}. Known settings: {', '.join(sorted(known))}")
    return settings_of(Settings, **overrides)
