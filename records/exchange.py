"""All decisions as a CSV file, out and in: a copy to keep, or to bring to another installation.

One line a decision, undone ones too, in their order. `old` and `new` are JSON; `undoes` is the key of another line.
What is known already, by its key, is left alone, so that a file can be taken in twice.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple, get_args

import sqlalchemy as sa

from records import audit
from records.database import writing
from records.errors import RefusedError
from records.fields import parse
from records.log import add_decisions, read_decisions
from records.replay import Decision, DecisionKind, MachineRow, restore
from records.tables import by_id, find_touched, keep_machine_rows, load, read_machine_rows

COLUMNS = (
    "key", "at", "who", "target_id", "doc_id", "task_no", "kind", "field", "old", "new", "why", "undoes", "batch",
    "sentence", "quote",
)  # fmt: skip
_ID = re.compile(r"[0-9a-f]{12}")


class Taken(NamedTuple):
    """What an import did: decisions added, and those that were known."""

    added: int
    known: int


def export_csv(engine: sa.Engine, path: Path) -> int:
    """Write all decisions to a file (UTF-8 with a mark, as spreadsheets want it); gives how many."""
    decisions = read_decisions(engine)
    keys = {own.id: own.key for own in decisions}
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(COLUMNS)
        for own in decisions:
            line = {name: getattr(own, name) for name in COLUMNS}
            line |= {name: json.dumps(line[name], ensure_ascii=False) for name in ("old", "new")}
            line["undoes"] = keys[own.undoes] if own.undoes else ""
            rows.writerow(line.values())
    return len(decisions)


def import_csv(engine: sa.Engine, folder: Path, path: Path, who: str, *, role: str = "") -> Taken:
    """Take in the decisions of a file that `export_csv` wrote, all or none.

    Raises RefusedError for a line that holds none, by its number. `who` takes them in; they stay whose they were.
    """
    lines = _read(path)
    with writing(engine) as connection:
        ids = {own.key: own.id for own in read_decisions(connection)}
        added = []
        for number, line in lines:
            if line["key"] in ids:
                continue
            draft = _parse_line(f"{path.name}, line {number}", f"{path.name} 第{number}行", line, ids)
            made = add_decisions(connection, [draft])
            ids[line["key"]] = made[0].id
            added += made
        _keep_rows(connection, folder, added)
        if added:
            audit.note(connection, who, role, "import", path.name, {"decisions": len(added)})
    return Taken(len(added), len(lines) - len(added))


def _read(path: Path) -> list[tuple[int, dict[str, str]]]:
    """The lines of a file with their numbers."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file)
            missing = [name for name in COLUMNS if name not in (rows.fieldnames or ())]
            lines = [(rows.line_num, line) for line in rows] if not missing else []
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise RefusedError(
            f"{path}: cannot be read: {error}", f"{path.name} 无法读取：须为 UTF-8 编码的 CSV 文件"
        ) from error
    if missing:
        raise RefusedError(
            f"{path}: lacks the columns {', '.join(missing)}; export such a file with: python -m records export",
            f"{path.name} 缺少列 {'、'.join(missing)}：请使用本系统导出的校核记录",
        )
    return lines


def _parse_line(place: str, place_zh: str, line: Mapping[str, str | None], ids: Mapping[str, int]) -> Decision:
    values: dict[str, Any] = {name: line[name] or "" for name in COLUMNS}
    try:
        values |= {name: json.loads(values[name] or "null") for name in ("old", "new")}
    except json.JSONDecodeError as error:
        raise RefusedError(f"{place}: old or new is no JSON", f"{place_zh}：old 或 new 不是 JSON") from error
    undoes = values.pop("undoes")
    whole = all(values[name] for name in ("key", "at", "who", "doc_id", "batch")) and _ID.fullmatch(values["target_id"])
    if not whole or values["kind"] not in get_args(DecisionKind) or (values["kind"] == "undo") != bool(undoes):
        raise RefusedError(f"{place}: is no decision", f"{place_zh}：不是完整的校核记录")
    if undoes and undoes not in ids:
        raise RefusedError(f"{place}: undoes a decision that is not there", f"{place_zh}：所撤销的记录不在文件中")
    if values["kind"] in ("promote", "add") and not isinstance(values["new"], dict):
        raise RefusedError(f"{place}: new must be an object", f"{place_zh}：new 须为 JSON 对象")
    if values["field"] and values["kind"] != "undo":
        try:
            values["new"] = parse(values["field"], values["new"])
        except RefusedError as error:
            raise RefusedError(f"{place}: {error}", f"{place_zh}：{error.chinese}") from error
    return Decision(id=0, undoes=ids[undoes] if undoes else None, **values)


def _keep_rows(connection: sa.Connection, folder: Path, added: list[Decision]) -> None:
    """Keep the machine's rows under decisions that came in, where the tables have them and they are not kept yet."""
    touched = set(find_touched(own for own in added if own.kind != "undo"))
    documents = load(folder, touched)
    kept = read_machine_rows(connection, list(documents))
    rows: dict[str, tuple[str, MachineRow | None]] = {}
    for doc_id, loaded in documents.items():
        machine = by_id(restore(loaded.rows, kept.get(doc_id, {})))
        rows |= {name: (doc_id, machine[name]) for name in touched if name in machine}
    keep_machine_rows(connection, rows)
