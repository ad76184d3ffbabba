import io
import json
import subprocess
import sys
from dataclasses import replace

import pytest

from index.settings import ROOT
from qa import engine
from qa.__main__ import _print, main
from qa.confidence import SIGNALS, ConfidenceModel
from qa.engine import Tiaowen
from qa.schema import Answer, Query

SURE = ConfidenceModel(1.0, dict.fromkeys(SIGNALS, 0.0), threshold=0.5)
ANSWER_KEYS = [
    "question", "language", "status", "confidence", "answerer", "text", "statements", "citations",
    "short_answers", "assertive", "retrieved", "query", "proof", "note", "timings_ms", "silent",
]  # fmt: skip


@pytest.fixture
def loads(small_index, fake_encoder, monkeypatch):
    """Settings that the engine over the small index was loaded with, one a load."""
    seen = []

    def load(settings):
        seen.append(settings)
        return Tiaowen(small_index, fake_encoder, {"zh": SURE, "en": SURE})

    monkeypatch.setattr(engine.Tiaowen, "load", load)
    return seen


@pytest.fixture
def run(loads, capfd, monkeypatch):
    """`python -m qa …` over the small index: (exit status, stdout, stderr)."""

    def run(*arguments, typed=""):
        monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
        status = main(list(arguments))
        return status, *capfd.readouterr()

    return run


@pytest.fixture
def batch(tmp_path):
    """A batch file of these lines; values that are no strings are written as JSON."""

    def batch(*lines):
        path = tmp_path / "batch.jsonl"
        texts = [line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines]
        path.write_text("\n".join(texts), encoding="utf-8")
        return str(path)

    return batch


def one_line(err):
    return len(err.splitlines()) == 1


# --- ask


def test_an_answer_is_printed_on_stdout_alone(run):
    status, out, err = run("ask", "甲市第二条")
    assert (status, err) == (0, "")
    assert out.splitlines()[1:] == ["“代表每年视察两次。” [1]"]


def test_json_has_the_keys_of_the_contract_in_one_line(run):
    status, out, err = run("ask", "甲市第二条", "--json")
    answer = json.loads(out)
    assert (status, err, out.count("\n")) == (0, "", 1)
    assert list(answer) == ANSWER_KEYS
    assert answer["statements"] == [{"text": "代表每年视察两次。", "citations": [1], "supported": True}]
    assert answer["citations"] == [
        {
            "n": 1,
            "article_id": "jia:2",
            "doc_id": "jia",
            "doc_title": "甲市会议规则",
            "label": "第二条",
            "quotes": [{"start": 4, "end": 13, "text": "代表每年视察两次。"}],
        }
    ]
    assert answer["query"] == {
        "text": "甲市第二条",
        "doc_ids": ["jia"],
        "regions": ["甲市"],
        "addresses": ["jia:2"],
        "intent": "question",
        "is_follow_up": False,
        "corrections": [],
        "compared": [],
        "unheld": [],
        "left_out": [],
        "missing": [],
    }
    assert (answer["question"], answer["language"], answer["status"]) == ("甲市第二条", "zh", "answered")
    assert (answer["confidence"], answer["answerer"]) == (1.0, "extractive")
    assert list(answer["timings_ms"]) == ["analyse", "retrieve", "rerank", "answer", "total"]
    assert "代表" in out  # as it reads, no \u escapes


def test_not_found_is_an_answer(run):
    status, out, err = run("ask", "北京谁列席？", "--json")
    answer = json.loads(out)
    assert (status, err) == (0, "")
    assert (answer["status"], answer["statements"], answer["citations"]) == ("not_found", [], [])
    assert list(answer) == ANSWER_KEYS


def test_history_is_given_oldest_first(run):
    _, out, _ = run("ask", "那乙市呢？", "--json", "--history", "甲市谁主持？", "--history", "甲市谁列席会议？")
    assert json.loads(out)["query"]["text"] == "乙市谁列席会议？"


