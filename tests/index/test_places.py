import pytest

from index.gloss import cedict
from index.places import Place, places_of, short_name


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("温州市", "温州"),
        ("四川省", "四川"),
        ("广西壮族自治区", "广西壮族"),
        ("香港特别行政区", "香港"),
        ("阿里地区", "阿里"),
        ("温州", "温州"),
        ("市", "市"),
        ("沙县", "沙县"),
        ("甲市", "甲市"),
        ("", ""),
    ],
)
def test_short_name_drops_the_rank_but_never_leaves_one_character(name, short):
    assert short_name(name) == short


def test_a_city_is_read_from_its_dictionary_entry():
    dictionary = {
        "温州市": ("Wenzhou prefecture-level city in Zhejiang",),
        "广州市": ("Guangzhou subprovincial city and capital of Guangdong", "abbr. for 穗"),
        "西安市": ("Xi'an, sub-provincial city in northwest China, capital of Shaanxi province",),
        "超市": ("supermarket",),
        "上市": ("to hit the market (of a new product)",),
    }
    cities = set(places_of(dictionary)) - set(places_of({}))
    assert cities == {Place("温州", "Wenzhou"), Place("广州", "Guangzhou"), Place("西安", "Xi'an")}


def test_provinces_need_no_dictionary():
    places = places_of({})
    assert Place("内蒙古", "Inner Mongolia") in places
    assert Place("香港", "Hong Kong") in places


def test_places_are_sorted_and_come_once():
    places = places_of(cedict())
    assert list(places) == sorted(set(places), key=lambda place: (place.chinese, place.english))


@pytest.mark.parametrize("chinese", ["攀枝花", "温州", "广州", "合肥", "深圳", "成都", "北京", "武汉"])
def test_cities_that_people_ask_about_are_known(chinese):
    assert chinese in {place.chinese for place in places_of(cedict())}


def test_everyday_words_are_no_places():
    assert {place.chinese for place in places_of(cedict())}.isdisjoint(["超", "城", "股", "都", "门", "上", "夜", "黑"])
