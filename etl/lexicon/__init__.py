"""What all stages know of the language: the words of `tables/`, numerals, and the widths of signs.

In: nothing but the tables. Out: rows, patterns, tokens, numbers, folded text. Everything may import this;
it imports nothing.

words      the tables, loaded once; one pattern for many words
tokens     the words of a text by what they do, found in one pass
numerals   what a numeral is, and the number that a run of them spells
folding    signs of full and half width as one, invisible ones away
"""
