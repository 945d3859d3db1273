"""What people decide and report beside the machine's reading, in a database; the tables show it, rebuilds keep it.

    engine = records.open_database(folder)                   folder: that of the three tables
    made = records.decide(engine, folder, [records.Proposal("correct", target_id, {"value": 50}, seen)], who, why=why)
    records.refresh(folder, engine, [target_id])             the tables now show it, without a build
    records.undo(engine, folder, made[0].id, who)
    records.report(engine, row, records.Progress("2025-06-30", department, value=38, unit="所"), who)

decisions   decide, undo, history, standing, last_decisions, suggest; what a `Proposal` is
fields      EDITABLE: which columns a person can change, and what follows from a change
replay      decisions over the machine's rows, pure
tables      a build's hook (`open_replay`), `refresh`, `is_fresh`
pending     待复核: decisions whose text changed, with both readings; `settle` takes one over or drops it
exchange    all decisions as CSV, out and in
evidence    files that show what a report says
reports     进展: values and texts reported on a target, a series; whether a value reaches it
gain        what review changes, by the machine's confidence
audit       who did what, append-only
training    `python -m records train`: weights of this installation, from the labels and the decisions
database    the tables of the database, its versions, its one writer at a time
log         decisions as the database holds them
errors      RecordsError and its kinds: English, and `chinese` for the screen

May import etl.schema and etl.targets (`training` the tools of learning too). Of etl only its command line imports this;
app and pages may. The clock and the environment are read in `database`.
"""

from records.database import find_database, open_database
from records.decisions import Proposal, decide, history, last_decisions, standing, suggest, undo
from records.errors import BusyError, ConflictError, DatabaseError, RecordsError, RefusedError, UnitError
from records.replay import Decision
from records.reports import Progress, Report, latest, reached, report, series
from records.tables import is_fresh, refresh

__all__ = [
    "BusyError", "ConflictError", "DatabaseError", "Decision", "Progress", "Proposal", "RecordsError", "RefusedError",
    "Report", "UnitError", "decide", "find_database", "history", "is_fresh", "last_decisions", "latest",
    "open_database", "reached", "refresh", "report", "series", "standing", "suggest", "undo",
]  # fmt: skip
