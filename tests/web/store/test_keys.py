"""API keys: shown once, kept as digests, good until revoked."""

from __future__ import annotations

import re

import pytest

from index.errors import SettingsError
from qa.web import keys as command
from qa.web.store.database import Database
from qa.web.store.keys import Keys, is_ours


@pytest.fixture
def keys(tmp_path) -> Keys:
    return Keys(Database(tmp_path / "data"))


def test_a_key_is_found_and_never_kept(keys, tmp_path):
    made = keys.add("portal", ("ask", "read"), "5/minute")
    found = keys.find(made)
    assert (found.name, found.scopes, found.rate) == ("portal", ("ask", "read"), "5/minute")
    secret = made.split("_", 2)[2].encode()
    assert not any(secret in path.read_bytes() for path in (tmp_path / "data").iterdir())


def test_another_secret_or_no_key_at_all_is_none(keys):
    made = keys.add("portal", ("ask",), "5/minute")
    wrong = made[:-1] + ("A" if made[-1] != "A" else "B")
    for presented in (wrong, "tw_00000000_" + "x" * 43, "none", "", made + "x", made.upper()):
        assert keys.find(presented) is None
    assert is_ours(wrong) and not is_ours("sk-whatever")


def test_a_revoked_key_is_none(keys):
    made = keys.add("portal", ("ask",), "5/minute")
    keys.revoke("portal")
    assert keys.find(made) is None
    assert [key.name for key in keys.all() if key.revoked_at] == ["portal"]


@pytest.mark.parametrize(
    ("do", "line"),
    [
        (lambda keys: keys.add("portal", ("ask",), "5/minute"), "There is a key 'portal' already"),
        (lambda keys: keys.add("other", ("ask",), "often"), "'often' is no rate; write a count and a time"),
        (lambda keys: keys.revoke("nobody"), "There is no key 'nobody'"),
    ],
)
def test_what_cannot_be_is_one_clear_line(keys, do, line):
    keys.add("portal", ("ask",), "5/minute")
    with pytest.raises(SettingsError, match=re.escape(line)):
        do(keys)


def test_the_database_is_in_wal_mode_and_nobody_elses_to_read(keys, tmp_path):
    keys.add("portal", ("ask",), "5/minute")
    assert {path.stat().st_mode & 0o077 for path in (tmp_path / "data").iterdir()} == {0}
    with Database(tmp_path / "data").session() as session:
        assert session.connection().exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"


def test_a_folder_that_cannot_be_is_one_clear_line(tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"Cannot keep anything in .*tiaowen\.db .*Set TIAOWEN_DATA_DIR"):
        Database(tmp_path / "file").session()


def test_the_command_line(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("TIAOWEN_DATA_DIR", str(tmp_path))
    assert command.main(["add", "portal", "--scope", "ask", "--rate", "5/minute"]) == 0
    made = capsys.readouterr().out.strip()
    assert Keys(Database(tmp_path)).find(made).scopes == ("ask",)
    assert command.main(["list"]) == 0
    listed = capsys.readouterr().out
    assert "portal\task\t5/minute" in listed and made.split("_", 2)[2] not in listed
    assert command.main(["revoke", "portal"]) == 0
    assert Keys(Database(tmp_path)).find(made) is None
    capsys.readouterr()
    assert command.main(["add", "portal", "--rate", "5/minute"]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1
