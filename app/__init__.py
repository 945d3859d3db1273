"""The dashboard, in rooms. A room imports only those above it; its `__init__` says which, and the tests hold it.

wording    the words on the screen, which are also the values of filters and links; any room may import it
query      Filter → small tidy frames, from the tables
say        frames → Chinese sentences, tables as a reader sees them, HTML
draw       frames → figures; colours and type; how much room a text takes
briefing   a view → slides, workbook, data files
screen     the widgets of the pages: all that uses Streamlit
server     serves dashboard.py; draws nothing
"""
