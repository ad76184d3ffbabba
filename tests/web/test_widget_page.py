"""What docs/widget.md tells the people who run the portal: its attributes, its messages, and the token it shows."""

from __future__ import annotations

import re

from index.settings import ROOT
from qa.web.tokens import AUDIENCE, Visitor, verify

PAGE = (ROOT / "docs" / "widget.md").read_text(encoding="utf-8")
STATIC = ROOT / "qa" / "web" / "static"


def test_every_attribute_is_in_the_script_and_every_one_of_the_script_is_here():
    script = (STATIC / "widget.js").read_text(encoding="utf-8")
    read = {
        re.sub(r"[A-Z]", lambda letter: f"-{letter[0].lower()}", name) for name in re.findall(r"given\.(\w+)", script)
    }
    assert set(re.findall(r"`data-([\w-]+)`", PAGE)) == read


def test_every_message_is_here():
    said = set()
    for name in ("widget.js", "embed.js"):
        source = (STATIC / name).read_text(encoding="utf-8")
        said |= set(re.findall(r'"tiaowen:([\w-]+)"', source)) | set(re.findall(r'\btell\("([\w-]+)"\)', source))
    assert said == set(re.findall(r'"tiaowen:([\w-]+)"', PAGE))


def test_the_plain_frame_lets_its_readers_copy():
    frames = re.findall(r"<iframe [^>]*>", PAGE)
    assert frames and all('allow="clipboard-write"' in frame for frame in frames)


def test_the_token_of_the_example_is_valid():
    (example,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    names: dict[str, object] = {"secret": "s" * 32}
    exec(example, names)
    assert verify(names["token"], "s" * 32) == Visitor("li.ming", ("人大办",))
    assert AUDIENCE in PAGE
