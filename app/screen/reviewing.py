"""校核 on the screen: the form of a row, the buttons that decide on it, its history; what every page shares of them.

Decisions go to records/, which checks them, and are in the tables by the next run. Who may decide says people.py.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import pandas as pd
import sqlalchemy as sa
import streamlit as st

import records
from app.query import listings, review
from app.query.filter_model import Filter
from app.query.tables import fingerprint
from app.say import grid as tables
from app.say import markup, reviewing
from app.screen import data, grid, people
from app.wording import BANDS
from records import Decision, Proposal, RecordsError, audit, exchange, gain, pending

AT_ONCE = ("departments", "theme", "due")
"""What can be changed of several rows at once."""
MOST_AT_ONCE = 200
Read = TypeVar("Read")
AT = "review_at"
"""Which row of the queue is shown."""
_SAID, _DONE, _FRESH = "_review_said", "_review_done", "_review_fresh"
NO_DATABASE = "数据来自对象存储，校核记录须另存于数据库：请管理员设置环境变量 DATABASE_URL 后重新启动。"
BUSY = "数据表正在更新，决定已经保存，更新结束后自动生效。"


def store() -> sa.Engine:
    """The database of what people decide. Where it cannot be used the reader is told, and the run ends."""
    if not data.keeps_records():
        st.error(NO_DATABASE, title="校核记录无法使用")
        st.stop()
    try:
        return records.open_database(data.folder())
    except RecordsError as error:
        _stop(error)


def read(query: Callable[[sa.Engine], Read], nothing: Read) -> Read:
    """What the database says; `nothing` where there is none yet, or it cannot be used, which 校核 and 进展 tell."""
    try:
        engine = records.find_database(data.folder())
        return nothing if engine is None else query(engine)
    except RecordsError:
        return nothing


def require_store() -> None:
    """Tell the reader where the database cannot be used, and end the run; one that is not there yet is no fault."""
    try:
        engine = records.find_database(data.folder())
        if engine is not None:
            audit.entries(engine, 1)
    except RecordsError as error:
        _stop(error)


def _stop(error: RecordsError) -> NoReturn:
    st.error(markup.literal(error.chinese), title="校核记录无法使用")
    st.stop()


def note(action: str, subject: str, detail: dict[str, Any], role: people.Role) -> None:
    """Leave a line in the log of who did what."""
    audit.note(store(), people.who() or reviewing.UNNAMED, people.ROLES[role], action, subject, detail)


def bring_up_to_date() -> None:
    """Take decisions into the tables that a stopped run has left out of them; asked once for each state of the tables.

    To ask takes all decisions; those of this session are in the tables already. Where none can be kept, say so.
    """
    if not data.keeps_records():
        st.warning(NO_DATABASE)
        return
    marks = fingerprint(data.folder())
    if st.session_state.get(_FRESH) == marks:
        return
    if not read(lambda engine: records.is_fresh(data.folder(), engine), True):
        _refresh(store(), None)
    st.session_state[_FRESH] = marks


def may_review(place: str = "page") -> bool:
    """May the reader decide, and is it known who that is? A box asks for the name where nobody signs in."""
    return people.may("review") and bool(people.ask_name(place))


def decide(proposals: Sequence[Proposal], said: str, why: str = "") -> None:
    """Write decisions of one act; `said` is told where they hold, else why they do not. For callbacks."""
    made = _act(lambda store, who, role: records.decide(store, data.folder(), proposals, who, why=why, role=role), said)
    if made:
        st.session_state[_DONE] = made[0].id


def undo(decision: int) -> None:
    """Undo the act of a decision. For callbacks."""
    made = _act(lambda store, who, role: records.undo(store, data.folder(), decision, who, role=role), "已撤销。")
    if made:
        st.session_state.pop(_DONE, None)
        st.session_state[AT] = made[0].target_id


def settle(decision: int, to: str | None) -> None:
    """Take a pending decision over to another row, or drop it. For callbacks."""
    said = "已沿用。" if to else "已放弃。"
    _act(lambda store, who, role: pending.settle(store, data.folder(), decision, who, to=to, role=role), said)


def _act(act: Callable[[sa.Engine, str, str], Sequence[Decision]], said: str) -> Sequence[Decision]:
    """Write decisions as the person of this session and take them into the tables; none where that is refused."""
    engine = store()
    if not people.may("review"):
        return ()
    try:
        made = act(engine, people.who(), people.ROLES["review"])
    except RecordsError as error:
        st.session_state[_SAID] = ("error", error.chinese)
        return ()
    st.session_state[_SAID] = ("done", said)
    _refresh(engine, [decision.target_id for decision in made])
    return made


def take_in(name: str, content: bytes) -> None:
    """Take in a file of decisions. For callbacks."""
    engine = store()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / Path(name).name
        path.write_bytes(content)
        try:
            taken = exchange.import_csv(engine, data.folder(), path, people.who(), role=people.ROLES["manage"])
        except RecordsError as error:
            st.session_state[_SAID] = ("error", error.chinese)
            return
    st.session_state[_SAID] = ("done", f"导入{taken.added}条校核记录，另有{taken.known}条原已存在。")
    _refresh(engine, None)


def show_said(*, shortcut: bool = False) -> None:
    """What came of the last decision of this session, and the way back."""
    kind, text = st.session_state.pop(_SAID, ("", ""))
    done = st.session_state.get(_DONE)
    if kind == "error":
        st.error(markup.literal(text))
    if not text and not (done and shortcut):  # beside a detail only once: several may stand on a page
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="review_said"):
        if kind != "error" and text:
            st.html(markup.lines([text], "pt-note"), width="content")
        if done:
            st.button(
                "撤销上一步", key="undo_last", on_click=undo, args=(done,), type="tertiary", icon=":material/undo:",
                shortcut="U" if shortcut else None,
            )  # fmt: skip


def show_review(target_id: str) -> None:
    """校核 of one target among its details, for those who may."""
    if people.may("review"):
        with st.expander("校核这一项"):
            if may_review(target_id):
                show_form(target_id)
        show_said()


def show_form(target_id: str, *, shortcuts: bool = False) -> None:
    """The form of one target, 确认无误, 不是目标 and the row's history. Nothing for an unknown target."""
    found = data.frame(review.target, target_id)
    if found.empty:
        return
    row = {str(name): value for name, value in found.iloc[0].items()}
    seen = _last_seen([target_id]).get(target_id, 0)
    name = f"{row['indicator']} {row['shown']}"
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="decide"):
        st.button(
            reviewing.CONFIRM, key="confirm", type="primary", shortcut="Y" if shortcuts else None, on_click=decide,
            args=([Proposal("confirm", target_id, seen=seen)], reviewing.done(reviewing.CONFIRM, name)),
        )  # fmt: skip
        reason = st.selectbox(
            "不计为目标的原因", list(reviewing.REASONS), index=list(reviewing.REASONS.values()).index("fact"),
            key="reject_reason", label_visibility="collapsed", width=230, filter_mode=None, persist_state="session",
        )  # fmt: skip
        proposal = Proposal("reject", target_id, {"reason": reviewing.REASONS[str(reason)]}, seen)
        st.button(
            reviewing.REJECT, key="reject", shortcut="N" if shortcuts else None, on_click=decide,
            args=([proposal], reviewing.done(reviewing.REJECT, name), str(reason)),
        )  # fmt: skip
    filled = _draw_fields(row, f"{target_id}_{seen}")
    if filled is not None:
        values = reviewing.changes(row, filled)
        why = str(filled["why"])
        decide([Proposal("correct", target_id, values, seen)], reviewing.done(reviewing.CORRECT, name), why)
        st.rerun()
    show_history(target_id)


