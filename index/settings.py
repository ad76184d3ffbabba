"""Where the index lives and which model makes it: read once from TIAOWEN_* or .env, then passed down."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Literal, TypeVar

from dotenv import dotenv_values
from platformdirs import user_cache_path
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from index.errors import SettingsError

ROOT = Path(__file__).resolve().parent.parent
BUNDLED_MODEL = "multilingual-e5-small"
OF_THE_APPLICATION = frozenset(
    "answerer llm_model llm_url llm_api_key llm_timeout_s llm_retries llm_rewrite llm_max_tokens host port "
    "embed_origins embed_secret data_dir require_api_key chat_page rate_limit max_body_bytes".split()
)  # the other fields of qa.settings.Settings, which nothing here imports; a test holds them together


class IndexSettings(BaseSettings):
    """Settings of the index; every field is also an environment variable `TIAOWEN_<FIELD>`."""

    model_config = SettingsConfigDict(
        env_prefix="TIAOWEN_", env_file=".env", env_file_encoding="utf-8", frozen=True, extra="ignore"
    )

    corpus_dir: Path = Field(ROOT / "corpus", description="folder with the documents")
    index_dir: Path = Field(ROOT / ".index", description="folder the index is written to")
    cache_dir: Path = Field(
        default_factory=lambda: user_cache_path("tiaowen"), description="folder for the unpacked default model"
    )
    embedding_model: str = Field(
        BUNDLED_MODEL, min_length=1, description="the bundled model, a hub name, or a sentence-transformers folder"
    )

    embedding_runtime: Literal["openvino", "torch"] = Field(
        "openvino", description="what the bundled model runs on: openvino (int8) or torch (fp32)"
    )

    @field_validator("corpus_dir", "index_dir", "cache_dir", mode="before")
    @classmethod
    def _named(cls, path: object) -> object:
        if isinstance(path, str) and not path.strip():
            raise ValueError("name a folder, or leave the setting out")
        return path

    @field_validator("corpus_dir", "index_dir", "cache_dir")
    @classmethod
    def _home(cls, path: Path) -> Path:
        return path.expanduser()


AnySettings = TypeVar("AnySettings", bound=BaseSettings)


def settings_of(kind: type[AnySettings], **overrides: Any) -> AnySettings:
    """Settings from the environment and .env, with `overrides` that are not None on top.

    Raises SettingsError naming the setting that has an unusable value.
    """
    try:
        return kind(**{name: value for name, value in overrides.items() if value is not None})
    except ValidationError as error:
        first = error.errors()[0]
        name = "TIAOWEN_" + ".".join(str(part) for part in first["loc"]).upper()
        field = kind.model_fields.get(str(first["loc"][0]))
        got = "" if field and field.annotation is SecretStr else f" (got {first.get('input')!r})"
        told = first["msg"].removeprefix("Value error, ").replace("a valid boolean", "true or false")
        raise SettingsError(f"Setting {name}: {told.removesuffix(', unable to interpret input')}{got}") from error
    except UnicodeDecodeError as error:
        raise SettingsError(f".env is not UTF-8 (byte {error.start}). Save it as UTF-8") from error


def load_index_settings(**overrides: Any) -> IndexSettings:
    """Settings of the index from the environment, with `overrides` that are not None on top.

    Raises SettingsError naming the setting for a TIAOWEN_* name that neither the index nor the application has, or an
    unusable value.
    """
    settings = settings_of(IndexSettings, **overrides)
    known = {f"TIAOWEN_{name}".upper() for name in {*IndexSettings.model_fields, *OF_THE_APPLICATION}}
    given = {*os.environ, *dotenv_values(IndexSettings.model_config["env_file"])}
    unknown = sorted(name for name in given if name.startswith("TIAOWEN_") and name not in known)
    if unknown:
        raise SettingsError(f"Unknown setting {unknown[0]}. Known settings: {', '.join(sorted(known))}")
    return settings
