"""Whether somebody is in the group only because a school has fallen silent.

A school that no longer sends its pupils leaves them without a place, and the rule lets
them in. Some of them still go there: ask the school before phoning the young person.
"""

from dataclasses import dataclass
from datetime import date

from fullfolj.kaa.facts import UPPER_SECONDARY

# A place at one of these may keep somebody out of the group.
TYPES = UPPER_SECONDARY | {"VUXGY", "FHS"}
ENDED = frozenset({"interrupted", "completed"})


@dataclass(frozen=True, slots=True)
class LastPlace:
    """The latest place of somebody in the group, at a school that could keep them out.

    Attributes:
        ends_on: the first day without it, as the school last said; None until further.
        told_on: the day that the school said so, where it is known.
        gone_on: the day that a delivery came without it; None while it stands there.
        is_heard: whether the school still sends any pupil.
        is_end_told: whether the school has told us that this pupil ended.
    """

    status: str
    ends_on: date | None
    told_on: date | None
    gone_on: date | None
    is_heard: bool
    is_end_told: bool


def silent_since(place: LastPlace) -> date | None:
    """The day since which nothing has been heard; None where the end is confirmed.

    It is confirmed while the school still sends pupils, and where the school has said
    itself that the place ended: in a notice (15 kap. 15 § skollagen), as a status, or
    as a last day that had passed when it was told. A day that was only planned is not.
    """
    if place.gone_on is None or place.is_heard or place.is_end_told:
        return None
    if place.status in ENDED:
        return None
    is_over = place.ends_on and place.told_on and place.ends_on <= place.told_on
    return None if is_over else place.gone_on