@pytest.mark.parametrize(
    "filters", [("--doc", "yi"), ("--region", "乙市"), ("--doc", "jia", "--doc", "yi", "--region", "乙市")]
)
def test_filters_restrict(run, filters):
    _, out, _ = run("ask", "谁列席会议？", "--json", *filters)
    answer = json.loads(out)
    assert answer["query"]["doc_ids"] == ["yi"]
    assert {article_id.split(":")[0] for article_id in answer["retrieved"]} == {"yi"}


def test_options_reach_the_settings(run, loads, tmp_path):
    run("ask", "谁列席？", "--index", str(tmp_path), "--answerer", "extractive")
    assert [(settings.index_dir, settings.answerer) for settings in loads] == [(tmp_path, "extractive")]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["ask"], 'Give one question, or --batch FILE. For example: python -m qa ask "谁列席党委常委会会议？"'),
        (["ask", "谁？", "--batch", "x.jsonl"], "Give one question, or --batch FILE."),
        (
            ["ask", "--batch", "x.jsonl", "--history", "谁？"],
            '--history goes with one question. With --batch, write each case\'s own into the file: "history": ["…"]',
        ),
        (["ask", ""], "The question is empty"),
        (["ask", "？？"], "The question is empty"),
        (["ask", "问" * 10_000], "The question has 10000 characters; the limit is 2000."),
        (["ask", "谁？", "--doc", "bing"], "No document 'bing' in the index. Held: jia yi"),
        (["ask", "谁？", "--region", "北京"], "No document of region '北京' in the index. Held: 甲市、乙市"),
        (["ask", "谁？", "--answerer", "oracle"], "Setting TIAOWEN_ANSWERER: "),
        (["ask", "--batch", "none.jsonl"], "none.jsonl: No such file or directory. Check the path"),
    ],
)
def test_bad_input_is_one_line_on_stderr_and_exit_status_2(run, arguments, said):
    status, out, err = run(*arguments)
    assert (status, out) == (2, "")
    assert said in err
    assert one_line(err)


def test_a_setting_that_does_not_exist_is_bad_input(run, monkeypatch):
    monkeypatch.setenv("TIAOWEN_PROT", "1")
    status, out, err = run("ask", "谁列席？")
    assert (status, out) == (2, "")
    assert err.startswith("Unknown setting TIAOWEN_PROT.")


@pytest.mark.parametrize("arguments", [[], ["tell"], ["ask", "谁？", "--jsno"]])
def test_an_option_that_does_not_exist_is_exit_status_2(run, arguments, capfd):
    with pytest.raises(SystemExit) as stopped:
        run(*arguments)
    assert stopped.value.code == 2
    assert capfd.readouterr().out == ""


def test_bytes_that_are_no_text_are_printed_as_question_marks(run):
    status, out, err = run("ask", "谁列席\udcff会议？", "--json")
    assert (status, err) == (0, "")
    assert json.loads(out)["question"] == "谁列席?会议？"


def test_what_people_see_is_utf8_whatever_the_terminal(tmp_path):
    asked = [sys.executable, "-m", "qa", "ask"]
    environment = {"PYTHONIOENCODING": "latin-1", "PATH": "/usr/bin:/bin", "HOME": str(tmp_path)}
    done = subprocess.run(asked, cwd=ROOT, env=environment, capture_output=True, timeout=120)
    assert (done.returncode, done.stdout) == (2, b"")
    assert "谁列席党委常委会会议？" in done.stderr.decode("utf-8")


def test_a_reader_that_stops_is_no_error(run, monkeypatch):
    def closed(answer, as_json):
        raise BrokenPipeError

    monkeypatch.setattr("qa.__main__._print", closed)
    monkeypatch.setattr("os.dup2", lambda *_: None)
    assert run("ask", "谁列席？") == (0, "", "")


# --- ask --batch


def test_a_batch_is_answered_in_its_order_with_one_load(run, loads, batch):
    path = batch({"question": "甲市第二条"}, "", {"question": "北京谁列席？", "id": "x"}, {"question": "谁主持？"}, "")
    status, out, err = run("ask", "--batch", path, "--json")
    answers = [json.loads(line) for line in out.splitlines()]
    assert (status, err, len(loads)) == (0, "", 1)
    assert [answer["question"] for answer in answers] == ["甲市第二条", "北京谁列席？", "谁主持？"]
    assert [answer["status"] for answer in answers] == ["answered", "not_found", "answered"]


