"""How it looks: functions of one tidy frame to a `go.Figure`, the colours and type of everything, the room of a text.

In: the frames of app/query, `Words` over a figure, a `Look`. Out: figures; no counting, no Streamlit. Colours stand in
`style` alone, measures of text in `text_fit` alone. May import: app.wording, app.say. Imported by: briefing, screen,
pages.
"""

from app.draw import compare, departments, themes, timeline

__all__ = ["compare", "departments", "themes", "timeline"]
