"""Measures the dashboard: `synthetic` makes tables of any size, `web` times the pages in a real browser."""
