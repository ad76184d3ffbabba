def test_words_are_those_of_documents_glossary_synonyms_and_places(small_index):
    words = small_index.vocabulary.words
    assert {"视察", "列席", "一把手", "书记", "北京"} <= words
    assert "会" not in words
    assert "除夕" not in words


def test_terms_are_found_by_their_sound(small_index):
    vocabulary = small_index.vocabulary
    assert vocabulary.by_sound["lie", "xi"] == ("列席",)
    assert "列席" in vocabulary.named
    assert "视察" not in vocabulary.by_sound.get(("shi", "cha"), ())  # one article prints it: no key term


def test_long_terms_are_found_by_their_near_sound(real_index):
    assert real_index.vocabulary.by_near_sound["ren", "da", "dai", "biao"] == ("人大代表",)


def test_spellings_are_the_english_of_glossary_titles_and_places(small_index):
    vocabulary = small_index.vocabulary
    assert {"attend", "director", "meetings", "beijing"} <= set(vocabulary.spellings)
    assert "chair" in vocabulary.spellings
    assert not {"of", "jia", "without"} & set(vocabulary.spellings) - {"without"}
    assert "attend" in vocabulary.stems
