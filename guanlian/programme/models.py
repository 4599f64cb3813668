"""Every model of the programme; each subject has its file."""

from guanlian.programme.activities import (
    MOVES,
    UNSEEN,
    Activity,
    ActivityQuerySet,
    Audience,
    Brand,
    Feature,
    Kind,
    Participation,
    Status,
)
from guanlian.programme.admission import Admission, Policy, Registration
from guanlian.programme.changes import Cancellation, Untold
from guanlian.programme.conduct import Absence, Appeal, AppealStatus, Restriction
from guanlian.programme.lots import Draw
from guanlian.programme.patterns import Pattern, Review, ReviewRule
from guanlian.programme.readings import Reading, Verb
from guanlian.programme.sessions import Attendance, Headcount, Session
from guanlian.programme.trainees import Trainee
from guanlian.programme.voices import Feedback, Mood, Opinion, OpinionStatus, Point, Unmet

__all__ = [
    "MOVES",
    "UNSEEN",
    "Absence",
    "Activity",
    "ActivityQuerySet",
    "Admission",
    "Appeal",
    "AppealStatus",
    "Attendance",
    "Audience",
    "Brand",
    "Cancellation",
    "Draw",
    "Feature",
    "Feedback",
    "Headcount",
    "Kind",
    "Mood",
    "Opinion",
    "OpinionStatus",
    "Participation",
    "Pattern",
    "Point",
    "Policy",
    "Reading",
    "Registration",
    "Restriction",
    "Review",
    "ReviewRule",
    "Session",
    "Status",
    "Trainee",
    "Unmet",
    "Untold",
    "Verb",
]
