"""The interface in English: the table of phrases is whole, touches no document's word, and links stay as they are."""

from __future__ import annotations

import ast
import itertools
import json
import re
import time
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pyarrow.parquet as pq
import pytest
from app_runs import PAGES, ROOT, again, charts, open_page
from hypothesis import given, settings
from hypothesis import strategies as st
from small_tables import write_tables
from streamlit.testing.v1 import AppTest

from app.query.review import DOUBTS
from app.say import english
from app.say.english import CHINESE, PHRASES, ROWS, html_to_english, to_english
from etl.lexicon.words import roles
from etl.schema import NUMERAL_PLACES, REASON_TITLES, RULE_TITLES, TABLES
from records.decisions import KIND_TITLES

SAYING = ["app/say", "app/screen", "app/draw", "pages", "app/wording.py", "app/query/filter_model.py", "dashboard.py"]
MODULES = sorted(
    path.relative_to(ROOT).as_posix()
    for name in SAYING
    for path in ([ROOT / name] if name.endswith(".py") else (ROOT / name).glob("*.py"))
)
LEXICON = ROOT / "etl" / "lexicon" / "tables"
NEVER_SHOWN = {
    "app/say/about.py": {"[\u4e00-\u9fff]"},
    "app/say/compare.py": {"年"},
    "app/say/english.py": {"[\u4e00-\u9fff]", "全部（", "未注明", "文件"},
    "app/say/searching.py": {"或"},
    "app/screen/components.py": {"各文件轮流取，"},
    "app/screen/language.py": {"中文"},
    "app/say/markup.py": {"。！？"},
    "app/screen/originals.py": {r"第(\d+)页"},
    "pages/review.py": {"校核记录.csv"},
    "pages/progress.py": {"督办提醒_{}_统计截至{}.ics", "督办提醒_{}_统计截至{}.xlsx"},
    "app/say/progress.py": {r"[\d.]\s*([十百千万亿]+)"},
    "app/say/intake.py": {"如：2024年3月5日", "如：山东·济南市"},
    "app/query/filter_model.py": {r"(\d{4})年?", "{}年"},
    "app/draw/compare.py": {"万", "亿", "万亿"},
    "app/wording.py": {"及以前", "年月日", "自{}起", "{}内", "到{}", "{}前", "{}底前", "年{}", "底前", "前", "内"},
}
"""Patterns, names of a file and the other language, words of documents' numbers, parts of texts tried whole below."""
LIMITS = ("到2022年", "2020年内", "2020年6月底前", "2020年6月内", "2020年6月30日前", "自2019年1月1日起", "2018年及以前")
FILLS = ("7", "X", "")
KNOWN = "时限"
"""What is put into the places of a text; the last into those of short ones only, which need a word of the table."""


def literals(path: Path) -> Iterator[str]:
    """Every Chinese text of a module but for its docstrings; `{}` stands where something is put into it."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    parts = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if id(node) not in parts and isinstance(node, ast.Constant | ast.JoinedStr | ast.BinOp):
            text = skeleton(node)
            if isinstance(node, ast.JoinedStr) or text is not None:
                parts |= {id(part) for part in own_parts(node)}
            if text and CHINESE.search(text):
                yield text


def own_parts(node: ast.expr) -> Iterator[ast.AST]:
    """The pieces that a text is made of, without what is put into it."""
    if isinstance(node, ast.JoinedStr):
        for value in node.values:
            yield value
            yield from (
                ast.walk(value.format_spec) if isinstance(value, ast.FormattedValue) and value.format_spec else ()
            )
    elif isinstance(node, ast.BinOp):
        for side in (node.left, node.right):
            yield side
            yield from own_parts(side)


def skeleton(node: ast.expr) -> str | None:
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if isinstance(node, ast.JoinedStr):
        return "".join(skeleton(value) or "{}" for value in node.values)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        sides = [skeleton(side) for side in (node.left, node.right)]
        return None if sides == [None, None] else "".join("{}" if side is None else side for side in sides)
    return None


def is_said(text: str) -> bool:
    """Has a text, with something in its places, nothing Chinese left but what it quotes?"""
    places = min(text.count("{}"), 8)
    for values in itertools.product((*FILLS, KNOWN) if places < 4 else FILLS, repeat=places):
        filled = text
        for value in values:
            filled = filled.replace("{}", value, 1)
        said = to_english(filled.replace("{}", "X"))
        if not CHINESE.search(re.sub("“[^”]*”", "", said)):
            return True
    return False


def shown_parts(text: str) -> list[str]:
    """A text, or what an element of HTML, a style sheet or a script in it shows."""
    if "<style>" in text:
        return re.findall('content:"([^"]*)"', text)
    if "<" in text and "='" in text:
        return [*re.findall("(?:title|aria-label)='([^']*)'", text), *re.split("<[^>]*>", text)]
    return re.findall("aria-label='([^']*)'", text) if "aria-label=" in text else re.split("<[^>]*>", text)


@pytest.mark.parametrize("module", MODULES)
def test_the_table_has_every_text_that_a_module_can_show(module: str) -> None:
    texts = set(literals(ROOT / module)) - NEVER_SHOWN.get(module, set())
    parts = {part for text in texts if "(?P<" not in text for part in shown_parts(text) if CHINESE.search(part)}
    samples = {"词语、≥50所、sjyt"}
    assert [part for part in sorted(parts - samples) if not is_said(part)] == []


def lexicon(table: str, *columns: str) -> Iterator[str]:
    head, *lines = (LEXICON / f"{table}.tsv").read_text(encoding="utf-8").splitlines()
    for line in lines:
        row = dict(zip(head.split("\t"), line.split("\t"), strict=False))
        yield from (row[column] for column in columns if row.get(column))


def vocabulary() -> set[str]:
    """What the data themselves say in the interface's words."""
    columns = [column for table in TABLES.values() for column in table]
    return {
        *(text for column in columns for text in (column.title, column.meaning, column.unit)),
        *REASON_TITLES.values(), *RULE_TITLES.values(), *NUMERAL_PLACES.values(), *LIMITS, *lexicon("themes", "theme"),
        *lexicon("features", "title"), *lexicon("feature_values", "title"), *KIND_TITLES.values(), *DOUBTS,
    }  # fmt: skip


