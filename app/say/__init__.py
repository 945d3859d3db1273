"""What a reader is told: titles over charts, summaries, tables with Chinese headers, HTML. Pure text, no drawing.

In: the frames of app/query, a page's own in the module of its name. Out: Chinese text, frames of words, HTML that is
escaped. Each number in a sentence comes from a frame, never from adding up rows that overlap. May import: app.wording,
app.query. Imported by: draw, briefing, screen, pages.
"""

from app.say import compare, departments, documents, grid, intake, overview, reconciliation, themes, timeline

__all__ = ["compare", "departments", "documents", "grid", "intake", "overview", "reconciliation", "themes", "timeline"]
