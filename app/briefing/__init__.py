"""The view as material for a meeting: slides (.pptx), a workbook (.xlsx), pictures; and its rows as files.

In: a connection and a resolved `Filter`. Out: bytes and file names; no Streamlit. May import: app.wording, query, say,
draw. Imported by: screen, pages, the command line.

frames     what the slides show: the dashboard's own queries for one filter
takeaways  the sentences and quotes of the slides that no page has
parts      frames → slides, part by part (封面 … 数据说明), with layout, tables, cards and sheets beside it
model      a slide as plain data: texts, panels, bars, tables at places of 960 × 540 points
deck       slides → .pptx with native charts and tables;  drawing: the same slides → SVG for the page
workbook   the view → .xlsx, to print, to compute with and to fill in;  sheets: how a sheet is laid out and locked
returned   a workbook that was filled in → its rows;  calendar: what falls due → .ics
downloads  the rows of the view → .csv, .parquet, .json
exports    which files a request gives, with their names;  __main__: the command line
"""