def test_the_table_has_every_word_of_the_data() -> None:
    assert [text for text in sorted(vocabulary()) if CHINESE.search(text) and not is_said(text)] == []


def test_no_row_is_unused() -> None:
    """Each row's words are put together from texts of the project."""
    others = ["app/query", "app/briefing", "etl/schema.py", "etl/documents", "etl/targets", "records", *SAYING]
    modules = [
        path
        for name in others
        for path in ([ROOT / name] if name.endswith(".py") else (ROOT / name).glob("*.py"))
        if path.name != "english.py"
    ]
    texts = {text for path in modules for text in literals(path)} | vocabulary()
    texts |= {f"每{span}" for span in roles("base")["time"]}  # over what a target repeats
    texts |= set(lexicon("features", "title")) | set(lexicon("notices", "cause_zh", "cure_zh"))
    texts |= set(re.findall('"name": "([^"]*)"', (ROOT / "data/accuracy.json").read_text(encoding="utf-8")))
    pieces = {piece for text in texts for piece in re.split(r"\{[^}]*\}|[^\u4e00-\u9fff…]+", text) if piece}
    assert [row for row in [*PHRASES, *(one.chinese for one in ROWS)] if not is_made_of(row, pieces)] == []


def is_made_of(row: str, pieces: set[str]) -> bool:
    words = re.split(r"\{\d[^}]*\}|[^\u4e00-\u9fff…]+", row)
    return all(made_of(word, pieces) for word in words if word)


def made_of(word: str, pieces: set[str]) -> bool:
    reached = {0}
    for end in range(1, len(word) + 1):
        if any(word[start:end] in pieces for start in reached):
            reached.add(end)
    return len(word) in reached


def test_rows_name_the_same_places_in_both_languages() -> None:
    for row in ROWS:
        named = set(re.findall(r"\{(\d)", row.english))
        assert named <= set(row.kinds), row.chinese
    lines = [line.split("\t") for line in english.TABLE.read_text(encoding="utf-8").splitlines()]
    assert [line for line in lines if len(line) != 2] == []
    assert len({chinese for chinese, _said in lines}) == len(lines)


UNDATED = "27 of 31 targets have no deadline stated"


@pytest.mark.parametrize(
    ("chinese", "said"),
    [
        ("31项目标中，27项文件未注明时限；按首列单位，甲局17项。", f"{UNDATED}; by first-listed department: 甲局 17."),
        ("统计截至2026年11月26日", "As of 26 November 2026"),
        ("搜索读作：包含“教师”或≥ 50 所", "Search read as: contains “教师” or ≥ 50 所"),
        ("（约束性、可信度不低者在前）", "(binding and surer ones first)"),
        ("任务领域：教育", "Themes: education"),
        ("责任单位：省教育厅（山东）", "Departments: 省教育厅（山东）"),
        ("计量单位：项", "Unit of measure: 项"),
        ("1项任务", "1 task"),
        ("2,000项任务", "2,000 tasks"),
        ("省教育厅 · 第3项", "省教育厅 · Item 3"),
        ("工作、目标、政策、考核体系说 1件", "工作、目标、政策、考核体系说 1件"),
        ("全省粮食产量10亿斤；目标", "全省粮食产量10亿斤；目标"),
    ],
)  # fmt: skip
def test_a_text_in_english(chinese: str, said: str) -> None:
    assert to_english(chinese) == said


