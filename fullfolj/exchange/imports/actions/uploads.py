"""Sending in files, and saying what to do with them."""

import os
from collections.abc import Mapping

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.db import transaction

from fullfolj.access import queue
from fullfolj.access.models import Authority, User
from fullfolj.core.refusal import Refused
from fullfolj.exchange.imports import policy, rules
from fullfolj.exchange.imports.actions import keeping
from fullfolj.exchange.imports.jobs import read_upload
from fullfolj.exchange.imports.models import Progress, Upload


class TooLateError(Refused):
    """Raised when one cannot say that of the files: it is said, or they are gone."""

    code = "too_late"


@transaction.atomic
def receive(
    *,
    authority: Authority,
    delivery: Mapping[str, TemporaryUploadedFile],
    dry_run: bool,
    municipality: str = "",
    by: User,
) -> Upload:
    """Keep files under our own names, and queue the reading of them.

    Args:
        delivery: files by the name they are kept under, one that the reader knows.
        municipality: for which the authority answers from today.
    """
    if not policy.can_import(by):
        raise PermissionDenied
    sizes = {name: file.size for name, file in delivery.items()}
    upload = Upload(
        authority=authority,
        by_user=by.pk,
        files=sizes,
        dry_run=dry_run,
        answers_for=municipality,
    )
    upload.folder.mkdir(mode=0o700)
    for name, file in delivery.items():
        os.link(file.temporary_file_path(), upload.folder / name)
    upload.save(force_insert=True)
    Progress(pk=upload.pk, authority=authority).save(force_insert=True)
    queue.put(read_upload, upload.pk, authority_id=authority.pk)
    return upload


@transaction.atomic
def answer(*, upload: Upload, said: str, by: User) -> None:
    """Do what somebody says of files that were read: use them, or not.

    Raises:
        TooLateError: that cannot be said of them, or no longer.
    """
    if not policy.can_import(by):
        raise PermissionDenied
    upload = Upload.objects.select_for_update().get(pk=upload.pk)
    if said not in upload.answers:
        raise TooLateError
    if said == rules.DISCARD:
        upload.state = "discarded"
        upload.save(update_fields=["state"])
        keeping.discard(upload)
        return
    upload.accept_drop |= said == rules.ACCEPT_DROP
    upload.empty_is_none |= said == rules.EMPTY_IS_NONE
    upload.dry_run &= said != rules.APPLY
    upload.state, upload.reason, upload.by_user = "waiting", "", by.pk
    upload.save()
    Progress.objects.filter(pk=upload.pk).update(stage="waiting", done=0, total=0)
    queue.put(read_upload, upload.pk, authority_id=upload.authority_id)
