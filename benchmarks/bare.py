"""The yardstick of benchmarks/web.py: as little as a Streamlit page with a filter and a chart can be."""

from __future__ import annotations

import plotly.graph_objects as go
import streamlit as st

ROUNDS = [f"第{number}轮" for number in range(1, 61)]

chosen = st.selectbox("筛选", ROUNDS)
heights = [(ROUNDS.index(chosen) + place) % 7 + 1 for place in range(5)]
chart = go.Figure(go.Bar(x=["甲", "乙", "丙", "丁", "戊"], y=heights))
st.plotly_chart(chart.update_layout(title=chosen), key="chart")