def show_promotion(place: tuple[str, str, int, int], key: str, mention_id: str = "") -> None:
    """The form by which words of a task become a target, filled with what the machine would write there.

    key: tells the forms of one page apart.
    """
    try:
        suggested = records.suggest(data.folder(), place)
    except RecordsError as error:
        st.error(markup.literal(error.chinese))
        return
    row: dict[str, Any] = {**_empty_row(place[0]), **suggested}
    seen = _last_seen([mention_id]).get(mention_id, 0)
    filled = _draw_fields(row, "_".join(map(str, (key, *place))), reviewing.PROMOTE)
    if filled is not None:
        new = {**{name: suggested[name] for name in ("kind", "role")}, **reviewing.changes(row, filled)}
        own = Proposal("promote", mention_id, new, seen) if mention_id else Proposal("add", "", new, place=place)
        decide([own], reviewing.done(reviewing.PROMOTE, str(suggested["shown"])), str(filled["why"]))
        st.rerun()


def show_entry_review(mention_id: str, key: str) -> None:
    """改为目标 for an entry of the ledger, for those who may; and its history. key: as for show_promotion."""
    if not people.may("review"):
        return
    with st.expander("校核：这个数字是目标"):
        entry = data.frame(review.entry, mention_id).iloc[0]
        if may_review(f"{key}_{mention_id}"):
            place = (str(entry["doc_id"]), str(entry["task_no"]), int(entry["start"]), int(entry["end"]))
            show_promotion(place, key, mention_id)
        show_history(mention_id)
    show_said()


