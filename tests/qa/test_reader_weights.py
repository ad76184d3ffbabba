import numpy as np
import pytest
import torch

from index.errors import ModelError
from qa.reader_weights import MAX_INT8, digest, merged, save

DIM = 4


class Inner(torch.nn.Module):
    """A model of one matrix and one bias that gives its inputs through them."""

    def __init__(self):
        super().__init__()
        self.layer = torch.nn.Linear(DIM, DIM)

    def forward(self, inputs_embeds, attention_mask):
        return type("Output", (), {"last_hidden_state": self.layer(inputs_embeds)})


@pytest.fixture
def trained():
    torch.manual_seed(0)
    base, tuned = Inner(), Inner()
    return base, tuned, torch.nn.Linear(DIM, 1)


def test_what_is_saved_makes_the_tuned_model_of_the_default_one(trained, tmp_path):
    base, tuned, head = trained
    save(tmp_path / "reader.npz", base.state_dict(), tuned.state_dict(), head)
    change = (tuned.layer.weight - base.layer.weight).detach()
    inputs, mask = torch.ones((2, 3, DIM)), torch.ones((2, 3))
    expected = head(tuned(inputs, mask).last_hidden_state[:, 0]).squeeze(-1)
    made = merged(base, tmp_path / "reader.npz")
    assert torch.allclose(base.layer.weight, tuned.layer.weight, atol=float(change.abs().max()) / MAX_INT8)
    assert made(inputs, mask).shape == (2,)
    assert torch.allclose(made(inputs, mask), expected, atol=0.05)


def test_what_training_left_alone_is_not_saved(trained, tmp_path):
    base, _, head = trained
    save(tmp_path / "reader.npz", base.state_dict(), base.state_dict(), head)
    with np.load(tmp_path / "reader.npz") as kept:
        assert sorted(kept.files) == ["head", "head.bias"]


@pytest.mark.parametrize("cut", [0, 2, 100, -1])
def test_a_damaged_file_is_one_line(trained, tmp_path, cut):
    path = tmp_path / "reader.npz"
    save(path, trained[0].state_dict(), trained[1].state_dict(), trained[2])
    path.write_bytes(path.read_bytes()[:cut])
    with pytest.raises(ModelError, match=r"^The reader's weights, .*reader\.npz, cannot be read .*Restore the file$"):
        merged(trained[0], path)


def test_a_missing_file_is_one_line(tmp_path):
    with pytest.raises(ModelError, match=r"none\.npz, cannot be read \(No such file or directory\)\. Restore the file"):
        digest(tmp_path / "none.npz")
