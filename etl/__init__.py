"""From policy documents to three typed tables. The stages in order, with the modules of each:

documents     a folder of files → `Document`s with numbered `Task`s; one reader a format
departments   what stands beside a task → its departments by their standard names (department_layout, _lists, offices)
themes        a document's domain, then each task's policy theme within it
context       a task's text → sentences, each with what its document and section say of its time
mentions      a sentence → every number expression, with magnitude and unit; no judgement (numerals, dates, markers)
rules         a mention → a verdict: a reason for the ledger, or its role
targets       the judged mentions of a sentence together → `TaskReading` (governing, deadlines, indicators, actions)
rows          a `Document` and its readings → rows of the three tables, with their fixed identifiers
conservation  every numeral of a task in exactly one mention, every mention one row; else nothing is written
parquet       rows that fit the contract → targets.parquet, tasks.parquet and ledger.parquet, all three or none

`build` runs them over a folder; `check`, `diff`, `show` and `accuracy` look at what came out. `schema` is the contract
of the tables and the only module that the dashboard shares; `model` holds the data that travels between the stages.
"""
