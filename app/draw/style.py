"""How everything looks: colours for light and dark, type, spacing, the Plotly template. No data, no Streamlit.

A `Look` is one complete set of colours. Charts take theirs from it by meaning (`look.category[…]`, `look.lead`), never
as literals. The ten chart colours keep apart for readers with protanopia, deuteranopia and tritanopia, and red is not
among them: a date must never look like an alarm. The pages' own colours stand in .streamlit/config.toml as well, since
Streamlit reads them there.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import plotly.graph_objects as go

from app.wording import APP_TITLE
from etl.schema import Category

FONTS = ("PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", "WenQuanYi Micro Hei")
FONT_FAMILY = ", ".join([*(f"'{name}'" for name in FONTS), "sans-serif"])
TITLE_SIZE, LABEL_SIZE, NOTE_SIZE = 17, 14, 12
"""Sizes in charts, in pixels. Pictures are drawn at half their size and doubled, so that 14 becomes 28 there."""
BAR_HEIGHT = 26
"""Height of one horizontal bar with its space, in pixels."""


@dataclass(frozen=True, slots=True)
class Look:
    """One set of colours: surfaces, text, and what the charts draw with."""

    name: str
    page: str
    panel: str
    text: str
    muted: str
    line: str
    primary: str
    link: str
    mark: str
    """Behind the exact words of a target in its sentence."""
    colours: tuple[str, ...]

    @property
    def category(self) -> dict[Category, str]:
        """The colour of each category of target."""
        return {
            "数量目标": self.colours[0],
            "时限任务": self.colours[1],
            "比率目标": self.colours[2],
            "政策标准": self.colours[3],
        }

    @property
    def lead(self) -> str:
        """牵头·首列, and 含量化或时限要求: what a bar is mainly about."""
        return self.colours[0]

    @property
    def support(self) -> str:
        """配合."""
        return self.colours[4]

    @property
    def plain(self) -> str:
        """定性, 未注明 and whatever stands beside the main matter."""
        return self.colours[3]

    def shade(self, share: float) -> str:
        """A surface between the page and the primary colour, never so strong that text on it is hard to read."""
        return _mixed(self.page, self.primary, 0.08 + 0.42 * min(max(share, 0.0), 1.0))

    @property
    def pale(self) -> str:
        """Behind what is still to be filled in, on screen and paper."""
        return _mixed(self.page, self.mark, 0.4)


def _mixed(page: str, colour: str, strength: float) -> str:
    ends = ([int(one[n : n + 2], 16) for n in (1, 3, 5)] for one in (page, colour))
    return "#" + "".join(f"{round(low + (high - low) * strength):02X}" for low, high in zip(*ends, strict=True))


LIGHT = Look(
    "light", "#FFFFFF", "#F3F6FA", "#1B2733", "#566375", "#D5DDE7", "#1F5FA8", "#1A5290", "#FFE7A8",
    ("#1F5FA8", "#2E999B", "#D98E04", "#BFB89F", "#ABB4F5", "#5A6309", "#8A6364", "#330F66", "#23393B", "#3E2408"),
)  # fmt: skip
DARK = Look(
    "dark", "#111823", "#1A2433", "#E6ECF3", "#A3B1C4", "#33415A", "#4C8BD8", "#8DBBF0", "#6A5314",
    ("#4C8BD8", "#50C3C3", "#F2B84B", "#A39A8B", "#CBBCFA", "#D9F1F4", "#F8E7C5", "#6F4759", "#4E2EDB", "#49591A"),
)  # fmt: skip
LOOKS = {look.name: look for look in (LIGHT, DARK)}


@cache
def template(look: Look) -> go.layout.Template:
    """The Plotly template of a look: type, colours, quiet axes, margins that labels can push out."""
    axis = {
        "automargin": True,
        "gridcolor": look.line,
        "linecolor": look.line,
        "zeroline": False,
        "tickfont": {"size": LABEL_SIZE, "color": look.text},
        "title": {"font": {"size": NOTE_SIZE, "color": look.muted}},
    }
    return go.layout.Template(
        layout={
            "font": {"family": FONT_FAMILY, "size": LABEL_SIZE, "color": look.text},
            "paper_bgcolor": look.page,
            "plot_bgcolor": look.page,
            "colorway": list(look.colours),
            "xaxis": axis,
            "yaxis": axis,
            "legend": {"font": {"size": NOTE_SIZE + 1, "color": look.text}, "bgcolor": look.page},
            "hoverlabel": {"font": {"family": FONT_FAMILY, "size": LABEL_SIZE}, "align": "left"},
            "separators": ".,",
            "dragmode": False,
        }
    )


def css(look: Look) -> str:
    """The style sheet of the classes in app/say/markup.py."""
    marks = "".join(
        f".pt-text mark.pt-{name},.pt-key.pt-{name}{{background:{colour}33;border-bottom:2px solid {colour}}}"
        for name, colour in zip(("quantity", "limit", "ratio", "rule"), look.category.values(), strict=True)
    )
    return f"""<style>
