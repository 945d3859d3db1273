"""Files that a reader hands in, as the session holds them: read, looked at, corrected, saved, undone.

The only module of the dashboard that hands anything over to the ETL: what is refused is said by etl.documents, reading,
saving and undoing are etl.targets.intake, and run in processes of their own. Nothing is stored before 保存.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import streamlit as st

from app import query, say
from app.query.filter_model import Filter
from app.say import intake as words
from app.say import markup
from app.screen import data, filters, grid, people, reviewing
from app.screen.records import LEDGER_PAGE
from app.wording import FRAME_RULE
from etl import SourceError
from etl.documents import receiving
from etl.targets import intake

_PIECES, _TURN, _NOTE, _GRID = "_intake_pieces", "_intake_turn", "_intake_note", "intake_files"
READY, SAME, REFUSED = "可保存", "已有", "未读取"


@dataclass(slots=True)
class Piece:
    """One file at hand: what was read of it, or why it was not; `facts` are as the form holds them."""

    name: str
    received: receiving.Received | None = None
    preview: intake.Preview | None = None
    known: intake.Known | None = None
    reason: str = ""
    facts: dict[str, str] = field(default_factory=dict)

    @property
    def state(self) -> str:
        """The file's state in a word: what was received and not read has its content elsewhere."""
        if self.preview is not None:
            return READY
        return REFUSED if self.received is None else SAME


def sources() -> Path:
    """The folder of the documents, beside the tables."""
    return data.folder() / "sources"


def may_write() -> bool:
    """Whether the system lets the dashboard write the documents and the tables."""
    return all(os.access(folder, os.W_OK) for folder in (sources(), data.folder()))


def shown_limits() -> dict[str, int]:
    """The limits that a reader is told."""
    return receiving.shown_limits()


def pieces() -> dict[str, Piece]:
    """The session's files by their key, in the order in which they came."""
    held: dict[str, Piece] = st.session_state.setdefault(_PIECES, {})
    return held


def take_files() -> None:
    """The box for files: what is new in it is read, what was taken out of it is forgotten."""
    turn = st.session_state.setdefault(_TURN, 0)
    uploaded = st.file_uploader(
        "选择文件，可一次选多份，也可拖到此处", accept_multiple_files=True, key=f"intake_box_{turn}",
        max_upload_size=receiving.shown_limits()["file"],
    )  # fmt: skip
    given = {f"file-{one.file_id}": one for one in uploaded}
    held = pieces()
    for key in [key for key in held if key.startswith("file-") and key not in given]:
        del held[key]
    new = {key: one for key, one in given.items() if key not in held}
    if not new:
        return
    try:
        receiving.check_drop([one.size for one in given.values()])
    except SourceError as error:
        st.error(markup.literal(_chinese(error)), title="文件过多")
        return
    _read_all({key: (one.name, one.getvalue) for key, one in new.items()})


def take_text() -> None:
    """The box for a pasted text or a page's source."""
    with st.form("intake_paste", clear_on_submit=True, border=False):
        text = st.text_area(
            "粘贴文字或网页源代码", height=150, max_chars=2_000_000, key="intake_text",
            placeholder="首行作为文件名；也可粘贴网页源代码，以网页标题作为文件名",
        )  # fmt: skip
        if not st.form_submit_button("读取", icon=":material/article:"):
            return
    try:
        name, content = receiving.paste(text)
    except SourceError as error:
        st.error(markup.literal(_chinese(error)), title="没有内容")
        return
    number = sum(key.startswith("text-") for key in pieces()) + 1
    _read_all({f"text-{number}-{len(content)}": (name, lambda: content)})


def _read_all(new: Mapping[str, tuple[str, Callable[[], bytes]]]) -> None:
    """Read files one after the other, each in a process of its own, and show how far that is."""
    st.session_state.pop(_NOTE, None)
    place = st.empty()
    with place, st.status(f"正在读取{len(new)}份文件", expanded=True):
        for number, (key, (name, content)) in enumerate(new.items(), 1):
            said = f"{number}/{len(new)} {markup.literal(name)}"
            bar = st.progress(0.0, text=said)

            def wait(seconds: float, bar: Any = bar, said: str = said) -> None:
                bar.progress(min(seconds / intake.READ_SECONDS, 1.0), text=f"{said}：已用{int(seconds)}秒")

            piece = _read(name, content(), wait)
            pieces()[key] = piece
            grid.forget(_GRID)
            bar.progress(1.0, text=f"{said}：{markup.literal(piece.reason or piece.state)}")
    place.empty()  # the list of files says the same


