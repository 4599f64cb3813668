"""Every model of the network; each subject has its file."""

from guanlian.network.halls import Hall, HallLink, HallPopulation, Tier
from guanlian.network.opening import Closure, DayHours, OpeningHours, PublicHoliday
from guanlian.network.publicity import IdentityMark, ServiceItem, ServiceNotice
from guanlian.network.venues import Venue

__all__ = [
    "Closure",
    "DayHours",
    "Hall",
    "HallLink",
    "HallPopulation",
    "IdentityMark",
    "OpeningHours",
    "PublicHoliday",
    "ServiceItem",
    "ServiceNotice",
    "Tier",
    "Venue",
]
