"""The deck as another office program draws it: one page a slide, with its words on it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pypdfium2
import pytest
from briefing_decks import ADDRESS, CASES, deck_blob, open_deck, title

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
SECONDS = 180
IMPRESS = OFFICE is not None and any(Path(OFFICE).resolve().parent.glob("*sdlo.*"))
"""Whether the part of LibreOffice that draws slides is installed: old Word files need only Writer."""


@pytest.mark.skipif(
    not IMPRESS, reason="no LibreOffice Impress on this machine; try: apt-get install libreoffice-impress"
)
@pytest.mark.parametrize("name", [name for name in CASES if name != "large"])
def test_each_slide_is_drawn(name: str, tmp_path: Path) -> None:
    deck = tmp_path / "deck.pptx"
    deck.write_bytes(deck_blob(name, ADDRESS))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [str(OFFICE), profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(deck)]
    subprocess.run(command, check=True, capture_output=True, timeout=SECONDS)
    with pypdfium2.PdfDocument(str(tmp_path / "deck.pdf")) as drawn:
        slides = list(open_deck(name, ADDRESS).slides)
        assert len(drawn) == len(slides)
        for page, slide in zip(drawn, slides, strict=True):
            words = "".join(page.get_textpage().get_text_range().split())
            assert "".join(title(slide).split())[:12] in words
            assert "统计截至2020年6月30日" in words
