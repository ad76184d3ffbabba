"""A real, tiny, untrained model of transformers; and, opt-in, a real chat model that TIAOWEN_TEST_LLM names."""

from __future__ import annotations

import os

import pytest

from index.errors import AnswererError, ModelError
from qa.generate import Written
from qa.llm_transformers import TransformersChat
from qa.schema import Proof
from qa.settings import Settings

TALK = [{"role": "user", "content": "abc"}]
TEMPLATE = "{% for m in messages %}{{ m.role }}:{{ m.content }}\n{% endfor %}assistant:"
REAL_MODEL = os.environ.get("TIAOWEN_TEST_LLM", "")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A byte-level model of one layer with a chat template, saved as any other."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers
    from transformers import PreTrainedTokenizerFast, Qwen2Config, Qwen2ForCausalLM, set_seed

    set_seed(0)
    path = tmp_path_factory.mktemp("tiny-chat")
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    tokenizer = Tokenizer(models.BPE(vocab={"<end>": 0} | {c: i for i, c in enumerate(alphabet, 1)}, merges=[]))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    fast = PreTrainedTokenizerFast(tokenizer_object=tokenizer, eos_token="<end>", pad_token="<end>")
    fast.chat_template = TEMPLATE
    fast.save_pretrained(path)
    config = Qwen2Config(
        vocab_size=257, hidden_size=32, intermediate_size=64, num_hidden_layers=1, num_attention_heads=2,
        num_key_value_heads=2, max_position_embeddings=4096, eos_token_id=0, pad_token_id=0,
    )  # fmt: skip
    Qwen2ForCausalLM(config).save_pretrained(path)
    return path


def load(model, **options):
    return TransformersChat.load(Settings(answerer="transformers", llm_model=str(model), **options))


def test_a_folder_is_a_chat_model_that_streams(folder):
    chat = load(folder, llm_max_tokens=40)
    pieces = list(chat(TALK))
    assert "".join(pieces)
    assert "".join(chat(TALK)) == "".join(pieces)  # greedy: the same question, the same reply
    assert "assistant" not in "".join(pieces)  # the prompt is not repeated


def test_who_stops_reading_stops_the_model(folder):
    chat = load(folder, llm_max_tokens=3000)
    reply = chat(TALK)
    next(reply)
    reply.close()
    assert not chat._free.locked()


def test_a_reply_that_takes_too_long_is_an_error(folder):
    chat = load(folder, llm_max_tokens=3000, llm_timeout_s=0.05)
    with pytest.raises(AnswererError, match=r"took longer than 0\.05 s"):
        list(chat(TALK))
    assert not chat._free.locked()


def test_what_the_model_raises_is_one_error(folder):
    with pytest.raises(AnswererError, match="The chat model failed"):
        chat = load(folder)
        chat._model.forward = None  # what breaks while it runs
        list(chat(TALK))


NO_SYSTEM = "{% if messages[0].role == 'system' %}{{ raise_exception('System role not supported') }}{% endif %}"


def test_a_template_that_raises_is_one_error_and_the_next_question_is_not_kept_waiting(folder):
    chat = load(folder, llm_timeout_s=60)
    chat._tokenizer.chat_template = "{{ raise_exception('Roles must alternate') }}"
    with pytest.raises(AnswererError, match="The chat model failed: Roles must alternate"):
        list(chat(TALK))
    assert not chat._free.locked()
    chat._tokenizer.chat_template = TEMPLATE
    assert list(chat(TALK))


def test_a_machine_without_room_for_the_question_is_one_error(folder):
    chat = load(folder)
    chat._model.generate, chat._tokenizer.apply_chat_template = None, lambda *_, **__: NoRoom()
    with pytest.raises(AnswererError, match="The chat model failed: out of memory"):
        list(chat(TALK))
    assert not chat._free.locked()


class NoRoom:
    def to(self, device):
        raise RuntimeError("out of memory")


def test_where_the_template_has_no_system_role_its_text_opens_the_first_question(folder):
    chat = load(folder)
    rest = [{"role": "assistant", "content": "d"}, {"role": "user", "content": "e"}]
    folded = chat._prompt([{"role": "user", "content": "rules\n\nabc"}, *rest])
    chat._tokenizer.chat_template = NO_SYSTEM + TEMPLATE
    asked = chat._prompt([{"role": "system", "content": "rules"}, *TALK, *rest])
    assert asked["input_ids"].tolist() == folded["input_ids"].tolist()


@pytest.mark.parametrize("name", ["missing", "missing.gguf", "no-such-owner/no-such-model"])
def test_a_model_that_is_not_there_is_one_clear_error(name, tmp_path):
    with pytest.raises(ModelError, match=rf"^Chat model .*{name} does not load: .* Set TIAOWEN_LLM_MODEL"):
        load(name if "/" in name else tmp_path / name)


def test_a_model_without_a_chat_template_is_none(folder, tmp_path):
    for path in folder.iterdir():
        if path.name != "chat_template.jinja":
            (tmp_path / path.name).write_bytes(path.read_bytes())
    with pytest.raises(ModelError, match="has no chat template"):
        load(tmp_path)


def test_an_untrained_model_proves_nothing(folder, tiaowen):
    """What such a model babbles never reaches a person."""
    written = Written("transformers", load(folder, llm_max_tokens=60), tiaowen.retriever)
    answer = written.answer(tiaowen.ask("谁列席党委常委会会议？"))
    assert answer.note or answer.status == "not_found"
    assert answer.proof.proved == 0


@pytest.mark.llm
@pytest.mark.timeout(3600)
@pytest.mark.skipif(not REAL_MODEL, reason="TIAOWEN_TEST_LLM names no chat model")
@pytest.mark.parametrize(
    "question",
    ["谁列席党委常委会会议？", "Who attends the Party standing committee meeting?", "北留镇有几名镇人大代表？"],
)
def test_a_real_model_is_held_to_the_articles(question, tiaowen):
    chat = load(REAL_MODEL, llm_timeout_s=1200, llm_max_tokens=200)
    answer = Written("transformers", chat, tiaowen.retriever).answer(tiaowen.ask(question))
    print(answer.text, answer.proof, answer.note)
    assert answer.answerer == "transformers" or answer.note
    assert answer.proof.proved + answer.proof.removed == answer.proof.statements
    if answer.status == "answered" and not answer.note:
        assert answer.statements and answer.proof != Proof()
