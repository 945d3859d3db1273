"""Which numbers are targets, how sure that is, and when they are due.

In: a document's paragraphs, a sentence with its `Mention`s. Out: frames, `Judged` sentences: `Number`s with bindings,
`Judgement`s, dues. What binds and what tells the time is read from a sentence's tokens. Naming and targets import
this; the weights in `weights/` are made by `tools/learning`.

frames, frame_evidence   a document → what each paragraph is: a look back, a plan, a rule
context                  what document, section and tense words say of a sentence's time
markers, repeats         how a number binds: bounds, change, base; over what it repeats
rules, readings          the shapes that decide surely; a sentence's numbers with their bindings
features, judge          what speaks for and against; the verdict and its confidence
evidence                 what a reader is told of a verdict
cells                    a 完成时限 cell → when its task is due
governing                a sentence's dates → the due date of each number
deadlines                which dates of a sentence without a goal are rows
scenes                   all of these for the sentences of a task
"""