.pt-page {{display:flex;align-items:baseline;gap:.9rem;min-width:0}}
h1.pt-title {{font-size:22px;font-weight:700;line-height:1.3;margin:0;padding:0;white-space:nowrap;color:{look.text}}}
.pt-subject {{font-size:14px;color:{look.muted};white-space:nowrap;overflow:hidden;text-overflow:ellipsis}}
.pt-name {{font-size:14px;color:{look.muted}}}
.pt-number {{font-size:34px;line-height:1.2;font-weight:600;color:{look.link};font-variant-numeric:tabular-nums}}
.pt-unit {{font-size:15px;font-weight:400;margin-left:.25rem;color:{look.text}}}
.pt-remark {{font-size:13px;line-height:1.4;color:{look.muted};min-height:1.4em;white-space:nowrap;overflow:hidden;
  text-overflow:ellipsis}}
.pt-wide.pt-remark {{white-space:normal}}
.pt-body {{font-size:15px;line-height:1.7;margin:0;color:{look.text}}}
.pt-note {{font-size:14px;margin:0;padding:.35rem .8rem;border-left:3px solid {look.primary};background:{look.panel};
  color:{look.text}}}
.pt-head {{font-size:17px;font-weight:600;margin:0;color:{look.text}}}
.pt-small {{font-size:13px;font-weight:400;color:{look.muted};margin:0}}
.pt-tiles {{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:.5rem}}
.pt-tile, .pt-press {{all:unset;box-sizing:border-box;cursor:pointer;min-width:0}}
.pt-tile {{display:flex;flex-direction:column;padding:.45rem 1rem .35rem;border:1px solid {look.line};
  border-radius:.5rem}}
.pt-tile:hover {{border-color:{look.primary}}}
.pt-goals {{display:grid;grid-template-columns:repeat(var(--columns),minmax(0,1fr));column-gap:1rem}}
@media (max-height:950px) {{.pt-press:nth-child(n+9), .pt-goals[style*="2"] .pt-press:nth-child(n+7) {{display:none}}}}
.pt-press {{border-bottom:1px solid {look.line};padding:.12rem .3rem}}
.pt-press:hover {{background:{look.panel}}}
.pt-tile:focus-visible, .pt-press:focus-visible {{outline:2px solid {look.primary}}}
.pt-goal {{display:flex;justify-content:space-between;align-items:baseline;gap:1rem}}
.pt-noun {{font-size:14px;line-height:1.35;color:{look.text}}}
.pt-figure {{white-space:nowrap;text-align:right;color:{look.link};font-size:18px;font-weight:600;
  font-variant-numeric:tabular-nums}}
