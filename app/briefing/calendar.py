"""督办提醒 as a calendar file (.ics, RFC 5545): an entry a goal on the day on which it falls due, with reminders."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pandas as pd
from icalendar import Alarm, Calendar, Event

from app.say.tabulate import joined
from app.wording import APP_TITLE, limit_word, task_word

AHEAD = (30, 7)
"""Days before the day at which the calendar reminds."""


def calendar_bytes(goals: pd.DataFrame, today: date) -> bytes:
    """The file. goals: query.progress.due_goals. The same goals and day give the same bytes."""
    calendar = Calendar()
    calendar.add("prodid", f"-//{APP_TITLE}//zh-CN//")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "督办提醒")
    stamp = datetime(today.year, today.month, today.day, tzinfo=UTC)
    for goal in goals.to_dict("records"):
        event = Event()
        day = pd.Timestamp(goal["due_date"]).date()
        event.add("uid", f"{goal['target_id']}@policy-targets")
        event.add("dtstamp", stamp)
        event.add("dtstart", day)
        event.add("dtend", day + timedelta(days=1))
        event.add("summary", f"到期：{goal['indicator']} {goal['shown']}")
        lines = [
            f"时限：{limit_word(goal['due'], goal['due_kind'])}", f"责任单位：{joined(goal['departments'])}",
            f"出处：{goal['document']} {task_word(goal['task_no'])}", f"目标编号：{goal['target_id']}",
        ]  # fmt: skip
        event.add("description", "\n".join(lines))
        for days in AHEAD:
            alarm = Alarm()
            alarm.add("action", "DISPLAY")
            alarm.add("description", f"{days}天后到期：{goal['indicator']} {goal['shown']}")
            alarm.add("trigger", timedelta(days=-days))
            event.add_component(alarm)
        calendar.add_component(event)
    return bytes(calendar.to_ical())
