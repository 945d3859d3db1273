"""Native Office charts with their data inside: right-click, 编辑数据, and the bars and totals follow.

The totals at the bars' ends are the labels of a last series without fill, which the workbook sums where the totals are
sums. The workbook is made here so that its properties hold no clock.
"""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from typing import Any

from lxml import etree
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from xlsxwriter import Workbook

from app.briefing.model import SMALLEST, Bars, Series
from app.briefing.office_xml import Ink, clean, fill, run_properties
from app.draw.text_fit import width

TOTAL = "合计"
LEGEND = 34.0
THICKEST = 26.0
"""No bar is thicker than this, in points."""
_C = nsdecls("c", "a")


class ChartData(CategoryChartData):
    """A chart's data, whose workbook has Chinese headings, sums its totals, and is dated `day`."""

    def __init__(self, bars: Bars, day: date) -> None:
        super().__init__(number_format="#,##0")  # type: ignore[no-untyped-call]
        self.bars = bars
        self.day = day
        self.categories = bars.categories
        for one in _with_total(bars):
            self.add_series(one.name, one.values)  # type: ignore[no-untyped-call]

    @property
    def xlsx_blob(self) -> bytes:
        """The embedded workbook: categories in column A, a column a series, on Sheet1 as the chart's references say."""
        sink = io.BytesIO()
        book = Workbook(sink, {"in_memory": True, "strings_to_formulas": False})
        book.set_properties(
            {"title": self.bars.name, "created": datetime(self.day.year, self.day.month, self.day.day, tzinfo=UTC)}
        )
        sheet = book.add_worksheet("Sheet1")
        sheet.set_column(0, 0, 30)
        for row, category in enumerate(self.bars.categories):
            sheet.write_string(row + 1, 0, category)
        every = _with_total(self.bars)
        for column, one in enumerate(every, start=1):
            sheet.write_string(0, column, one.name)
            for row, value in enumerate(one.values):
                if one.name == TOTAL and _is_sum(self.bars, row):
                    last = chr(ord("A") + column - 1)
                    sheet.write_formula(row + 1, column, f"=SUM(B{row + 2}:{last}{row + 2})", None, value)
                else:
                    sheet.write_number(row + 1, column, value)
        book.close()
        return sink.getvalue()


def add_chart(slide: Any, bars: Bars, ink: Ink, day: date) -> Any:
    """Put a chart on a slide and dress it; the graphic frame. Totals are those of the bars' model."""
    kind = XL_CHART_TYPE.BAR_STACKED if len(bars.series) > 1 else XL_CHART_TYPE.BAR_CLUSTERED
    box = bars.box
    frame = slide.shapes.add_chart(
        kind, ink.emu(box.x), ink.emu(box.y), ink.emu(box.w), ink.emu(box.h), ChartData(bars, day)
    )
    frame.name = bars.name
    space = frame.chart._chartSpace  # noqa: SLF001 the element is what python-pptx offers for what it has no call for
    chart = space.find(qn("c:chart"))
    title = chart.find(qn("c:autoTitleDeleted"))
    if title is None:
        title = etree.SubElement(chart, qn("c:autoTitleDeleted"))
        chart.insert(0, title)
    title.set("val", "1")
    plot = chart.find(qn("c:plotArea"))
    _place_plot(plot, bars)
    slot = (box.h - (LEGEND if len(bars.series) > 1 else 0)) / len(bars.categories)
    frame.chart.plots[0].gap_width = max(0, min(500, round((slot / thickness(bars) - 1) * 100)))
    _dress_series(plot, bars, ink)
    _dress_axes(plot, bars, ink)
    if len(bars.series) > 1:
        _add_legend(chart, plot, bars, ink)
    _replace(space, parse_xml(f"<c:txPr {_C}>{_text(ink)}</c:txPr>"), before=("c:externalData", "c:printSettings"))
    return frame


