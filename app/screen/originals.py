"""The pages of scanned sources as pictures: `(folder of the sources, file, place) -> PNG`."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pypdfium2
import streamlit as st
from PIL import Image, ImageSequence

SCALE = 1.5
"""Points of a PDF page to points on the screen."""

WIDEST = 1600
_PAGE = re.compile(r"第(\d+)页")


@st.cache_data(max_entries=16, show_spinner=False)
def page_picture(folder: Path, file: str, place: str) -> bytes | None:
    """The page that `place` names (`list.pdf 第3页`) as PNG; None where the file is not there or has no such page."""
    found = _PAGE.search(place.removeprefix(file))
    path = folder / Path(file).name
    if found is None or not path.is_file():
        return None
    try:
        page = _page_of(path, int(found[1]) - 1)
    except (OSError, EOFError, IndexError, pypdfium2.PdfiumError):
        return None
    page.thumbnail((WIDEST, WIDEST * 2))
    written = io.BytesIO()
    page.save(written, "PNG")
    return written.getvalue()


def _page_of(path: Path, index: int) -> Image.Image:
    """A page of a PDF or of a picture file. Raises OSError, EOFError, IndexError or PdfiumError where there is none."""
    if path.suffix.lower() == ".pdf":
        document = pypdfium2.PdfDocument(path)
        try:
            page: Image.Image = document[index].render(scale=SCALE).to_pil()
            return page
        finally:
            document.close()
    with Image.open(path) as picture:
        return ImageSequence.Iterator(picture)[index].convert("RGB")
