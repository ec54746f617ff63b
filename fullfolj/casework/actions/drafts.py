"""What somebody is writing in a form about a case, kept for them alone."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from fullfolj.access.models import User
from fullfolj.casework.actions.common import held
from fullfolj.casework.actions.shares import held_opened
from fullfolj.casework.models import Case, Draft, SectionShare
from fullfolj.core import clock


@transaction.atomic
def keep(
    *,
    case: Case,
    form: str,
    version: int,
    fields: Mapping[str, str],
    made: QuerySet[Any] | None = None,
    share: SectionShare | None = None,
    by: User,
) -> Draft | None:
    """Keep what the user is writing, as it stands, for them alone.

    Also where the case was closed meanwhile: it is there when it is opened again.

    Args:
        form: which, a key of `views.drafts.DRAFTED`.
        version: of what the form changes, when the user began.
        made: what the form made, if it was sent: then it is no draft any more.
        share: what is opened to a mentor, who writes in it and reads nothing else.

    Returns:
        None where the form was sent.

    Raises:
        PermissionDenied: not for this user.
    """
    case = held_opened(share, by) if share else held(case, by)
    if made is not None and made.exists():
        return None
    given = {"case": case, "by_user": by.pk, "form": form}
    draft = Draft.of(case, by.pk, form) or Draft.about(case.person, **given)
    # The one character that PostgreSQL cannot keep; no form would take it either.
    draft.fields = {name: text.replace("\0", "") for name, text in fields.items()}
    draft.version, draft.saved_at = version, clock.now()
    draft.save()
    return draft


def drop(*, case: Case, form: str, by: User) -> None:
    """Throw away what the user was writing in a form about the case."""
    mine = Draft.objects.filter(case=case, person=case.person_id, by_user=by.pk)
    mine.filter(form=form).delete()
