"""What a hold of a venue takes: the venue's resource, made when the venue is first held."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from guanlian.holds.models import Resource
from guanlian.network.venues import Venue


@transaction.atomic
def resource_of(venue: Venue) -> Resource:
    """The venue's resource. Of two that ask at once for the first time, one makes it and both get it.

    The lock lets others refer to the venue: whoever comes later takes the resource first and then writes what refers.
    """
    if venue.resource_id is None:
        locked = Venue.unscoped.select_for_update(no_key=True).get(pk=venue.pk)
        if locked.resource_id is None:
            locked.resource = Resource.objects.create(kind=Resource.Kind.VENUE, label=str(venue))
            locked.save(update_fields=["resource"])
        venue.resource = locked.resource
    assert venue.resource is not None
    return venue.resource


def resources_of(venues: Iterable[Venue]) -> list[Resource]:
    """The resource of each of `venues`."""
    return [resource_of(venue) for venue in venues]