def _read(name: str, content: bytes, wait: Callable[[float], None]) -> Piece:
    try:
        received = receiving.receive(name, content)
        others = [one.received for one in pieces().values()]
        twin = next((other.name for other in others if other and other.sha256 == received.sha256), None)
        if twin is not None:
            return Piece(received.name, received, reason=words.same_content(twin))
        known = intake.find_same(sources(), data.folder(), received.sha256)
        if known is not None:
            return Piece(received.name, received, known=known, reason=words.same_content(known.title))
        preview = intake.preview(data.folder(), received, {}, wait)
    except SourceError as error:
        return Piece(name, reason=words.unread(name, _chinese(error)))
    return Piece(received.name, received, preview, facts=_found(preview))


def _found(preview: intake.Preview) -> dict[str, str]:
    return {name: preview.facts[name] or "" for name in words.FACTS}


def choose() -> tuple[str, Piece] | None:
    """The list of the files; the chosen one, else the last that can be saved; None where there are none."""
    held = pieces()
    if not held:
        return None
    rows = [(one.name, one.state, one.preview.facts if one.preview else None) for one in held.values()]
    keys = list(held)
    usual = ([key for key, one in held.items() if one.state == READY] or keys)[-1]
    grid.keep_chosen(_GRID, keys, usual)
    number = grid.choose_row(words.files(rows), keys, _GRID, "待导入的文件", widths=words.WIDTHS)
    refused = [f"{one.name}：{one.reason}" for one in held.values() if one.state == REFUSED]
    if refused:
        st.html(markup.lines(refused, "pt-note"))
    key = usual if number is None else keys[number]
    return key, held[key]


def correct(key: str, piece: Piece) -> None:
    """The form of a file's facts: what was found, to be corrected; kept while another file is looked at."""
    _, faults = receiving.check_facts(piece.facts)
    shown = [name for name in words.FACTS if name != "title"]

    def ask(name: str) -> None:
        title, example = words.FACTS[name]
        box = f"intake_{name}_{key}"

        def keep() -> None:
            piece.facts[name] = st.session_state[box]

        st.text_input(title, piece.facts[name], key=box, placeholder=example, on_change=keep, max_chars=400)
        if name in faults:
            st.caption(f":material/error: {words.FAULTS[faults[name]]}")

    with st.container(key="intake_form"):
        ask("title")
        with st.grid(4, gap="small", min_column_width=150):
            for name in shown:
                with st.container(gap=None):
                    ask(name)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(words.FACTS_NOTE)
        if st.button("重新预览", key="intake_again", icon=":material/refresh:", disabled=bool(faults)):
            _read_again(piece)


def _read_again(piece: Piece) -> None:
    """Read a file with the facts of the form."""
    assert piece.received is not None  # noqa: S101  # it has a preview
    facts, _ = receiving.check_facts(piece.facts)
    with st.spinner("正在按以上信息重新读取"):
        try:
            piece.preview = intake.preview(data.folder(), piece.received, facts)
        except SourceError as error:
            st.error(markup.literal(_chinese(error)), title="无法重新预览")


def show_piece(key: str, piece: Piece) -> None:
    """One file: its form and its preview, or why it cannot be saved."""
    st.html(markup.heading(piece.name))
    if piece.preview is None:
        st.html(markup.lines([piece.reason], "pt-note"))
        if piece.known is not None:
            link_document(piece.known.doc_id)
        return
    correct(key, piece)
    show_preview(piece.preview)


def show_preview(preview: intake.Preview) -> None:
    """What a file holds, in tabs."""
    rows = preview.rows
    hints = words.hints(preview.facts, rows, preview.unknown)
    counts = {"目标": len(rows["targets"]), "任务": len(rows["tasks"])}
    names = [f"{name} {count:,}" for name, count in counts.items()]
    mentions = len(rows["targets"]) + len(rows["ledger"])
    tabs = st.tabs([*names, f"数字去向 {mentions:,}", "段落性质", f"提示 {len(hints)}"])
    with tabs[0]:
        _show_table(words.targets(rows), len(rows["targets"]), "没有读出目标：文件中没有量化或有时限的要求。")
    with tabs[1]:
        st.html(markup.mark_key(words.MARKS))
        _show_table(words.tasks(rows), len(rows["tasks"]), "")
    with tabs[2]:
        sums = words.sums(rows)
        st.html(markup.equation(say.reconciliation.conservation_items(sums), say.reconciliation.CONSERVATION))
        if rows["ledger"]:
            listed = say.grid.plain(say.reconciliation.entries(words.entries(rows)), "不计为目标的数字")
            _show_table(listed, len(rows["ledger"]), "")
    with tabs[3]:
        st.caption(f"{words.frames_title(rows)}。{FRAME_RULE}")
        _show_table(words.frames(rows), len(rows["tasks"]), "")
    with tabs[4]:
        st.html(markup.lines(hints or ["没有需要留意的地方。"], "pt-body"))


