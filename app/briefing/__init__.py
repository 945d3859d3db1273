"""The view as material for a meeting: slides (.pptx), Word files, a workbook (.xlsx), pictures; and its rows as files.

In: a connection and a resolved `Filter`. Out: bytes and file names; no Streamlit. May import: app.wording, query, say,
draw. Imported by: screen, pages, the command line.

frames     what the slides show: the dashboard's own queries for one filter
takeaways  the sentences and quotes of the slides that no page has
parts      frames → slides, part by part (封面 … 数据说明), and the presets; with layout, charts, lists, cards beside it
single     the whole view on one slide: 一页纸, or the only target
model      a slide as plain data: texts, panels, bars, tables at places of 960 × 540 points
deck       slides → .pptx with native charts and tables;  drawing: the same slides → SVG for the page
papers     frames → 呈阅件, 任务分工方案, 单位任务单;  official: their form (GB/T 9704) as .docx
workbook   the view → .xlsx, to print, to compute with and to fill in;  sheets: how a sheet is laid out and locked
returned   a workbook that was filled in → its rows;  calendar: what falls due → .ics
downloads  the rows of the view → .csv, .parquet, .json
exports    which files a request gives, with their names;  __main__: the command line
"""