def _with_total(bars: Bars) -> list[Series]:
    total = [Series(TOTAL, bars.totals, "text")] if len(bars.series) > 1 else []
    return [*bars.series, *total]


def _is_sum(bars: Bars, row: int) -> bool:
    return sum(one.values[row] for one in bars.series) == bars.totals[row]


def label_room(bars: Bars) -> float:
    """Width of the categories' labels, in points."""
    return bars.labels or max(width(text, SMALLEST) for text in bars.categories) + 16


def total_room(bars: Bars) -> float:
    """Width of the totals behind the longest bar, in points."""
    return width(number_text(bars, max(bars.totals)), SMALLEST) + 16


def number_text(bars: Bars, number: int) -> str:
    """A total as it stands behind its bar."""
    return f"{number:,}{bars.unit}" if bars.thousands else f"{number}{bars.unit}"


def thickness(bars: Bars) -> float:
    """How thick a bar is drawn, in points."""
    slot = (bars.box.h - (LEGEND if len(bars.series) > 1 else 0)) / len(bars.categories)
    return min(THICKEST, slot * 0.64)


def _place_plot(plot: Any, bars: Bars) -> None:
    """The bars' own area, so that no label is cut: what is left of the labels, the totals and the legend."""
    box, top = bars.box, LEGEND if len(bars.series) > 1 else 0.0
    left = label_room(bars)
    inner = (left / box.w, top / box.h, (box.w - left - total_room(bars)) / box.w, (box.h - top) / box.h)
    names = ("x", "y", "w", "h")
    values = "".join(f'<c:{name} val="{value:.4f}"/>' for name, value in zip(names, inner, strict=True))
    for old in plot.findall(qn("c:layout")):
        plot.remove(old)
    layout = f'<c:layoutTarget val="inner"/><c:xMode val="edge"/><c:yMode val="edge"/>{values}'
    plot.insert(0, parse_xml(f"<c:layout {_C}><c:manualLayout>{layout}</c:manualLayout></c:layout>"))


def _dress_series(plot: Any, bars: Bars, ink: Ink) -> None:
    chart = plot.find(qn("c:barChart"))
    shared = chart.find(qn("c:dLbls"))
    if shared is not None:
        chart.remove(shared)
    points = (bars.box.w - label_room(bars) - total_room(bars)) / max(1, *bars.totals)
    for one, element in zip(_with_total(bars), chart.findall(qn("c:ser")), strict=True):
        is_total = one.name == TOTAL and len(bars.series) > 1
        ground = "<a:noFill/>" if is_total else fill(one.colour)
        if is_total:  # a name that no legend shows; the workbook's column has its heading
            _replace(
                element, parse_xml(f"<c:tx {_C}><c:v>\u00a0</c:v></c:tx>"), before=("c:spPr", "c:invertIfNegative")
            )
        _replace(element, parse_xml(f"<c:spPr {_C}>{ground}<a:ln><a:noFill/></a:ln></c:spPr>"),
                 before=("c:invertIfNegative", "c:dLbls", "c:cat"))  # fmt: skip
        labels = _labels(one, bars, ink, points, is_total=is_total)
        _replace(element, parse_xml(labels), before=("c:cat", "c:val"))


def _labels(one: Series, bars: Bars, ink: Ink, points: float, *, is_total: bool) -> str:
    """The numbers of a series: within the bars where they fit there, totals behind them."""
    alone = len(bars.series) == 1
    number = "#,##0" if bars.thousands else "0"
    form = f'{number}"{clean(bars.unit)}"' if is_total or alone else number
    place = "outEnd" if alone else "inBase" if is_total else "ctr"
    colour = "text" if is_total or alone else ink.palette.on(one.colour)
    hidden = ""
    if not is_total and not alone:
        hidden = "".join(
            f'<c:dLbl><c:idx val="{at}"/><c:delete val="1"/></c:dLbl>'
            for at, value in enumerate(one.values)
            if value * points < width(f"{value:,}", SMALLEST) + 6 or value == bars.totals[at]
        )
    flags = "".join(
        f'<c:show{name} val="{int(name == "Val")}"/>'
        for name in ("LegendKey", "Val", "CatName", "SerName", "Percent", "BubbleSize")
    )
    code = form.replace('"', "&quot;")
    text = f"<c:txPr>{_text(ink, colour)}</c:txPr>"
    return (
        f'<c:dLbls {_C}>{hidden}<c:numFmt formatCode="{code}" sourceLinked="0"/><c:spPr><a:noFill/><a:ln><a:noFill/>'
        f'</a:ln></c:spPr>{text}<c:dLblPos val="{place}"/>{flags}</c:dLbls>'
    )


