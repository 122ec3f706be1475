"""away from the desk"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("ring_group", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("also_ring", sa.String(), nullable=False, server_default="[]")
        )

    with op.batch_alter_table("voicemail", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("shared_with", sa.String(), nullable=False, server_default="[]")
        )
        batch_op.add_column(sa.Column("group_name", sa.String(), nullable=False, server_default=""))
