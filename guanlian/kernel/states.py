"""States move by named verbs: one table of legal moves, which the model obeys and the database enforces."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pgtrigger
from django.utils.translation import gettext as _

Moves = Mapping[Any, frozenset[Any] | set[Any]]


class IllegalMove(Exception):
    """The record can't go from its state to the one asked for; the message names both."""


def guard(moves: Moves, field: str = "status") -> pgtrigger.FSM:
    """The trigger that refuses every move that `moves` doesn't list."""
    pairs = [(str(a), str(b)) for a, targets in moves.items() for b in sorted(targets)]
    return pgtrigger.FSM(name=f"legal_{field}", field=field, transitions=pairs)


class Moving:
    """For a model with a `status` and a table `MOVES`: `move_to` is the only way to a new state."""

    MOVES: Moves
    status: Any

    def move_to(self, status: Any) -> None:
        """Take the state `status`. Raises IllegalMove; the caller saves."""
        current = type(status)(self.status)
        if status not in self.MOVES[current]:
            raise IllegalMove(_("“%(now)s”的记录不能改为“%(then)s”。") % {"now": current.label, "then": status.label})
        self.status = status
