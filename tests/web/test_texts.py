"""Whatever the engine names and people are shown has words in both languages."""

from __future__ import annotations

import pytest

from qa.confidence import MISSING_EXACT, SIGNALS
from qa.retriever import FIELD_WEIGHTS
from qa.web.texts import SECTIONS, TEXTS

FIELDS = sorted({field for weights in FIELD_WEIGHTS.values() for field in weights})


@pytest.mark.parametrize(
    ("section", "name"), [("field", field) for field in FIELDS] + [("signal", s) for s in (*SIGNALS, MISSING_EXACT)]
)
def test_every_field_and_signal_has_words_in_both_languages(section, name):
    chinese, english = SECTIONS[section][name]
    assert chinese.strip() and chinese != name and not chinese.isascii()
    assert english.strip() and english != name and english.isascii()


def test_no_key_stands_in_two_sections():
    assert len(TEXTS) == sum(len(section) for section in SECTIONS.values())
