"""A conversation as a Word document with real footnotes.

python-docx writes no footnotes, so their part is made here: WordprocessingML (ECMA-376 part 1, 17.11).
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence

from docx import Document as new_document
from docx.document import Document as WordDocument
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt, RGBColor
from docx.text.paragraph import Paragraph
from lxml import etree

from qa.schema import Citation, Language
from qa.web.conversation import Engine
from qa.web.export import Entry, Note, entries, say
from qa.web.record import Kept
from qa.web.render import Strong

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FONT, CHINESE_FONT = "Georgia", "SimSun"
FADED = RGBColor(0x6B, 0x66, 0x5A)
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SEPARATORS = (("separator", "-1"), ("continuationSeparator", "0"))


def word(kept: Kept, engine: Engine, language: Language) -> bytes:
    """The .docx file."""
    document = new_document()
    _use_fonts(document)
    document.add_heading(_clean(kept.title.strip() or say("name", language)), level=1)
    footnotes = Footnotes(language)
    for entry in entries(kept, engine, language):
        _write(document, entry, footnotes)
    _attach(document, footnotes.texts)
    saved = io.BytesIO()
    document.save(saved)
    return saved.getvalue()


class Footnotes:
    """The texts of the footnotes in order. Word numbers them so, and each may be referred to once: a source that is
    cited again gets a note that points back at its first."""

    def __init__(self, language: Language) -> None:
        self.texts: list[str] = []
        self._language = language
        self._first: dict[int, int] = {}

    def refer(self, note: Note) -> int:
        """The number of a new footnote for `note`."""
        number = len(self.texts) + 1
        first = self._first.setdefault(note.number, number)
        whole = note.source + "".join(f" “{quote}”" for quote in note.quotes)
        again = say("same_note", self._language).format(n=first)
        self.texts.append(whole if first == number else again)
        return number


def _use_fonts(document: WordDocument) -> None:
    for name in ("Normal", "Heading 1", "Heading 2"):
        style = document.styles[name]
        style.font.name = FONT
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), CHINESE_FONT)
    document.styles["Normal"].font.size = Pt(11)


def _write(document: WordDocument, entry: Entry, footnotes: Footnotes) -> None:
    notes = {note.number: note for note in entry.notes}
    document.add_heading(_clean(entry.question), level=2)
    if entry.remark:
        remark = document.add_paragraph().add_run(_clean(entry.remark))
        remark.font.size, remark.font.color.rgb = Pt(9), FADED
    for line in entry.lines:
        paragraph = document.add_paragraph()
        for part in line:
            if isinstance(part, Citation):
                _refer(paragraph, footnotes.refer(notes[entry.numbers[part.n]]))
            else:
                text = part.text if isinstance(part, Strong) else part
                paragraph.add_run(_clean(text)).bold = isinstance(part, Strong) or None


def _refer(paragraph: Paragraph, number: int) -> None:
    """The raised number that leads to a footnote."""
    run = paragraph.add_run()
    run.font.superscript = True
    reference = OxmlElement("w:footnoteReference")
    reference.set(qn("w:id"), str(number))
    run._r.append(reference)


def _attach(document: WordDocument, texts: Sequence[str]) -> None:
    """The footnotes' part, with the two separators that Word asks for."""
    root = etree.fromstring(f"<w:footnotes {nsdecls('w')}/>")
    for kind, number in _SEPARATORS:
        note = _child(root, "w:footnote", **{"w:type": kind, "w:id": number})
        _child(_child(_child(note, "w:p"), "w:r"), f"w:{kind}")
    for number, note_text in enumerate(texts, 1):
        paragraph = _child(_child(root, "w:footnote", **{"w:id": str(number)}), "w:p")
        mark = _child(paragraph, "w:r")
        _child(_child(mark, "w:rPr"), "w:vertAlign", **{"w:val": "superscript"})
        _child(mark, "w:footnoteRef")
        text = _child(_child(paragraph, "w:r"), "w:t")
        text.text = f" {_clean(note_text)}"
        text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    xml = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    part = Part(PackURI("/word/footnotes.xml"), CONTENT_TYPE.WML_FOOTNOTES, xml, document.part.package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)


def _child(parent: etree._Element, name: str, **attributes: str) -> etree._Element:
    child = etree.SubElement(parent, qn(name))
    for key, value in attributes.items():
        child.set(qn(key), value)
    return child


def _clean(text: str) -> str:
    """Without the characters that XML cannot hold."""
    return _NOT_XML.sub("", text)
