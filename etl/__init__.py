"""From policy documents to three typed tables. A sentence goes through these rooms, from the first to the last:

lexicon     words of the tables, numerals, widths: what all others know of the language
offices     what stands beside a task, or closes it → its departments by their standard names
documents   a folder of files → `Document`s with numbered `Task`s; one reader a format
lexing      a task's text → every number expression, unjudged
judging     paragraphs → their frames; numbers → goal, rule or ledger reason, how sure, due when
naming      a judged sentence → what each of its numbers counts, its verb; a task → its theme
targets     all of these for each sentence of a task → rows of the tables, conserved, written all three or none
tools       what looks at the result or learns from labels: check, diff, read, show, accuracy, train

A room imports from those above it alone; a test holds that. `schema` is the contract of the tables, stands on nothing,
and is the only module that the dashboard shares. docs/architecture.md follows one sentence through the rooms.
"""


class SourceError(Exception):
    """A file, table or contract that cannot be used: names the file, the place in it, and how to mend it."""


class ContractError(Exception):
    """What the stages made does not fit the contract of the tables: names document, task, value."""
