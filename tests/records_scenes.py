"""A small folder of documents with its tables and its database, for tests of what people decide and report."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

import records
from etl.targets.build import build
from etl.targets.parquet import read_metadata
from etl.targets.stored import read_documents
from etl.tools.check import find_faults
from records import database
from records.replay import IDS
from records.tables import open_replay

Row = dict[str, Any]
TEXTS = [
    "到2025年，新建市级实训中心12个以上，覆盖率达到80%左右。",
    "每年培训乡村教师300人次，每季度至少通报一次。",
    "统一规划，健全第三方评价；2024年6月底前出台管理办法。",
    "依托现有的3家龙头企业，带动农户2000户。",
]


@dataclass(frozen=True)
class Scene:
    """`sources` are read into `out`, whose database is `engine`."""

    sources: Path
    out: Path

    @property
    def engine(self) -> sa.Engine:
        return records.open_database(self.out)

    def close(self) -> None:
        """Let go of every database that was opened."""
        while database._engines:
            database._engines.popitem()[1].dispose()

    def write(self, name: str, texts: Iterable[str]) -> None:
        with (self.sources / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            rows = csv.writer(file)
            rows.writerow(["序号", "政策内容", "责任部门"])
            rows.writerows([number, text, "省教育厅、省财政厅"] for number, text in enumerate(texts, 1))

    def build(self, *, fresh: bool = True) -> None:
        """Build as the command line does; `fresh`: every document is read again."""
        replay = open_replay(self.out)
        build(self.sources, self.out, fresh=fresh, decider=replay)
        if replay is not None:
            replay.finish(self.out)

    def row(self, quote: str) -> Row:
        """The one row that holds these words, with its table and, as `id`, its identifier."""
        found = [
            row | {"table": table, "id": row[name]}
            for _, rows in read_documents(self.out)
            for table, name in IDS.items()
            for row in rows[table]
            if row["quote"] == quote
        ]
        assert len(found) == 1, (quote, found)
        return found[0]

    def decide(self, kind: Any, quote: str, new: Row | None = None, *, seen: int = 0, who: str = "张三") -> Any:
        """Decide on the row of these words and bring the tables up to it."""
        target_id = self.row(quote)["id"]
        made = records.decide(self.engine, self.out, [records.Proposal(kind, target_id, new or {}, seen)], who)
        records.refresh(self.out, self.engine, [target_id])
        return made

    def add(self, words: str, new: Row | None = None, *, seen: int = 0) -> Any:
        """Mark words of a task's text as a target."""
        place = self.place(words)
        made = records.decide(
            self.engine, self.out, [records.Proposal("add", new=new or {}, seen=seen, place=place)], "李四"
        )
        records.refresh(self.out, self.engine, [own.target_id for own in made])
        return made

    def place(self, words: str) -> tuple[str, str, int, int]:
        for doc_id, rows in read_documents(self.out):
            for task in rows["tasks"]:
                if words in task["text"]:
                    start = task["text"].index(words)
                    return doc_id, task["task_no"], start, start + len(words)
        raise AssertionError(words)

    def bytes(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in sorted(self.out.glob("*.parquet"))}

    def metadata(self) -> Row:
        return read_metadata(self.out / "targets.parquet")

    def pending(self) -> list[Row]:
        pending: list[Row] = self.metadata()["decisions"]["pending"]
        return pending

    def faults(self) -> list[str]:
        return list(find_faults(self.sources, self.out))
