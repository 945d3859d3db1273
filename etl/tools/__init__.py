"""What looks at the tables, or learns from labels. Nothing imports this but the command line.

check      whether tables fit their sources and the contract
diff       targets gained, lost and changed between two builds
read       what one file holds
show       how one sentence is read
scoring    rows against labels
accuracy   how well documents are read that the judge has not seen
coverage   which case needs each row of the word tables
learning   labels → the judge's weights
"""
