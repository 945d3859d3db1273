"""From a folder of files to `Document`s: one reader a format, one shape for all that they give.

`read_folder` streams the documents one at a time; `read_document` reads one file; `list_sources` names the files with
their hashes and what sources.toml says of them, without reading them. `clean` is what a text passes before it is a
task's text.

sources    sources.toml and the folder's listing
receiving  files handed in: safe names, what is refused before it is read
formats    which reader a file needs, by its content
plain, markdown, tabular, excel, word, pdf, ofd, web, legacy   one reader a format → blocks (paragraphs and tables)
lines, line_paragraphs   text without structure → blocks
columns, task_rows   tables of tasks → items
indicator_columns, indicator_rows, indicator_lines   tables of indicators → items whose cells have roles
headings, prose      paragraphs → items
titles, frame, facts   title, what is no task around it, number, date, period
dates      days, years and spans of years as they are written
issuers, regions   who issued it, for which region
tally      how many numerals the file holds, and where each is kept
assemble   blocks → `Document`
limits, notices      what is refused, and what is said then
"""

from etl.documents.notices import Notice, Unreadable
from etl.documents.reading import read_document, read_folder
from etl.documents.sources import Listing, Source, list_sources
from etl.lexicon.folding import clean, fold

__all__ = [
    "Listing", "Notice", "Source", "Unreadable", "clean", "fold", "list_sources", "read_document", "read_folder",
]  # fmt: skip
