"""A document's tasks → rows of targets, tasks and ledger, conserved, on disk.

In: `Document`s. Out: three Parquet files that fit the contract. Tools and the command line import this.

model          `Target`, `Entry`, `TaskReading`
reading        every stage for each sentence of a task
table_reading  the same for a row of an indicator table, with row_names (its name) and measures (its values)
natures        约束性 and 预期性 beside a number
writer         one number → its `Target` or `Entry`
cell_rows      a 完成时限 cell → the dated task that it makes, its dates
rows           a document → rows with fixed identifiers
conservation   every numeral in exactly one mention, every mention one row
contract       whether rows fit etl/schema.py
parquet        the three files, all or none
partitions     the same in folders by region and year, where they are large
stored         the tables read back, document by document
earlier        the tables that a build replaces, for documents that need not or cannot be read
journal        what a build has read so far, for the one after it where it was ended
cluster        documents read by a Dask cluster's workers
build          a folder → the tables; what is wrong with one document stays its own
apart          a command of the ETL in a process of its own, under a time limit
intake         a file handed in: its preview, its place among the sources, the way back
"""
