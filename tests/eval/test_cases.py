from pathlib import Path

import pytest

from eval.cases import comparable, gold_article_ids, load_cases, missing_gold
from eval.errors import EvalInputError
from tests.eval.fakes import TEXTS, case, write_gold

LINE = '{"id": "a", "question": "问", "lang": "zh", "type": "fact", "answerable": true}'
COMPARED = {article_id: comparable(text) for article_id, text in TEXTS.items()}


def written(tmp_path: Path, content: bytes) -> Path:
    path = tmp_path / "gold.jsonl"
    path.write_bytes(content)
    return path


def refusal(path: Path) -> str:
    with pytest.raises(EvalInputError) as caught:
        load_cases(path)
    assert "\n" not in str(caught.value)
    assert str(path) in str(caught.value)
    return str(caught.value)


def changed(**fields: str) -> bytes:
    """LINE with a field's JSON replaced or added."""
    return (LINE[:-1] + "".join(f', "{name}": {value}' for name, value in fields.items()) + "}").encode()


def test_every_field_of_the_contract_is_read(tmp_path):
    line = changed(
        articles='["doc:1"]', evidence='["甲"]', facts='[["乙", "丙"]]', answer='"丁"', history='["戊"]', split='"dev"'
    )
    (one,) = load_cases(written(tmp_path, line)).cases
    assert one == case(
        "a",
        question="问",
        articles=("doc:1",),
        evidence=("甲",),
        facts=(("乙", "丙"),),
        answer="丁",
        history=("戊",),
        split="dev",
    )


def test_case_goes_to_json_and_back(tmp_path):
    one = case(facts=(("a", "b"), ("c",)), history=("x",))
    assert load_cases(write_gold(tmp_path / "g.jsonl", [one])).cases == (one,)


def test_byte_order_mark_blank_lines_crlf_and_nulls_are_no_error(tmp_path):
    path = written(tmp_path, b"\xef\xbb\xbf" + changed(answer="null") + b"\r\n\r\n")
    assert load_cases(path).cases[0].answer == ""


def test_line_separator_inside_a_string_does_not_end_the_line(tmp_path):
    path = written(tmp_path, LINE.replace("问", "问\u2028答").encode())
    assert load_cases(path).cases[0].question == "问\u2028答"


def test_fields_nobody_scores_are_counted_but_for_notes(tmp_path):
    other = LINE.replace('"a"', '"b"').replace("}", ', "artciles": []}').encode()
    path = written(tmp_path, changed(note='"x"', source='"y"', artciles="[]") + b"\n" + other)
    assert load_cases(path).ignored == {"artciles": 1 + 1, "source": 1}


@pytest.mark.parametrize(
    ("content", "named"),
    [
        (b"", "holds no case"),
        (b"\n \n", "holds no case"),
        (LINE.encode() + b"\n{oops", "line 2 is not JSON"),
        (b"[1]", "line 1 is no JSON object"),
        (LINE.encode() + b"\n\n" + LINE.encode(), 'line 3: id "a" is that of line 1'),
        (LINE.encode() + "\n问".encode("gb18030"), "line 2 is not UTF-8"),
        (LINE.encode("utf-16"), "line 1 is not UTF-8"),
        (b'{"id": "a", "lang": "zh", "type": "fact"}', "line 1: field question must be a string; it is missing"),
        (changed(id="7"), "field id must be a string that no other line has; not 7"),
        (changed(lang='"fr"'), 'field lang must be "zh" or "en"; not \'fr\''),
        (changed(answerable='"yes"'), "field answerable must be true or false"),
        (changed(articles='"doc:1"'), "field articles must be a list of article ids"),
        (changed(facts='["五年"]'), "field facts must be a list of facts, each a list of accepted strings"),
        (changed(facts='[["五年", "。"]]'), "field facts"),
        (changed(facts="[[]]"), "field facts"),
        (changed(evidence='["，"]'), "field evidence"),
        (changed(question='"  "'), "field question"),
        (changed(answer='"\\ud800"'), "line 1 is not JSON"),
    ],
)
def test_bad_files_are_refused_with_place_and_mend(tmp_path, content, named):
    assert named in refusal(written(tmp_path, content))


def test_missing_file_and_folder_are_refused(tmp_path):
    assert "cannot be read" in refusal(tmp_path / "none.jsonl")
    assert "cannot be read" in refusal(tmp_path)


def test_comparable_folds_width_and_drops_space_and_punctuation():
    assert comparable("（二） 每届，\u3000任期５ 年。\n") == "二每届任期5年"


def test_comparable_keeps_symbols_and_case():
    assert comparable("~Act + 3%") == "~Act+3"


def test_evidence_makes_every_article_that_contains_a_passage_gold():
    assert gold_article_ids(case(evidence=("任期, 五年", "到会")), COMPARED) == ("doc:1", "doc:2")
    assert gold_article_ids(case(evidence=("任期六年",)), COMPARED) == ()


def test_article_ids_win_over_evidence_and_count_once():
    one = case(articles=("doc:2", "doc:2"), evidence=("到会",))
    assert gold_article_ids(one, COMPARED) == ("doc:2",)


def test_gold_that_the_index_lacks_is_named():
    assert missing_gold(case(articles=("doc:1", "doc:9")), COMPARED) == ("doc:9",)
    assert missing_gold(case(evidence=("到会", "任期六年")), COMPARED) == ("任期六年",)
    assert missing_gold(case(), COMPARED) == ()