.pt-noun.pt-large {{font-size:18px;font-weight:600}}
.pt-figure.pt-large {{font-size:28px}}
.pt-by {{display:block;font-size:12px;line-height:1.3;color:{look.muted}}}
.pt-text {{font-size:17px;line-height:1.9;color:{look.text}}}
.pt-text mark {{color:inherit;background:{look.mark};border-radius:3px;padding:.05em .1em}}
.pt-text mark.pt-rest {{background:{look.panel};border-bottom:2px dotted {look.muted}}}
{marks}
.pt-key {{display:inline-block;font-size:13px;padding:0 .4rem;margin-right:.6rem;color:{look.text}}}
.pt-key.pt-rest {{border-bottom:2px dotted {look.muted}}}
.pt-equation {{display:flex;align-items:center;gap:1.6rem;padding:.4rem 1.2rem;border:1px solid {look.line};
  border-radius:6px;background:{look.panel};flex-wrap:wrap}}
.pt-wide {{flex:1 1 20rem;font-size:14px;border-left:1px solid {look.line};padding-left:1.6rem}}
.pt-sign {{font-size:26px;color:{look.muted}}}
.pt-sign:empty {{display:none}}
.pt-facts {{border-collapse:collapse;width:100%;font-size:14px}}
.pt-facts th {{text-align:left;font-weight:400;color:{look.muted};white-space:nowrap;vertical-align:top}}
.pt-facts th, .pt-facts td {{vertical-align:top;padding:.3rem .8rem .3rem 0;border-bottom:1px solid {look.line}}}
.pt-facts .pt-how {{color:{look.muted}}}
{_tables(look)}
{_narrow(look)}
{_print()}
</style>"""


def _tables(look: Look) -> str:
    """Of app/say/grid.py: as tall as its rows up to the window, the headers always in sight."""
    return f""".pt-frame {{max-height:max(20rem,calc(100vh - 13.6rem));overflow:auto;border:1px solid {look.line};
  border-radius:6px}}
.pt-table {{border-collapse:separate;border-spacing:0;width:100%;font-size:14px;line-height:1.35;color:{look.text}}}
.pt-table:not(.pt-fixed, .pt-matrix *) th {{min-width:3.2em}}
.pt-fixed {{table-layout:fixed}}
.pt-table th {{position:sticky;top:0;z-index:1;background:{look.panel};text-align:left;font-weight:600;
  padding:.45rem .6rem;border-bottom:1px solid {look.line}}}
.pt-table td, .pt-table tbody th {{padding:.42rem .6rem;border-bottom:1px solid {look.line};vertical-align:middle}}
.pt-table th, .pt-table td {{overflow-wrap:anywhere}}
.pt-table tbody tr:last-child > * {{border-bottom:none}}
.pt-table:not(.pt-fixed) .pt-short {{white-space:nowrap}}
.pt-table:not(.pt-fixed, .pt-matrix *) td:first-child {{min-width:5em}}
.pt-table .pt-num {{text-align:right;font-variant-numeric:tabular-nums}}
.pt-two {{display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:2;overflow:hidden}}
.pt-table .pt-text {{font-size:14px;line-height:1.6;white-space:pre-line}}
.pt-table [data-id] {{cursor:pointer}}
.pt-table tr[data-id]:hover td, .pt-table td[data-id]:hover {{background:{look.panel}}}
.pt-table tr[aria-selected=true] td {{background:{look.shade(0.1)};box-shadow:inset 0 1px {look.primary},
  inset 0 -1px {look.primary}}}
