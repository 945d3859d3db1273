"""Measures the project beside floors and peers.

What a build takes (`extraction`, `readers`, `scans`, `scaling`, `decisions`), a page (`web`, `load`), and a deck
(`briefing`); `synthetic` makes tables of any size, `peers` sets other tools beside.
"""