NOUN = "<span class='pt-noun'>目标<span class='pt-by'>{}</span></span>"
MARK = "<div class='pt-text'>目标<mark class='' title='{}：10项'>10项</mark></div>"
CELL = "<td data-title='{}'><div class='pt-two' title='目标'>目标</div></td>"
FACT = "<tr><th scope='row'>{}</th><td>规定</td><td class='pt-how'>{}</td></tr>"
ORDER = "<button data-sort='时限' title='{}'>{}</button>"


@pytest.mark.parametrize(
    ("html", "said"),
    [
        ("<td data-title='时限'>2020年内</td>", "<td data-title='Deadline'>Within 2020</td>"),
        ("<td data-title='目标值'>2020年内</td>", "<td data-title='Target value'>2020年内</td>"),
        ("<td data-title='责任单位'>未注明责任单位</td>", "<td data-title='Departments'>Department not stated</td>"),
        (CELL.format("任务内容"), CELL.format("Task")),
        (NOUN.format("每年 · 第2项"), NOUN.format("Every year · Item 2")),
        (
            MARK.format("目标与标准：数量目标"),
            MARK.format("Targets and standards: quantity target").replace("：", ": "),
        ),
        (FACT.format("动作", "文件写明"), FACT.format("Action", "Stated in the document")),
        (ORDER.format("按时限排序", "时限"), ORDER.format("Sort by deadline", "Deadline")),
    ],
)
def test_html_in_english_leaves_the_words_of_documents_alone(html: str, said: str) -> None:
    assert html_to_english(html) == said


SIGNS = {*"。；·，、：（）“” \n　", *"0123456789"}
LITERALS = [
    *PHRASES,
    *(part for row in ROWS for part in re.split(r"\{\d[^}]*\}", row.chinese) if part.strip("".join(SIGNS))),
]
COMMON = "建设推进全省学校的一个和为在发展重点不少于年月日第" + "".join(sorted(SIGNS))


@given(st.text(alphabet=COMMON, max_size=200))
@settings(max_examples=300, deadline=None)
def test_a_text_without_a_phrase_of_the_table_never_changes(text: str) -> None:
    if not any(literal in text for literal in LITERALS):
        assert to_english(text) == text


@pytest.mark.parametrize(
    "piece", ["目标：", "、", "（", "“", "；目标", "。建设7项", "，按目标", "项中项文件", "推进学校建设，", "1项 · "]
)
def test_a_long_text_takes_time_in_proportion(piece: str) -> None:
    def seconds(length: int) -> float:
        text = (piece * length)[:length]
        start = time.process_time()
        to_english(text)
        return time.process_time() - start

    seconds(1000)
    assert seconds(250_000) < 8 * seconds(62_500) + 0.5


@pytest.fixture(scope="module")
def small_tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tables(tmp_path_factory.mktemp("small"))


