"""True and false statements made from the corpus, and what the proof makes of them."""

import re

import pytest

from eval.bench import page, proof
from eval.bench.proof import judge, rates, table
from eval.bench.statements import KINDS, Made, make_statements
from eval.errors import EvalInputError
from qa.verify import Prover, Verdict

BAD = [
    (Made("真。", "a:1"), Verdict(("a:1",))),
    (Made("真。", "a:1"), Verdict((), ("meaning 0.10",))),
    (Made("假。", "a:1", "number", "一 -> 七"), Verdict((), ("number 七",))),
    (Made("假。", "a:1", "city", "温州 -> 广州"), Verdict(("a:1",))),
    (Made("假。", "a:1", "city", "温州 -> 合肥"), Verdict((), ("name 合肥",))),
]


def test_the_same_seed_makes_the_same_statements(real_index):
    made = make_statements(real_index, 20, seed=3)
    assert made == make_statements(real_index, 20, seed=3)
    assert made != make_statements(real_index, 20, seed=4)
    true, false = made[:20], made[20:]
    assert {one.swapped for one in true} == {""}
    assert [sum(one.swapped == kind for one in false) for kind in KINDS] == [5, 5, 5, 5]


def test_a_false_statement_is_a_true_one_with_one_thing_changed(real_index):
    made = make_statements(real_index, 40, seed=3)
    everything = make_statements(real_index, len(real_index.sentences), seed=3)
    true = {(one.article_id, one.text) for one in everything if not one.swapped}
    for one in made[40:]:
        before, after = one.change.replace("(left out)", "").split(" -> ")
        places = [i for i in range(len(one.text) + 1) if one.text.startswith(after, i)]
        undone = {(one.article_id, one.text[:i] + before + one.text[i + len(after) :]) for i in places}
        assert before != after
        assert undone & true, one
    assert len({one.text for one in made}) == len(made)


def test_no_document_says_a_false_statement(real_index):
    corpus = re.sub(r"\s", "", "".join(document.text for document in real_index.documents))
    for one in make_statements(real_index, 40, seed=5)[40:]:
        said = one.text.split("规定，", 1)[-1].rstrip("。")
        assert one.swapped == "city" or said not in corpus


def test_rates_and_table():
    assert rates(BAD) == (2 / 3, 1 / 2)
    text = table(BAD)
    assert "| false statements caught | 0.95 | 0.67 | **no** | 3 |" in text
    assert "| true statements removed | 0.03 | 0.50 | **no** | 2 |" in text
    assert "| … with another city caught | | 0.50 | | 2 |" in text
    assert "- a:1: 假。 (温州 -> 广州)" in text
    assert "- a:1: 真。 (meaning 0.10)" in text
    assert "合肥" not in text


def test_a_proof_that_believes_everything_or_nothing_misses_the_target(small_index):
    class Believes(Prover):
        def _faults(self, text, language, article_ids):
            return ()

    made = [one for one, _ in BAD]
    assert rates(judge(Believes(small_index, lambda *_: 1.0), made)) == (0.0, 0.0)
    made = [Made("会议每季度召开一次。", "jia:1"), Made("会议每季度召开两次。", "jia:1", "number", "一 -> 两")]
    assert rates(judge(Prover(small_index, lambda *_: 0.0), made)) == (1.0, 1.0)
    assert rates(judge(Prover(small_index, lambda *_: 1.0), made)) == (1.0, 0.0)


@pytest.mark.parametrize("times", [1, 2])
def test_only_the_part_between_the_markers_is_written(tmp_path, times):
    path = tmp_path / "page.md"
    path.write_text("before\n<!-- proof -->\nold\n<!-- end of proof -->\nafter\n", encoding="utf-8")
    for _ in range(times):
        page.write_part("proof", "new\n", path)
    assert path.read_text(encoding="utf-8") == "before\n<!-- proof -->\n\nnew\n\n<!-- end of proof -->\nafter\n"


def test_a_page_without_the_markers_is_one_line(tmp_path):
    path = tmp_path / "page.md"
    for text in ("no part", "<!-- proof -->\nno end"):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(EvalInputError, match=r"page\.md has no part"):
            page.write_part("proof", "new\n", path)
        assert path.read_text(encoding="utf-8") == text


def test_the_page_has_the_parts_that_are_written():
    text = page.PAGE.read_text(encoding="utf-8")
    for name in ("figures", "proof", "written", "public benchmarks", "short answers"):
        assert text.count(f"<!-- {name} -->") == text.count(f"<!-- end of {name} -->") == 1
    assert proof.SEED not in range(1, 7)  # what the proof was built with
