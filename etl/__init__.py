"""From policy documents to three typed tables. The stages in order, each in modules of its own:

documents    a folder of files → `Document`s with numbered `Task`s; one reader a format
departments  what stands beside a task → its responsible departments by their standard names
themes       a document's domain, then each task's policy theme within it
sentences    a task's text → sentences and clauses, as spans
mentions     a sentence → every number expression with its magnitude, unit and marker words; no judgement
rules        a mention → a verdict: a reason for the ledger, or kind and role
targets      the judged mentions of a sentence together → due date, bound, change, base, indicator: `TaskReading`
rows         a `Document` and its readings → rows of the three tables, with their fixed identifiers
conservation every numeral of a task in exactly one mention, every mention one row; else nothing is written
parquet      rows → targets.parquet, tasks.parquet and ledger.parquet, all three or none

`build` runs them over a folder; `check`, `diff`, `show` and `accuracy` look at what came out. `schema` is the contract
of the tables and the only module that the dashboard shares; `model` holds the data that travels between the stages.
"""