@pytest.fixture
def small(small_tables: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TARGETS_DATA", str(small_tables))
    return small_tables


def words_of_documents(folder: Path) -> list[str]:
    """Every text that the tables take from documents, the longest first."""
    found: set[str] = set()
    for table in ("targets", "tasks", "ledger"):
        read = pq.read_table(folder / f"{table}.parquet")
        for row in read.to_pylist():
            for value in row.values():
                found |= {one for one in (value if isinstance(value, list) else [value]) if isinstance(one, str)}
        facts = json.loads((read.schema.metadata or {})[b"policy_targets"])
        found |= {value for source in facts["sources"] for value in source.values() if isinstance(value, str)}
    return sorted((text for text in found if CHINESE.search(text)), key=len, reverse=True)


SENTENCE = re.compile("<div class='pt-text'>.*?</div>")
"""A document's own text."""


def said_by(run: AppTest) -> Iterator[tuple[str, str]]:
    """Each run of text that a reader of a page sees: of which element, and the text."""
    for kind in (
        "html", "markdown", "caption", "button", "download_button", "link_button", "page_link", "plotly_chart",
        "multiselect", "selectbox", "button_group", "menu_button", "date_input", "text_input", "file_uploader",
        "toggle", "popover", "expander", "bidi_component",
    ):  # fmt: skip
        for element in run.get(kind):
            proto: Any = getattr(element, "proto", None)
            body = getattr(proto, "body", "")
            if "WORDS" in body or "Object.entries" in body:
                continue
            fields = [getattr(proto, name, "") for name in ("label", "help", "placeholder", "title", "alt")]
            html = [body, *(json.loads(proto.json).values() if kind == "bidi_component" else ())]
            for text in (*fields, *(text for text in html if isinstance(text, str))):
                if text.startswith("<style"):
                    yield from ((kind, words) for words in re.findall('content:"([^"]*)"', text))
                elif isinstance(text, str):
                    attributes = re.findall("""(?:title|aria-label|data-title|alt)=['"]([^'"]*)""", text)
                    yield from (
                        (kind, unescape(words)) for words in (*re.split("<[^>]*>", SENTENCE.sub("", text)), *attributes)
                    )
    for chart in charts(run):
        texts = [note["text"] for note in chart["layout"]["annotations"]]
        texts += [text for trace in chart["data"] for text in trace.get("text") or []]
        axes = [axis for name, axis in chart["layout"].items() if re.match("[xy]axis", name)]
        texts += [text for axis in axes for text in axis.get("ticktext") or []]
        yield from (("chart", unescape(re.sub("<[^>]*>", "", text.replace("<br>", "")))) for text in texts)


def options(run: AppTest) -> dict[str, str]:
    """What the browser is told to show for the options of widgets."""
    script = next(one.proto.body for one in run.get("html") if "Object.entries" in one.proto.body)
    found = re.search(r"Object\.entries\((\{.*?\})\)\) known", script)
    assert found
    words: dict[str, str] = json.loads(found[1])
    return words


NOT_OURS = {
    "中文",
    "≥50所",
    "没有这个词",
    *(word for table in TABLES.values() for one in table for word in one.allowed),
}
"""The other language's name, samples and words of a search, values that the files hold."""


@pytest.mark.parametrize("query", ["", "q=没有这个词", "list=全部任务&doc=样例县2024年工作要点&asof=2020-07-01"])
@pytest.mark.parametrize("page", PAGES)
def test_a_page_in_english_has_no_chinese_but_the_documents(page: str, query: str, small: Path) -> None:
    run = open_page(page, f"lang=en&{query}")
    assert [error.value for error in run.exception] == []
    chosen = [word for box in run.multiselect if box.key == "ind" for word in box.options]
    known = sorted({*words_of_documents(small), *chosen, *NOT_OURS}, key=len, reverse=True)
    left = []
    for kind, text in said_by(run):
        rest = re.sub("“[^”]*”", "", text).strip()
        for words in known:
            rest = rest.replace(words, "")
        cut = rest.rstrip("…")
        if CHINESE.search(rest) and not any(words.startswith(cut) for words in known):
            left.append((kind, text))
    assert left == []


@pytest.mark.usefixtures("small")
def test_links_hold_the_same_values_in_both_languages() -> None:
    query = "type=政策标准&state=自…起实施&part=配合&due=2020年内"
    chinese, said = (link_of(open_page("targets", f"{query}{more}")) for more in ("", "&lang=en"))
    assert said.pop("lang") == ["en"]
    assert said == chinese
    assert chinese["type"] == ["政策标准"]


def link_of(run: AppTest) -> dict[str, list[str]]:
    given = [json.loads(element.proto.json) for element in run.get("bidi_component")]
    return parse_qs(urlsplit(next(one["link"] for one in given if "label" in one)).query)


@pytest.mark.usefixtures("small")
def test_options_travel_in_chinese_and_are_named_in_english() -> None:
    run = open_page("targets", "lang=en")
    box = next(box for box in run.multiselect if box.key == "type")
    assert box.options
    assert all(CHINESE.search(option) for option in box.options)
    assert {options(run)[option] for option in box.options} <= {
        "Quantity target", "Ratio target", "Deadline task", "Policy standard",
    }  # fmt: skip


@pytest.mark.usefixtures("small")
def test_the_language_stays_with_the_session_and_chinese_is_untouched() -> None:
    run = open_page("overview", "lang=en")
    del run.query_params["lang"]
    run = again(run.switch_page("pages/themes.py"))
    assert any("Themes" in text for _kind, text in said_by(run))
    assert not any("Themes" in text for _kind, text in said_by(open_page("themes")))
