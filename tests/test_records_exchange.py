"""All decisions as a CSV file: out, in, in again, into another installation; the command line of the records."""

import csv
import os
import subprocess
import sys
from pathlib import Path

import pytest
from records_scenes import Scene

import records
from records.__main__ import main
from records.exchange import COLUMNS, export_csv, import_csv
from records.log import read_decisions

ROOT = Path(__file__).resolve().parent.parent


def decide_all_kinds(scene: Scene) -> None:
    made = scene.decide("correct", "12个以上", {"value": 15, "departments": ["某局"], "due": "2026-06"})
    scene.decide("confirm", "达到80%左右")
    scene.decide("reject", "300人次", {"reason": "condition"})
    scene.decide("promote", "3家", {"indicator": "龙头企业"})
    scene.add("第三方", {"indicator": "=第三方，“引号”", "value": 3})
    scene.decide("correct", "12个以上", {"value": 16}, seen=made[-1].id)
    undone = records.undo(scene.engine, scene.out, made[0].id, "李四", why="看错了\n两行")
    records.undo(scene.engine, scene.out, undone[0].id, "李四")
    records.refresh(scene.out, scene.engine)


def read_lines(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_decisions_go_out_and_come_in_elsewhere_and_a_second_time_change_nothing(
    scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    decide_all_kinds(scene)
    file = tmp_path / "decisions.csv"
    count = export_csv(scene.engine, file)
    assert tuple(read_lines(file)[0]) == COLUMNS
    assert import_csv(scene.engine, scene.out, file, "王五") == (0, count)
    other = Scene(scene.sources, tmp_path / "other")
    monkeypatch.delenv("DATABASE_URL", raising=False)
    other.build()
    plain = other.bytes()
    assert import_csv(other.engine, other.out, file, "王五") == (count, 0)
    records.refresh(other.out, other.engine)
    assert other.row("12个以上")["value"] == 16
    assert [own.who for own in read_decisions(other.engine)][-1] == "李四"
    decided = other.bytes()
    other.build()
    assert other.bytes() == decided
    again = tmp_path / "again.csv"
    export_csv(other.engine, again)
    assert again.read_bytes() == file.read_bytes()
    while left := records.standing(other.engine):
        records.undo(other.engine, other.out, left[-1].id, "王五")
    records.refresh(other.out, other.engine)
    assert other.bytes() == plain


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("kind", "guess", "不是完整的校核记录"),
        ("target_id", "xyz", "不是完整的校核记录"),
        ("who", "", "不是完整的校核记录"),
        ("undoes", "nothing", "不是完整的校核记录"),
        ("new", "{", "不是 JSON"),
        ("new", '"许多"', "须为数字"),
        ("field", "target_id", "不可修改"),
    ],
)
def test_a_line_that_is_no_decision_is_named_and_nothing_is_taken_in(
    scene: Scene, tmp_path: Path, column: str, value: str, said: str
) -> None:
    scene.decide("confirm", "达到80%左右")
    scene.decide("correct", "12个以上", {"value": 15})
    file = tmp_path / "decisions.csv"
    export_csv(scene.engine, file)
    lines = read_lines(file)
    lines[0]["key"], lines[1]["key"] = "a", "b"
    lines[1][column] = value
    with file.open("w", encoding="utf-8", newline="") as out:
        rows = csv.DictWriter(out, COLUMNS)
        rows.writeheader()
        rows.writerows(lines)
    with pytest.raises(records.RefusedError) as refused:
        import_csv(scene.engine, scene.out, file, "王五")
    assert "第3行" in refused.value.chinese
    assert said in refused.value.chinese
    assert len(read_decisions(scene.engine)) == 2


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"a,b\r\n1,2\r\n", b""])
def test_another_file_is_refused_by_name(scene: Scene, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "other.csv").write_bytes(content)
    with pytest.raises(records.RefusedError) as refused:
        import_csv(scene.engine, scene.out, tmp_path / "other.csv", "王五")
    assert "other.csv" in refused.value.chinese


def test_the_command_line(scene: Scene, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = ["--data", str(scene.out)]
    made = scene.decide("correct", "12个以上", {"value": 15})
    assert main([*data, "export", str(tmp_path / "out.csv")]) == 0
    assert main([*data, "import", str(tmp_path / "out.csv"), "--who", "王五"]) == 0
    assert main([*data, "pending"]) == 0
    assert main([*data, "history", made[0].target_id]) == 0
    assert main([*data, "audit"]) == 0
    said = capsys.readouterr().out
    assert "1 decisions written" in said
    assert "value: 12 → 15" in said
    scene.write("plan", ["新建市级实训中心20个以上。"])
    scene.build()
    assert main([*data, "pending"]) == 1
    assert "12个以上" in capsys.readouterr().out
    assert main([*data, "import", str(tmp_path / "nothing.csv")]) == 2


def test_the_command_line_of_a_folder_without_records(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    command = [sys.executable, "-m", "records", "--data", str(tmp_path), "pending"]
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True, env=environment)
    assert (done.returncode, done.stdout, done.stderr) == (0, "0 pending\n", "")
    assert list(tmp_path.iterdir()) == []
