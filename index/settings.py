"""Where the index lives and which model makes it: read once from TIAOWEN_* or .env, then passed down."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal, TypeVar

from platformdirs import user_cache_path
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from index.errors import SettingsError

ROOT = Path(__file__).resolve().parent.parent
BUNDLED_MODEL = "multilingual-e5-small"


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
