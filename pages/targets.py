"""目标台账."""

from __future__ import annotations

import streamlit as st

from app import components, data, filters, listings

chosen = filters.current()
components.show_targets(data.frame(listings.target_rows, chosen), chosen, "ledger")
st.caption(str(data.frame(listings.target_count, chosen)))
