"""Migrations that are applied as one step."""

from __future__ import annotations

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import CreateModel
from django.db.migrations.state import ProjectState


class Whole(migrations.Migration):
    """A migration that goes from the state before all of its operations to the state after all of them.

    Django draws every related model anew after each operation; where all rooms are related, creating a room's tables
    takes seconds of drawing. This one draws once: a new table is created with all that the migration adds to it. To be
    used where each field and constraint is touched once and nothing but the schema is changed.
    """

    def apply(
        self, project_state: ProjectState, schema_editor: BaseDatabaseSchemaEditor, collect_sql: bool = False
    ) -> ProjectState:
        before = project_state.clone()
        project_state.__dict__.pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(self.app_label, project_state)
        new = {operation.name_lower for operation in self.operations if isinstance(operation, CreateModel)}
        for operation in self.operations:
            if getattr(operation, "model_name_lower", None) not in new:
                operation.database_forwards(self.app_label, schema_editor, before, project_state)
        return project_state
