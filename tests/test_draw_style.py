"""Colours that every reader can tell apart and read, in light and dark; the same ones in the configuration."""

from __future__ import annotations

import itertools
import math
import re
import tomllib
from pathlib import Path

import numpy as np
import plotly.graph_objects as go
import pytest

from app.draw.style import DARK, FONTS, LIGHT, LOOKS, Look, css, template
from app.say.tabulate import MARK_CLASSES
from etl.schema import Category

ROOT = Path(__file__).resolve().parent.parent
CONFIG = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"]
# Machado, Oliveira, Fernandes (2009): what a dichromat sees, as matrices on linear RGB
VISIONS = {
    "full": [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}
BRADFORD_D65 = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
APART = 12  # CIE76 difference; 2.3 is just noticeable side by side


def linear(colour: str) -> np.ndarray:
    parts = np.array([int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)])
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def lab(light: np.ndarray) -> np.ndarray:
    xyz = BRADFORD_D65 @ np.clip(light, 0, 1) / np.array([0.9505, 1, 1.089])
    root = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * root[1] - 16, 500 * (root[0] - root[1]), 200 * (root[1] - root[2])])


def contrast(one: str, two: str) -> float:
    dark, light = sorted(float(linear(colour) @ [0.2126, 0.7152, 0.0722]) for colour in (one, two))
    return (light + 0.05) / (dark + 0.05)


def hue_and_chroma(colour: str) -> tuple[float, float]:
    _, a, b = lab(linear(colour))
    return math.degrees(math.atan2(b, a)) % 360, math.hypot(a, b)


def test_the_measures_measure() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert lab(linear("#FFFFFF"))[0] == pytest.approx(100, abs=0.1)
    assert 0 < hue_and_chroma("#FF0000")[0] < 60


@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS.keys())
def test_ten_colours_keep_apart_for_every_reader(look: Look, vision: str) -> None:
    seen = [lab(np.array(VISIONS[vision]) @ linear(colour)) for colour in look.colours]
    assert len(look.colours) == 10
    nearest = min(float(np.linalg.norm(one - two)) for one, two in itertools.combinations(seen, 2))
    assert nearest >= APART


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS.keys())
def test_text_can_be_read_on_what_lies_behind_it(look: Look) -> None:
    for text, behind in itertools.product((look.text, look.muted, look.link), (look.page, look.panel)):
        assert contrast(text, behind) >= 4.5, (text, behind)
    assert contrast(look.text, look.mark) >= 4.5


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS.keys())
def test_no_chart_colour_is_red(look: Look) -> None:
    for colour in look.colours:
        hue, chroma = hue_and_chroma(colour)
        assert chroma < 25 or not (hue < 45 or hue > 345), colour


@pytest.mark.parametrize("name", LIGHT.category)
def test_a_category_keeps_its_hue_in_the_dark(name: Category) -> None:
    (light, chroma), (dark, _) = (hue_and_chroma(look.category[name]) for look in (LIGHT, DARK))
    assert chroma < 15 or abs((light - dark + 180) % 360 - 180) < 15


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS.keys())
def test_the_configuration_has_the_same_colours(look: Look) -> None:
    section = CONFIG[look.name]
    assert tuple(section["chartCategoricalColors"]) == look.colours
    assert (section["backgroundColor"], section["secondaryBackgroundColor"]) == (look.page, look.panel)
    assert (section["textColor"], section["primaryColor"], section["linkColor"]) == (look.text, look.primary, look.link)


def test_fonts_are_those_of_windows_macos_and_linux_and_none_is_fetched() -> None:
    assert {"Microsoft YaHei", "PingFang SC", "Noto Sans CJK SC"} <= set(FONTS)
    assert CONFIG["font"] == CONFIG["headingFont"]
    assert [name for name in FONTS if f"'{name}'" not in CONFIG["font"]] == []
    assert "http" not in css(LIGHT) + css(DARK) + CONFIG["font"]


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS.keys())
def test_plotly_takes_the_template(look: Look) -> None:
    figure = go.Figure(layout={"template": template(look)})
    assert figure.layout.template.layout.paper_bgcolor == look.page


def test_no_mark_in_a_text_has_a_class_that_lays_out_something_else() -> None:
    """A marked figure stands within its sentence: only the rules of marks and of their key may style it."""
    sheet = css(LIGHT)
    for name in MARK_CLASSES.values():
        rules = re.findall(rf"([^{{}}]*\.{name}\b(?!-)[^{{}}]*)\{{", sheet)
        assert rules, name
        assert all("mark." in rule or "pt-key" in rule for rule in rules), (name, rules)
