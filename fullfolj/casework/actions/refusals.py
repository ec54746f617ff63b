"""In which ways a youth does not want to be reached."""

from collections.abc import Collection

from django.db import transaction

from fullfolj.access.models import User
from fullfolj.casework.actions.common import held
from fullfolj.casework.models import Case, ContactRefusal, Message
from fullfolj.casework.rules.messages import REFUSABLE, WITHDRAWN
from fullfolj.core import clock
from fullfolj.people.models import Person


@transaction.atomic
def choose(
    *, case: Case, channels: Collection[str], seen: Collection[str], by: User
) -> None:
    """Keep in which ways the youth does not want to be reached.

    Only what the user changed is changed: what a colleague wrote down meanwhile stays.
    Also where the case is closed: a no holds until it is taken back.

    Args:
        channels: the ways that are ticked in the form.
        seen: those that were ticked when the user saw it.

    Raises:
        PermissionDenied: not for this user.
    """
    case = held(case, by)
    case.person.hold()
    standing = ContactRefusal.objects.standing().filter(person=case.person_id)
    no_more = standing.filter(channel__in=set(seen) - set(channels))
    no_more.update(taken_back_at=clock.now(), taken_back_by=by.pk)
    add(person=case.person, channels=set(channels) - set(seen), by=by)


def add(*, person: Person, channels: Collection[str], by: User) -> None:
    """Keep that a person, of whose case one may write, wants none of these ways.

    What waits to be sent to them that way is withdrawn.
    """
    person.hold()
    standing = ContactRefusal.objects.standing().filter(person=person)
    there = set(standing.values_list("channel", flat=True))
    new = [each for each in REFUSABLE if each in channels and each not in there]
    ContactRefusal.objects.bulk_create(
        ContactRefusal.about(person, channel=channel, by_user=by.pk) for channel in new
    )
    waiting = Message.objects.waiting().filter(person=person, channel__in=new)
    waiting.become(WITHDRAWN)
