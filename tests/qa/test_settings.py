import os
from pathlib import Path

import pytest
from pydantic import ValidationError

from index.errors import SettingsError
from index.settings import BUNDLED_MODEL, ROOT
from qa.settings import Settings, load_settings


@pytest.fixture(autouse=True)
def bare(tmp_path, monkeypatch):
    """No TIAOWEN_* of the person who runs the tests, and no .env."""
    for name in [name for name in os.environ if name.startswith("TIAOWEN_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def test_defaults():
    settings = load_settings()
    assert (settings.host, settings.port, settings.answerer) == ("127.0.0.1", 7860, "extractive")
    assert (settings.corpus_dir, settings.index_dir) == (ROOT / "corpus", ROOT / ".index")
    assert settings.embedding_model == BUNDLED_MODEL
    assert settings.frame_ancestors == ()


def test_the_environment_overrules_the_defaults_and_an_override_the_environment(monkeypatch):
    monkeypatch.setenv("TIAOWEN_PORT", "8000")
    monkeypatch.setenv("TIAOWEN_INDEX_DIR", "/srv/index")
    assert load_settings().port == 8000
    assert load_settings().index_dir == Path("/srv/index")
    assert load_settings(port=9000, index_dir=None).port == 9000
    assert load_settings(port=9000, index_dir=None).index_dir == Path("/srv/index")


def test_the_env_file_is_read_and_the_environment_overrules_it(tmp_path, monkeypatch):
    (tmp_path / ".env").write_text("TIAOWEN_PORT=8001\nTIAOWEN_HOST=0.0.0.0\n", encoding="utf-8")
    monkeypatch.setenv("TIAOWEN_PORT", "8002")
    assert (load_settings().port, load_settings().host) == (8002, "0.0.0.0")


def test_a_setting_that_does_not_exist_is_named_with_those_that_do(monkeypatch):
    monkeypatch.setenv("TIAOWEN_PROT", "8000")
    with pytest.raises(SettingsError, match=r"Unknown setting TIAOWEN_PROT\. Known settings: TIAOWEN_ANSWERER, .*PORT"):
        load_settings()


@pytest.mark.parametrize("port", ["0", "65536", "http", "-1", ""])
def test_a_port_that_is_none_is_named(monkeypatch, port):
    monkeypatch.setenv("TIAOWEN_PORT", port)
    with pytest.raises(SettingsError, match=rf"^Setting TIAOWEN_PORT: .*\(got '{port}'\)$"):
        load_settings()


def test_what_is_neither_true_nor_false_is_told_so(monkeypatch):
    monkeypatch.setenv("TIAOWEN_CHAT_PAGE", "maybe")
    with pytest.raises(
        SettingsError, match=r"^Setting TIAOWEN_CHAT_PAGE: Input should be true or false \(got 'maybe'\)$"
    ):
        load_settings()


def test_an_empty_host_is_named(monkeypatch):
    """uvicorn would listen on every address of the machine."""
    monkeypatch.setenv("TIAOWEN_HOST", "")
    with pytest.raises(SettingsError, match=r"^Setting TIAOWEN_HOST: .*\(got ''\)$"):
        load_settings()


def test_a_name_in_the_env_file_that_does_not_exist_is_named(tmp_path):
    (tmp_path / ".env").write_text("TIAOWEN_PROT=8001\nOTHER=1\n", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"^Unknown setting TIAOWEN_PROT\. Known"):
        load_settings()


def test_an_answerer_that_does_not_exist_is_named():
    with pytest.raises(SettingsError, match=r"TIAOWEN_ANSWERER: .*'extractive'.*got 'oracle'"):
        load_settings(answerer="oracle")


@pytest.mark.parametrize(
    ("origins", "ancestors"),
    [
        ("https://oa.example.cn", ("https://oa.example.cn",)),
        ("http://a:8080, https://b.cn", ("http://a:8080", "https://b.cn")),
        ("  ", ()),
    ],
)
def test_origins_are_separated_by_commas_or_spaces(origins, ancestors):
    assert load_settings(embed_origins=origins).frame_ancestors == ancestors


@pytest.mark.parametrize(
    "origin",
    [
        "*",
        "https://*.cn",
        "example.cn",
        "ftp://a.cn",
        "https://",
        "https://a.cn/path",
        "https://a;script-src *",
        "'self'",
    ],
)
def test_what_is_no_origin_is_refused(origin):
    with pytest.raises(SettingsError, match=r"^Setting TIAOWEN_EMBED_ORIGINS: .* is no origin"):
        load_settings(embed_origins=origin)


def test_settings_are_frozen():
    with pytest.raises(ValidationError):
        Settings().port = 1


def test_a_secret_is_long_enough_and_never_shown(monkeypatch):
    monkeypatch.setenv("TIAOWEN_EMBED_SECRET", "too short")
    with pytest.raises(SettingsError, match=r"^Setting TIAOWEN_EMBED_SECRET: .*needs 32 bytes or more") as error:
        load_settings()
    assert "too short" not in str(error.value)
    monkeypatch.setenv("TIAOWEN_EMBED_SECRET", "s" * 32)
    assert load_settings().embed_secret.get_secret_value() == "s" * 32
    assert "s" * 32 not in repr(load_settings()) + load_settings().model_dump_json()


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({"answerer": "transformers"}, "TIAOWEN_LLM_MODEL"),
        ({"answerer": "openai", "llm_model": "qwen"}, "TIAOWEN_LLM_URL"),
    ],
)
def test_a_written_answer_needs_its_model(given, missing):
    with pytest.raises(SettingsError, match=rf"needs {missing}, which is not set\. Set it"):
        load_settings(**given)


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1:8000:9/v1", "127.0.0.1:8000/v1", "http:///v1", "http://[::1/v1", "ftp://a/v1", "http://a b/"],
)
def test_an_address_that_is_none_is_named(url):
    with pytest.raises(SettingsError, match=r"^Setting TIAOWEN_LLM_URL: .* is no address; write http.*/v1"):
        load_settings(llm_url=url)


@pytest.mark.parametrize(
    "url", ["", "http://127.0.0.1:8000/v1", "https://[::1]:8000/v1", "https://dashscope.example/v1"]
)
def test_an_address_of_a_chat_server_stays_as_it_is(url):
    assert load_settings(llm_url=url).llm_url == url


@pytest.mark.parametrize("key", ["sk-密钥", "sk-\n1"])
def test_a_key_that_fits_no_header_is_refused_and_not_shown(key):
    with pytest.raises(
        SettingsError, match=r"^Setting TIAOWEN_LLM_API_KEY: holds characters that no key has"
    ) as raised:
        load_settings(llm_api_key=key)
    assert "sk-" not in str(raised.value)


@pytest.mark.parametrize("timeout_s", ["inf", "nan", "0", "1e12"])
def test_a_time_out_is_at_most_a_day(timeout_s):
    with pytest.raises(SettingsError, match=r"^Setting TIAOWEN_LLM_TIMEOUT_S: "):
        load_settings(llm_timeout_s=timeout_s)


def test_a_key_is_printed_nowhere(monkeypatch):
    monkeypatch.setenv("TIAOWEN_LLM_API_KEY", "sk-secret")
    settings = load_settings()
    assert settings.llm_api_key.get_secret_value() == "sk-secret"
    assert "sk-secret" not in f"{settings!r} {settings.model_dump(mode='json')}"
    with pytest.raises(SettingsError) as raised:
        load_settings(answerer="openai")
    assert "sk-secret" not in str(raised.value)
