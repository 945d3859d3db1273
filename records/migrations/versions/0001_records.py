"""The first schema: decisions, the machine's rows under them, reports, the audit log."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

APPEND_ONLY = ("decision", "report", "audit")
"""What was written there once is never changed: both databases refuse it."""


def upgrade() -> None:
    """Make the tables and the triggers that keep the log append-only."""
    json = sa.JSON(none_as_null=True)
    op.create_table(
        "decision",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("key", sa.String(32), nullable=False, unique=True),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("who", sa.String(100), nullable=False),
        sa.Column("target_id", sa.String(12), nullable=False, index=True),
        sa.Column("doc_id", sa.Text, nullable=False, index=True),
        sa.Column("task_no", sa.Text, nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("field", sa.String(40), nullable=False),
        sa.Column("old", json),
        sa.Column("new", json),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("undoes", sa.Integer, sa.ForeignKey("decision.id"), index=True),
        sa.Column("batch", sa.String(32), nullable=False, index=True),
        sa.Column("sentence", sa.Text, nullable=False),
        sa.Column("quote", sa.Text, nullable=False),
    )
    op.create_table(
        "machine_row",
        sa.Column("target_id", sa.String(12), primary_key=True),
        sa.Column("doc_id", sa.Text, nullable=False, index=True),
        sa.Column("in_table", sa.String(10), nullable=False),
        sa.Column("row", json, nullable=False),
        sa.Column("current", sa.Boolean, nullable=False),
    )
    op.create_table(
        "report",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("who", sa.String(100), nullable=False),
        sa.Column("target_id", sa.String(12), nullable=False, index=True),
        sa.Column("doc_id", sa.Text, nullable=False),
        sa.Column("department", sa.Text, nullable=False),
        sa.Column("as_of", sa.String(10), nullable=False),
        sa.Column("value", sa.Float),
        sa.Column("unit", sa.Text),
        sa.Column("said", sa.Text, nullable=False),
        sa.Column("evidence", sa.Text, nullable=False),
        sa.Column("link", sa.Text, nullable=False),
        sa.Column("file", sa.Text, nullable=False),
    )
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("who", sa.String(100), nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("action", sa.String(40), nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("detail", json, nullable=False),
    )
    for table in APPEND_ONLY:
        _refuse_changes(table)


def _refuse_changes(table: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        for action in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{action.lower()} BEFORE {action} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        return
    op.execute(
        f"CREATE FUNCTION {table}_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_append_only()"
    )
