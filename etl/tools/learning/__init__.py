"""How the judge learns and is measured: labelled tasks → examples → weights, and figures on documents never seen.

arguments   where labels are, for every command that reads them
labels      sets of labelled tasks, laid out as documents or inside their whole documents → `Example`s
cover       which label covers which numeral of a text
fitting     examples → a `Judge`; cross-validation by document
validation  sets read by judges that have not seen them, scored
train       the command: weights from all labels, into etl/judging/weights

Only `make train` and `make accuracy` run this; it needs scikit-learn, which the extractor does not.
"""