def _dress_axes(plot: Any, bars: Bars, ink: Ink) -> None:
    """The first category on top, no value axis, the longest bar as long as the plot."""
    category, value = plot.find(qn("c:catAx")), plot.find(qn("c:valAx"))
    category.find(qn("c:scaling")).find(qn("c:orientation")).set("val", "maxMin")
    for name in ("c:majorTickMark", "c:minorTickMark"):
        category.find(qn(name)).set("val", "none")
    line = f'<c:spPr {_C}><a:ln w="{ink.emu(0.75)}">{fill("line")}</a:ln></c:spPr>'
    after = ("c:txPr", "c:crossAx")
    _replace(category, parse_xml(line), before=after)
    _replace(category, parse_xml(f"<c:txPr {_C}>{_text(ink)}</c:txPr>"), before=("c:crossAx",))
    scaling = value.find(qn("c:scaling"))
    for old in list(scaling):
        if old.tag != qn("c:orientation"):
            scaling.remove(old)
    most = parse_xml(f'<c:max {_C} val="{max(1, *bars.totals)}"/>')
    least = parse_xml(f'<c:min {_C} val="0"/>')
    scaling.extend([most, least])
    for old in value.findall(qn("c:majorGridlines")):
        value.remove(old)
    value.find(qn("c:delete")).set("val", "1")


def _add_legend(chart: Any, plot: Any, bars: Bars, ink: Ink) -> None:
    """The legend above the bars; the totals, without fill and name, do not show in it."""
    for old in chart.findall(qn("c:legend")):
        chart.remove(old)
    box = bars.box
    wide = min(box.w, sum(width(one.name, SMALLEST) + 44 for one in bars.series) + 44)
    left = label_room(bars) / box.w if label_room(bars) + wide < box.w else 0.0
    place = f'<c:x val="{left:.4f}"/><c:y val="0"/><c:w val="{wide / box.w:.4f}"/><c:h val="{26 / box.h:.4f}"/>'
    layout = f'<c:manualLayout><c:xMode val="edge"/><c:yMode val="edge"/>{place}</c:manualLayout>'
    parts = f'<c:legendPos val="t"/><c:layout>{layout}</c:layout><c:overlay val="0"/><c:txPr>{_text(ink)}</c:txPr>'
    legend = f"<c:legend {_C}>{parts}</c:legend>"
    plot.addnext(parse_xml(legend))


def _text(ink: Ink, colour: Any = "text") -> str:
    properties = run_properties("defRPr", SMALLEST, ink, colour, bold=False).replace(' dirty="0"', "")
    body = '<a:bodyPr rot="0" vert="horz" wrap="none" anchor="ctr"/><a:lstStyle/>'
    return f'{body}<a:p><a:pPr>{properties}</a:pPr><a:endParaRPr lang="zh-CN"/></a:p>'


def _replace(parent: Any, child: Any, before: tuple[str, ...]) -> None:
    """Put a child in its place among its schema's sequence, instead of one that is there."""
    for old in parent.findall(child.tag):
        parent.remove(old)
    for name in before:
        found = parent.find(qn(name))
        if found is not None:
            found.addprevious(child)
            return
    parent.append(child)
