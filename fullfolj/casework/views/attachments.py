"""Adding a file to a case, and fetching one."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from fullfolj.access import readlog
from fullfolj.casework.actions import attachments as actions
from fullfolj.casework.forms.attachments import AttachmentForm
from fullfolj.casework.models import Attachment, AttachmentContent
from fullfolj.casework.rules.files import MEDIA_TYPES
from fullfolj.casework.views.common import load, seen, trail_of
from fullfolj.casework.words import say
from fullfolj.core.refusal import carried_out
from fullfolj.core.rendering import form_page
from fullfolj.core.uploads import is_too_large, takes_files

AT_ONCE = 256 * 2**10  # bytes of a file in memory


@takes_files
@require_http_methods(["GET", "HEAD", "POST"])
def attach(request: Any, case_id: UUID) -> HttpResponse:
    """Add a file."""
    found = load(request, case_id)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = AttachmentForm(*sent)
    given = {"case": found, "by": request.user}
    if form.is_valid() and carried_out(form, say, actions.attach, **given):
        messages.success(request, _("Filen är sparad."))
        return redirect("casework:case", case_id)
    if form.errors:
        form.new_key()
    if form.is_bound and is_too_large(request):
        form.errors["file"] = form.error_class([say("refused", "file_too_large")])
    context = {
        "case": found,
        "person": found.person,
        "form": form,
        "is_scanned": bool(settings.SCANNER),
        "trail": [*trail_of(found), (_("Ny fil"), request.path)],
    }
    return form_page(request, "casework/attach.html", context)


@require_safe
def attachment(
    request: Any, case_id: UUID, attachment_id: UUID
) -> StreamingHttpResponse:
    """A file, under a name that says nothing; to who may read it, and logged."""
    found, ground = seen(request, case_id)
    named = Attachment.objects.of_case(found).with_name().filter(name__isnull=False)
    file = get_object_or_404(named, pk=attachment_id)
    readlog.exported(request, [found.person_id], ground=ground)
    answer = StreamingHttpResponse(parts(file), content_type=MEDIA_TYPES[file.kind])
    answer["Content-Disposition"] = (
        f'attachment; filename="bilaga-{file.added_on}.{file.kind}"'
    )
    answer["Content-Length"] = str(file.size)
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def parts(file: Attachment) -> Iterator[bytes]:
    """A file's bytes, some at a time."""
    content = AttachmentContent.objects.filter(pk=file.pk, person=file.person_id)
    for start in range(0, file.size, AT_ONCE):
        yield bytes(content.part(start, AT_ONCE).get())