def _show_table(html: str, count: int, empty: str) -> None:
    if not count:
        st.caption(empty)
        return
    st.html(html)
    if cut := words.cut(count):
        st.caption(cut)


def offer_save() -> None:
    """The button that saves every file that can be saved, and the one that forgets all."""
    held = pieces()
    ready = [piece for piece in held.values() if piece.state == READY]
    wrong = [piece.name for piece in ready if receiving.check_facts(piece.facts)[1]]
    with st.container(horizontal=True, vertical_alignment="center"):
        people.ask_name()
        pressed = st.button(
            f"保存{len(ready)}份文件", key="intake_save", type="primary", icon=":material/save:",
            disabled=not ready or bool(wrong),
        )  # fmt: skip
        if st.button("全部移除", key="intake_clear", type="tertiary"):
            _forget()
            st.rerun()
    if wrong:
        st.caption(f"请先改正文件信息：{markup.literal('、'.join(wrong))}")
    if pressed:
        _save(ready)


def _save(ready: list[Piece]) -> None:
    chosen = [
        intake.Chosen(piece.received, receiving.check_facts(piece.facts)[0])
        for piece in ready
        if piece.received is not None
    ]
    with st.spinner(words.saving(len(chosen), _count_stale())):
        try:
            saved = intake.save(sources(), data.folder(), chosen, data.now())
        except SourceError as error:
            st.error(markup.literal(_chinese(error)), title="没有保存")
            return
    files = saved.batch.files if saved.batch else ()
    if saved.batch:
        reviewing.note("take in", saved.batch.batch_id, {"files": [kept.file for kept in files]}, "import")
    ids = [kept.doc_id for kept in files] + [known.doc_id for known in saved.same]
    said = f"已保存{len(files)}份文件。" if files else "没有新文件需要保存。"
    if saved.same:
        said += f"{len(saved.same)}份内容已有，未重复保存。"
    _forget()
    st.session_state[_NOTE] = (said, ids)
    st.rerun()


def _count_stale() -> int:
    """How many documents the next build reads again; 0 where the folder cannot be read: the save says why."""
    try:
        return intake.count_stale(sources(), data.folder())
    except SourceError:
        return 0


def _forget() -> None:
    """Empty the boxes: a new box for files is another widget."""
    st.session_state[_PIECES] = {}
    st.session_state[_TURN] += 1
    grid.forget(_GRID)


def show_note() -> None:
    """What the last save or undo has done, with links to the documents' rows."""
    if _NOTE not in st.session_state:
        return
    said, ids = st.session_state[_NOTE]
    with st.container(border=True, key="intake_note"):
        st.html(markup.lines([said], "pt-note"))
        for doc_id in ids:
            link_document(doc_id)


def link_document(doc_id: str) -> None:
    """A link to the rows of a document; nothing where the tables do not have it."""
    documents = data.frame(query.documents.documents)
    for document in documents[documents["doc_id"] == doc_id].to_dict("records"):
        st.page_link(
            LEDGER_PAGE, label=words.document_link(markup.literal(document["title"]), document["targets"]),
            icon=":material/open_in_new:",
            query_params=filters.link_params(Filter(documents=(str(document["label"]),))),
        )  # fmt: skip


def show_batches(most: int = 10) -> None:
    """The latest imports, each with its way back."""
    st.html(markup.heading("最近的导入", f"　{words.UNDO_NOTE}"))
    batches = intake.read_batches(sources())
    if not batches:
        st.caption("还没有导入过文件。")
    for batch in batches[:most]:
        with st.container(horizontal=True, vertical_alignment="center", key=f"batch_{batch.batch_id}"):
            st.html(
                markup.lines([words.batch_title(batch.saved, [kept.title for kept in batch.files])], "pt-body"),
                width="stretch",
            )
            if batch.undone is not None:
                st.caption("已撤销", width="content")
                continue
            with st.popover("撤销", type="tertiary", icon=":material/undo:", key=f"undo_{batch.batch_id}"):
                st.caption(f"将移走{len(batch.files)}份文件，其目标不再显示。")
                if st.button("确认撤销", key=f"sure_{batch.batch_id}", type="primary"):
                    _undo(batch)


def _undo(batch: intake.Batch) -> None:
    with st.spinner(words.saving(0, _count_stale())):
        try:
            intake.undo(sources(), data.folder(), batch.batch_id, data.now())
        except SourceError as error:
            st.error(markup.literal(_chinese(error)), title="没有撤销")
            return
    reviewing.note("take out", batch.batch_id, {"files": [kept.file for kept in batch.files]}, "import")
    st.session_state[_NOTE] = (f"已撤销，移走{len(batch.files)}份文件。", [])
    st.rerun()


def _chinese(error: SourceError) -> str:
    return str(getattr(error, "zh", "")) or str(error)
