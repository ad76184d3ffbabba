import os
from pathlib import Path

import pytest

from index.errors import SettingsError
from index.settings import (
    BUNDLED_MODEL,
    OF_THE_APPLICATION,
    ROOT,
    IndexSettings,
    load_index_settings,
    settings_of,
)
from qa.settings import Settings


@pytest.fixture(autouse=True)
def _alone(monkeypatch, tmp_path):
    """No settings but the test's own."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("TIAOWEN_")]:
        monkeypatch.delenv(name)


def test_without_settings_the_repository_is_served():
    settings = settings_of(IndexSettings)
    assert settings.corpus_dir == ROOT / "corpus"
    assert settings.index_dir == ROOT / ".index"
    assert settings.embedding_model == BUNDLED_MODEL


def test_what_is_given_goes_before_the_environment_and_that_before_the_file(monkeypatch):
    Path(".env").write_text("TIAOWEN_CORPUS_DIR=/file\nTIAOWEN_INDEX_DIR=/file\nTIAOWEN_CACHE_DIR=/file\n")
    monkeypatch.setenv("TIAOWEN_CORPUS_DIR", "/environment")
    monkeypatch.setenv("TIAOWEN_INDEX_DIR", "/environment")
    settings = settings_of(IndexSettings, corpus_dir="/given", index_dir=None)
    assert (settings.corpus_dir, settings.index_dir, settings.cache_dir) == tuple(
        Path(source) for source in ("/given", "/environment", "/file")
    )


@pytest.mark.parametrize("name", ["corpus_dir", "index_dir", "cache_dir"])
def test_a_tilde_is_the_home_folder(name):
    assert getattr(settings_of(IndexSettings, **{name: "~/tiaowen"}), name) == Path.home() / "tiaowen"


def test_an_unusable_value_names_its_setting(monkeypatch):
    monkeypatch.setenv("TIAOWEN_EMBEDDING_MODEL", "")
    with pytest.raises(SettingsError, match=r"^Setting TIAOWEN_EMBEDDING_MODEL: .* \(got ''\)$"):
        settings_of(IndexSettings)


@pytest.mark.parametrize("name", ["corpus_dir", "index_dir", "cache_dir"])
@pytest.mark.parametrize("value", ["", " "])
def test_a_folder_without_a_name_is_refused(monkeypatch, name, value):
    wanted = rf"^Setting TIAOWEN_{name.upper()}: name a folder, or leave the setting out \(got '{value}'\)$"
    with pytest.raises(SettingsError, match=wanted):
        settings_of(IndexSettings, **{name: value})
    monkeypatch.setenv(f"TIAOWEN_{name.upper()}", value)
    with pytest.raises(SettingsError, match=wanted):
        settings_of(IndexSettings)


def test_a_file_that_is_not_utf8_is_one_line():
    Path(".env").write_bytes("TIAOWEN_CORPUS_DIR=/条文\n".encode("gb18030"))
    with pytest.raises(SettingsError, match=r"^\.env is not UTF-8 \(byte 20\)\. Save it as UTF-8$"):
        settings_of(IndexSettings)


def test_settings_do_not_change():
    with pytest.raises(ValueError, match="frozen"):
        settings_of(IndexSettings).index_dir = Path()


def test_a_setting_that_does_not_exist_is_named_with_those_that_do(monkeypatch):
    monkeypatch.setenv("TIAOWEN_CORPUS", "/none")
    with pytest.raises(
        SettingsError, match=r"^Unknown setting TIAOWEN_CORPUS\. Known settings: .*TIAOWEN_CORPUS_DIR, "
    ):
        load_index_settings()


def test_a_name_in_the_env_file_that_does_not_exist_is_named():
    Path(".env").write_text("TIAOWEN_INDX_DIR=/none\nOTHER=1\n", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"^Unknown setting TIAOWEN_INDX_DIR\. Known"):
        load_index_settings()


def test_the_applications_settings_are_known_here_too(monkeypatch):
    assert Settings.model_fields.keys() - IndexSettings.model_fields.keys() == OF_THE_APPLICATION
    monkeypatch.setenv("TIAOWEN_PORT", "8000")
    assert load_index_settings(corpus_dir="/given").corpus_dir == Path("/given")