def show_marking(doc_id: str, task_no: str, text: str, key: str) -> None:
    """Words of a task's text, marked with the pointer or typed, become a target; for those who may.

    key: tells the tasks of one page apart.
    """
    if not people.may("review"):
        return
    with st.expander("校核：补充漏读的目标"):
        own = f"{key}_{doc_id}_{task_no}"
        if not may_review(own):
            return
        slot = f"marked_{own}"
        marked = grid.mark_words(text, f"mark_{own}")
        if marked:
            st.session_state[slot] = marked
        typed = st.text_input("原文中的文字", key=f"typed_{own}", placeholder=reviewing.TO_MARK)
        if typed and text.count(typed) != 1:
            st.caption(reviewing.not_once(markup.literal(typed), text.count(typed)))
            return
        at = text.find(typed) if typed else -1
        span = (at, at + len(typed)) if typed else st.session_state.get(slot)
        if span:
            st.html(markup.marked(text, [(*span, "", text[span[0] : span[1]])]))
            show_promotion((doc_id, task_no, *span), key)
    show_said()


def show_gain() -> None:
    """What people found of the rows that they checked, by confidence; nothing before the first decision."""
    bands: list[gain.Band] = read(lambda engine: gain.measure_gain(engine, BANDS), [])
    if any(band.reviewed for band in bands):
        st.html(markup.heading("校核所见的准确程度", "　本单位校核过的目标中，机器读法未经改动的比例"))
        st.html(tables.plain(reviewing.gains(bands), "校核所见的准确程度"))


def show_history(target_id: str) -> None:
    """What was decided on a row; the last act can be undone."""
    made: list[Decision] = read(lambda engine: records.history(engine, target_id), [])
    if not made:
        return
    st.html(markup.heading("校核记录"))
    st.html(markup.lines([reviewing.told(one) for one in reversed(made)], "pt-body"))
    in_force = [one for one in made if one.stands and one.kind != "undo"]
    if in_force and people.may("review") and people.who():
        st.button("撤销最近一次校核", key=f"undo_{target_id}", on_click=undo, args=(in_force[-1].id,), type="tertiary")


def show_batch(view: Filter) -> None:
    """批量校核: one field of all rows of a view, set in one act; for those who may."""
    if not people.may("review"):
        return
    opened = st.popover("批量校核", type="tertiary", key="batch", on_change="rerun")
    if not opened.open:
        return
    with opened:
        targets = list(data.frame(listings.target_rows, view, limit=MOST_AT_ONCE + 1)["target_id"])
        if not may_review("batch"):
            return
        if not 0 < len(targets) <= MOST_AT_ONCE:
            st.caption(reviewing.not_at_once(len(targets), MOST_AT_ONCE))
            return
        field = st.segmented_control(
            "改哪一项", AT_ONCE, default=AT_ONCE[0], required=True, key="batch_field", format_func=reviewing.title,
            label_visibility="collapsed",
        )  # fmt: skip
        _draw_batch(targets, str(field))


