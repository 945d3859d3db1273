"""From policy documents to three typed tables. The stages in order, with the modules of each:

documents     a folder of files → `Document`s with numbered `Task`s; one reader a format
departments   what stands beside a task → its departments by their standard names (department_layout, _lists, offices)
frames        a document's paragraphs → what each is: a look back, a plan, a rule (frame_evidence), by their run
themes        a document's domain, then each task's policy theme within it
mentions      a task's text → every number expression, unjudged (names, numbers, dates; numerals says what one is)
frames        a document → what each paragraph is: a look back, a plan, a rule (frame_evidence says what speaks for it)
context       the text and its mentions → sentences, and what document, section and tense words say of their time
readings      a sentence → its numbers, each with how it binds (markers) and the shape that it has (rules)
judge         the numbers of a task → goal, rule or ledger reason, how sure, and why (features, weights, evidence)
governing     a sentence's dates → the due date of each number
indicators    a sentence and its numbers → what each counts, and its verb (slots, phrases, pairs, grants,
              receivers, plausibility, actions)
deadlines     the dates of a sentence without a goal → dated deliverables
targets       all of these for each sentence of a task → `TaskReading`, its rows written by writer
rows          a `Document` and its readings → rows of the three tables, with their fixed identifiers
conservation  every numeral of a task in exactly one mention, every mention one row; else the document is left out
parquet       rows that fit the contract → targets.parquet, tasks.parquet and ledger.parquet, all three or none

`words` loads the tables of words and rules that the stages read; `learning` makes the judge's weights from labels.
`build` runs the stages over a folder; `check`, `diff`,
`show` and `accuracy` look at what came out. `schema` is the contract of the tables and the only module that the
dashboard shares; `model` holds the data that travels between the stages.
"""