.pt-table [data-id]:focus-visible, .pt-frame:focus-visible {{outline:2px solid {look.primary};outline-offset:-2px}}
.pt-table th button {{all:unset;cursor:pointer}}
.pt-table th button::after {{content:"↕";margin-left:.3rem;font-weight:400;color:{look.muted}}}
.pt-table th[aria-sort] button::after {{content:"↓";color:{look.primary}}}
.pt-table th button:focus-visible {{outline:2px solid {look.primary}}}
.pt-table .pt-key {{margin:0}}
.pt-table .pt-first {{position:sticky;left:0;text-align:left;font-weight:400;background:{look.page};max-width:16rem}}
.pt-table thead .pt-first {{z-index:2;font-weight:600;background:{look.panel}}}
.pt-matrix th, .pt-matrix td {{padding:.38rem .7rem!important;white-space:nowrap;overflow-wrap:normal!important}}
.pt-matrix .pt-first {{white-space:normal;min-width:9rem}}
.pt-matrix td[data-id]:hover {{box-shadow:inset 0 0 0 2px {look.primary}}}
.pt-badge {{display:inline-block;font-size:13px;line-height:1.3;padding:.08rem .45rem;border-radius:4px;
  border:1px solid transparent;color:{look.text}}}
.pt-warm {{background:{look.mark}}}
.pt-strong {{background:{look.shade(0.25)}}}
.pt-outline {{border-color:{look.line}}}
.pt-quiet {{background:{look.panel}}}"""


def _narrow(look: Look) -> str:
    """On a phone: rows of a table as cards that name their fields, a matrix that scrolls sideways."""
    return f"""@media (max-width:640px) {{
.pt-frame {{max-height:none}}
.pt-fixed, .pt-fixed tbody {{display:block;min-width:0!important}}
.pt-fixed thead {{display:none}}
.pt-fixed tbody tr {{display:grid;grid-template-columns:1fr 1fr;gap:.45rem .8rem;padding:.6rem .7rem;
  border-bottom:1px solid {look.line}}}
.pt-fixed tbody td {{display:block;padding:0;border:none;text-align:left!important}}
.pt-fixed tbody td:has(.pt-two) {{grid-column:span 2}}
.pt-fixed tbody td::before {{content:attr(data-title);display:block;font-size:12px;color:{look.muted}}}
.pt-fixed tr[aria-selected=true] td {{background:none;box-shadow:none}}
.pt-fixed tr[aria-selected=true] {{background:{look.shade(0.1)}}}
.pt-goal {{gap:.6rem}}
.pt-goals {{grid-template-columns:1fr}}
.pt-equation {{gap:.8rem}}
.pt-wide {{border-left:none;padding-left:0}}
}}
.pt-narrow {{display:none}}
@media (max-width:640px) {{.pt-narrow {{display:block}}}}"""


def _print() -> str:
    """On paper: dark on white whatever the screen, whole tables over several pages, headers on each."""
    return f"""@media print {{
@page {{size:A4 portrait;margin:12mm}}
[class^=pt-], [class*=" pt-"], [class^=pt-] *, p, code {{color:{LIGHT.text}!important}}
.pt-frame {{max-height:none;overflow:visible;border:none}}
.pt-fixed {{min-width:0!important}}
.pt-table {{font-size:13px}}
.pt-table thead {{display:table-header-group}}
.pt-table th {{position:static;background:none}}
.pt-table .pt-first {{position:static;background:none}}
.pt-table th button::after {{content:""!important}}
.pt-table tr {{break-inside:avoid}}
.pt-two {{display:block}}
.pt-table tr[aria-selected=true] td {{background:none;box-shadow:none}}
.pt-badge, .pt-key, .pt-text mark, .pt-matrix td {{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
.pt-table td, .pt-table th {{border-bottom:1px solid {LIGHT.line}}}
}}"""


def logo(look: Look, title: str = APP_TITLE) -> str:
    """The name of the dashboard as a picture (SVG), for the corner of every page."""
    return f"""<svg xmlns="http://www.w3.org/2000/svg" width="196" height="28" viewBox="0 0 196 28">
<rect x="0" y="4" width="5" height="20" rx="1" fill="{look.primary}"/>
<text x="14" y="21" font-family="{FONT_FAMILY}" font-size="19" font-weight="600" fill="{look.text}">{title}</text>
</svg>"""