def test_a_case_brings_its_history(run, batch):
    path = batch(
        {"question": "那乙市呢？", "history": ["甲市谁列席会议？"]}, {"question": "那乙市呢？", "history": None}
    )
    _, out, _ = run("ask", "--batch", path, "--json")
    assert [json.loads(line)["query"]["text"] for line in out.splitlines()] == ["乙市谁列席会议？", "那乙市呢？"]


def test_filters_hold_for_every_case(run, batch):
    _, out, _ = run(
        "ask", "--batch", batch({"question": "谁列席？"}, {"question": "谁主持？"}), "--json", "--doc", "yi"
    )
    assert [json.loads(line)["query"]["doc_ids"] for line in out.splitlines()] == [["yi"], ["yi"]]


def test_a_batch_without_json_prints_the_texts(run, batch):
    _, out, _ = run("ask", "--batch", batch({"question": "甲市第二条"}, {"question": "甲市第二条"}))
    assert out.splitlines().count("“代表每年视察两次。” [1]") == 2


def test_a_byte_order_mark_is_no_text(run, tmp_path):
    path = tmp_path / "batch.jsonl"
    path.write_text('{"question": "谁列席？"}\n', encoding="utf-8-sig")
    assert run("ask", "--batch", str(path))[0] == 0


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("[]", "no question in it"),
        ('"谁？"', "no question in it"),
        ("{}", "no question in it"),
        ({"question": 5}, "no question in it"),
        ({"question": "谁？", "history": "谁？"}, "no question in it"),
        ({"question": "谁？", "history": [1]}, "no question in it"),
        ({"question": " "}, "The question is empty"),
        ({"question": "问" * 3000}, "the limit is 2000"),
    ],
)
def test_a_bad_line_is_named_before_anything_is_loaded(run, loads, batch, line, said):
    path = batch({"question": "谁列席？"}, "", line)
    status, out, err = run("ask", "--batch", path, "--json")
    assert (status, out, loads) == (2, "", [])
    assert err.startswith(f"{path}, line 3: ")
    assert said in err
    assert one_line(err)


def test_a_batch_that_is_not_utf8_is_named(run, tmp_path):
    path = tmp_path / "batch.jsonl"
    path.write_bytes(b'{"question": "\xff"}')
    status, out, err = run("ask", "--batch", str(path))
    assert (status, out) == (2, "")
    assert err == f"{path} is not UTF-8 (byte 14). Save it as UTF-8\n"


# --- chat


def test_a_chat_remembers(run, loads):
    status, out, err = run("chat", typed="甲市第二条写什么？\n第一条呢？\n")
    assert (status, err, len(loads)) == (0, "", 1)
    assert "“代表每年视察两次。” [1]" in out
    assert "“主任列席党委常委会会议。” [1]" in out
    assert "乙市" not in out  # its （一） are first articles too


def test_a_chat_goes_on_after_a_question_that_cannot_be_asked(run):
    status, out, err = run("chat", typed="？？？\n\n   \n甲市第二条\n")
    assert status == 0
    assert one_line(err)
    assert "The question is empty" in err
    assert "“代表每年视察两次。” [1]" in out


def test_a_chat_keeps_to_its_filters(run):
    _, out, _ = run("chat", "--doc", "yi", typed="谁列席会议？\n")
    assert "乙市学习办法" in out
    assert "“主任列席" not in out


def test_a_chat_with_a_filter_that_is_not_held_ends(run):
    status, _, err = run("chat", "--doc", "bing", typed="谁列席会议？\n")
    assert status == 2
    assert err == "No document 'bing' in the index. Held: jia yi\n"


def test_where_another_answerer_stood_in_the_terminal_says_so(capsys):
    answer = Answer("问？", "zh", "answered", 1.0, "extractive", "原文", (), (), (), Query("问？", "问？", "zh"), {})
    _print(replace(answer, note="语言模型没有写出回答，以下是原文摘录。"), as_json=False)
    assert capsys.readouterr().out == "语言模型没有写出回答，以下是原文摘录。\n原文\n"