def _draw_batch(targets: Sequence[str], field: str) -> None:
    known = data.frame(review.known_names, "").iloc[0]
    with st.form(f"batch_{field}", border=False):
        value: Any
        if field == "departments":
            value = st.multiselect(
                reviewing.title(field), list(known["offices"]), accept_new_options=True, placeholder="请选择或输入",
                select_all=False,
            )  # fmt: skip
        elif field == "theme":
            value = st.selectbox(reviewing.title(field), list(known["themes"]), accept_new_options=True)
        else:
            value = st.text_input(reviewing.title(field), placeholder=reviewing.HINTS["due"])
        why = st.text_input("说明", placeholder="说明（可不填）", label_visibility="collapsed")
        if not st.form_submit_button(f"改{len(targets):,}项的“{reviewing.title(field)}”", type="primary"):
            return
    seen = _last_seen(targets)
    proposals = [Proposal("correct", one, {field: value or None}, seen.get(one, 0)) for one in targets]
    decide(proposals, reviewing.done(reviewing.CORRECT, f"{len(targets):,}项的{reviewing.title(field)}"), why)
    st.rerun()


def _draw_fields(row: Mapping[str, Any], key: str, submit: str = "保存修改") -> dict[str, Any] | None:
    """The form; what its fields hold once it is sent."""
    now = reviewing.form_of(row)
    known = data.frame(review.known_names, str(row["doc_id"])).iloc[0]
    filled: dict[str, Any] = {}
    with st.form(f"form_{key}", border=False, enter_to_submit=True):
        with st.grid(3, gap="xsmall", min_column_width=150):
            for field in reviewing.ORDER:
                if field == "departments":
                    continue
                filled[field] = _draw_field(field, now, known, f"{field}_{key}")
        options = list(dict.fromkeys([*now["departments"], *known["offices"]]))
        filled["departments"] = st.multiselect(
            reviewing.title("departments"), options, now["departments"], key=f"departments_{key}", select_all=False,
            accept_new_options=True, placeholder="未注明责任单位", filter_mode="contains",
        )  # fmt: skip
        filled["why"] = st.text_input(
            "说明", key=f"why_{key}", placeholder="修改的依据（可不填，记入校核记录）", label_visibility="collapsed"
        )
        sent = st.form_submit_button(submit, key=f"send_{key}")
    return filled if sent else None


def _draw_field(field: str, now: Mapping[str, Any], known: pd.Series, key: str) -> Any:
    label, value = reviewing.title(field), now[field]
    if field in reviewing.TEXTS:
        return st.text_input(label, value, key=key, placeholder=reviewing.HINTS.get(field, ""))
    if field in reviewing.OPEN:
        listed = known["themes"] if field == "theme" else now["departments"]
        options = list(dict.fromkeys([value, reviewing.NONE, *listed]))
        return st.selectbox(label, options, key=key, accept_new_options=True)
    words = reviewing.CHOICES[field]
    options = list(words) if field == "category" else [reviewing.NONE, *words]
    return st.selectbox(
        label, options, index=options.index(value), key=key, format_func=lambda one: words.get(one, one),
        filter_mode=None,
    )  # fmt: skip


def _empty_row(doc_id: str) -> dict[str, Any]:
    """A row before anything is known of it."""
    return dict.fromkeys(reviewing.ORDER) | {"doc_id": doc_id, "departments": [], "theme": reviewing.NONE}


def _last_seen(targets: Sequence[str]) -> dict[str, int]:
    """The last decision on each of these rows that this run shows; a database is made by the first decision only."""
    return read(lambda engine: records.last_decisions(engine, targets), {})


def _refresh(engine: sa.Engine, targets: Sequence[str] | None) -> None:
    try:
        records.refresh(data.folder(), engine, targets)
    except records.BusyError:
        st.session_state[_SAID] = ("done", BUSY)
    except RecordsError as error:
        st.session_state[_SAID] = ("error", error.chinese)
