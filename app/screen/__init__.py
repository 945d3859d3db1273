"""The widgets of the pages: filters, charts whose marks open rows, tables of rows, the cached data.

In: what a reader does, and the link. Out: what the page shows. The only room that imports Streamlit; what leans on
Streamlit's insides stands in `insides`. May import: every other room. Imported by: pages, dashboard.py.

data        the tables and each query's frame, cached        filters     the filter's widgets ↔ link, chips
components  charts, counts, cards, and the rows behind them   records     rows one by one: table, sentence, one target
drilldown   from a mark to the view behind it                 insides     style sheet and habits of Streamlit's own
comparing   what a reader chooses on 对比                     originals   pages of scanned files
intake      files handed in: read, corrected, saved, undone   language    Chinese or English
"""
