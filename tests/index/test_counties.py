"""Counties as CC-CEDICT has them, and as questions name them."""

import pytest

from index.counties import counties, counties_in


@pytest.mark.parametrize(
    ("name", "english", "within"),
    [
        ("乐清市", "Yueqing", ("温州",)),
        ("乐清", "Yueqing", ("温州",)),
        ("瓯海区", "Ouhai", ("温州市",)),
        ("西湖区", "Xihu", ("杭州市", "南昌市")),  # there are two
        ("肥东县", "Feidong", ("合肥",)),
    ],
)
def test_a_county_has_its_city(name, english, within):
    county = counties()[name]
    assert (county.english, county.within) == (english, within)


@pytest.mark.parametrize("word", ["市辖区", "县级市", "城区", "郊区", "和平", "平安", "大方", "东方", "和县", "温州市"])
def test_ordinary_words_and_cities_are_no_counties(word):
    assert word not in counties()


@pytest.mark.parametrize(
    ("text", "words", "found"),
    [
        ("乐清市的代表", ["乐清", "代表"], ["乐清市"]),
        ("乐清人大", ["乐清", "人大"], ["乐清"]),
        ("西湖区的规定", ["西湖", "湖区", "规定"], ["西湖区"]),
        ("城市南区域", ["城市", "区域"], []),
        ("What does Yueqing say?", [], ["Yueqing"]),
        ("what does yueqing district say?", [], ["yueqing"]),
        ("What do National and North mean for long?", [], []),
        ("Anji county", [], ["Anji"]),
        ("Anji is short.", [], []),
    ],
)
def test_names_in_a_question(text, words, found):
    assert list(counties_in(text, words)) == found
