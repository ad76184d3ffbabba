"""Where the index lives and which model makes it: read once from TIAOWEN_* or .env, then passed down."""

from __future__ import annotations

from pathlib import Path

from platformdirs import user_cache_path
from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

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
