"""A process of its own that asks for places, as another web server would: `python -m guanlian.programme.tests.asking`.

Reads {"activity": code, "people": [keys], "key": the beginning of each request's key} as JSON; says "ready", begins at
the next line it is told, and answers with what each person was told.
"""

from __future__ import annotations

import json
import os
import sys


def main() -> None:
    """Ask for each in turn."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guanlian.config.settings")
    django.setup()
    from django.utils.timezone import localdate

    from guanlian.accounts.models import Person
    from guanlian.programme import refusals, registering

    given = json.loads(sys.stdin.readline())
    people = {p.pk: p for p in Person.unscoped.select_related("keeper").filter(pk__in=given["people"])}
    print("ready", flush=True)  # noqa: T201 — the other process reads it
    sys.stdin.readline()
    told = []
    for pk in given["people"]:
        person = people[pk]
        try:
            (entry,) = registering.register(
                activity=given["activity"],
                people=[person],
                by=person.keeper,
                on=localdate(),
                key=f"{given['key']}{pk}",
            )
            told.append(str(entry.status))
        except refusals.Full:
            told.append("full")
    print(json.dumps(told), flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
