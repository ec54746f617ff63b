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
def choose(*, case: Case, channels: Collection[str], by: User) -> None:
    """Keep in which ways the youth does not want to be reached: these and no others.

    Also where the case is closed: a no holds until it is taken back.

    Raises:
        PermissionDenied: not for this user.
    """
    case = held(case, by)
    case.person.hold()
    standing = ContactRefusal.objects.standing().filter(person=case.person_id)
    no_more = standing.exclude(channel__in=channels)
    no_more.update(taken_back_at=clock.now(), taken_back_by=by.pk)
    add(person=case.person, channels=channels, by=by)


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
