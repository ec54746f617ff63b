"""The mapping of a youth: its list, a section a page, two rounds beside each other."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from fullfolj.casework import policy
from fullfolj.casework.actions import mapping as actions
from fullfolj.casework.forms.mapping import MappingForm
from fullfolj.casework.mapping import compared, mapping_of
from fullfolj.casework.models import (
    Case,
    Draft,
    MappingAnswer,
    MappingRound,
    SectionLock,
    SectionShare,
)
from fullfolj.casework.rules.mapping import Section, Sections
from fullfolj.casework.sections import sections
from fullfolj.casework.views.common import load, pressed, trail_of, whole_number
from fullfolj.casework.words import say
from fullfolj.core.refusal import Refused, carried_out
from fullfolj.core.rendering import form_page


@require_safe
def mapping(request: Any, case_id: UUID) -> HttpResponse:
    """Every section and how far one has come; begun with a few, the rest offered."""
    found = load(request, case_id)
    context = {
        "case": found,
        "person": found.person,
        "mapping": mapping_of(found, sections()),
        "trail": [*trail_of(found), (_("Kartläggning"), request.path)],
    }
    return render(request, "casework/mapping.html", context)


@require_POST
def begin(request: Any, case_id: UUID) -> HttpResponse:
    """Begin a round, the first or once more; sent twice it is one."""
    found, number = load(request, case_id), request.POST.get("number", "")
    if not (number.isascii() and number.isdecimal() and len(number) < 4):
        messages.error(request, say("refused", "torn"))
        return redirect("casework:mapping", case_id)
    try:
        actions.begin(case=found, number=int(number), by=request.user)
    except Refused as refused:
        messages.error(request, say("refused", refused.code))
    return redirect("casework:mapping", case_id)


@require_http_methods(["GET", "HEAD", "POST"])
def section(request: Any, case_id: UUID, section: str) -> HttpResponse:
    """Answer one section; what stands for others alone is only said to be there."""
    found, known = load(request, case_id), sections()
    asked = section_or_404(section, known)
    shares = list(SectionShare.objects.of_case(found).filter(section=section))
    is_opened = any(each.is_live for each in shares)
    page = Page(found, asked, known, is_opened=is_opened)
    draft = page.draft_of(request)
    form = page.form(request, draft)
    given = {"case": found, "section": asked, "by": request.user}
    if form.is_valid() and carried_out(form, say, actions.answer, **given):
        messages.success(request, _("Svaret är sparat."))
        return redirect("casework:mapping", case_id)
    if form.errors:
        form.new_key()
    context = page.context(form, draft) | {
        "person": found.person,
        "may_unlock": page.lock and policy.can_unlock(request.user, page.lock),
        "shares": shares,
        "draft_page": reverse("casework:draft", args=[case_id, page.form_name]),
        "back_to": reverse("casework:mapping", args=[case_id]),
        "trail": [*trail_of_mapping(found), (asked.title, request.path)],
    }
    return form_page(request, "casework/mapping_section.html", context)


class Page:
    """A section's page: what was answered before, and the form for more.

    The same for who works with the case and for a mentor to whom it is opened.
    """

    def __init__(
        self, case: Any, section: Section, known: Sections, *, is_opened: bool = False
    ) -> None:
        self.case, self.section, self.is_opened = case, section, is_opened
        self.known = known
        answers = MappingAnswer.objects.of_case(case).filter(section=section.code)
        self.answers = list(answers.with_words().order_by("-version"))
        self.standing = self.answers[0] if self.answers else None
        for each in self.answers:
            each.asked = known.as_asked(each.section, each.section_version)
        number = MappingRound.objects.current(case)
        self.is_current = bool(self.standing and self.standing.round == number)
        locks = SectionLock.objects.held_in(case, number).filter(section=section.code)
        self.lock: SectionLock | None = locks.first()

    @property
    def form_name(self) -> str:
        """The form's name among drafts."""
        return actions.draft_of(self.section.code)

    def draft_of(self, request: Any) -> Draft | None:
        """What the user was writing, unless it is sent now."""
        if request.method == "POST":
            return None
        return Draft.of(self.case, request.user.pk, self.form_name)

    @property
    def version(self) -> int:
        """Of the latest answer; 0 where there is none."""
        return self.standing.version if self.standing else 0

    def form(self, request: Any, draft: Draft | None = None) -> MappingForm:
        """The form as it was sent, or with what the user was writing."""
        given: dict[str, Any] = {"case": self.case, "section": self.section}
        given |= {"standing": self.standing, "current": self.is_current}
        given["is_opened"] = self.is_opened
        if request.method == "POST":
            return MappingForm(request.POST, **given)
        return MappingForm(initial=draft.fields if draft else None, **given)

    def theirs(self, form: MappingForm, draft: Draft | None) -> MappingAnswer | None:
        """What somebody else answered since the form, or its draft, was begun."""
        if draft and draft.version != self.version:
            return self.standing
        if not form.is_bound or form.data.get("version", "") == str(self.version):
            return None
        form.seen_again()
        return self.standing

    def asked_before(self, form: MappingForm) -> Section | None:
        """The section as it was when the text was written, if not as it is now."""
        version = whole_number(form.answers_to)
        if version == self.section.version:
            return None
        form.asked_again()
        return self.known.asked_otherwise(self.section, version)

    def context(self, form: MappingForm, draft: Draft | None = None) -> dict[str, Any]:
        """What both pages show."""
        return {
            "case": self.case,
            "section": self.section,
            "form": form,
            "draft": draft,
            "theirs": self.theirs(form, draft),
            "asked_before": self.asked_before(form),
            "standing": self.standing,
            "is_hidden": self.standing is not None and self.standing.words is None,
            "lock": self.lock,
            "before": self.answers[1:] if self.is_current else self.answers,
            "last_time": None if self.is_current else self.standing,
        }


@require_POST
def lock(request: Any, case_id: UUID, section: str) -> HttpResponse:
    """Lock a section as it stands, or open it to writing again."""
    found, asked = load(request, case_id), section_or_404(section)
    given = {"case": found, "section": asked.code, "by": request.user}
    if request.POST.get("lock") == "no":
        said = _("Delen går att skriva i igen.")
        pressed(request, said, actions.unlock, **given)
    else:
        given["version"] = whole_number(request.POST.get("version"))
        pressed(request, _("Delen är låst."), actions.lock, **given)
    return redirect("casework:mapping_section", case_id, section)


@require_safe
def compare(request: Any, case_id: UUID) -> HttpResponse:
    """Two rounds beside each other; the last two if none is named."""
    found = load(request, case_id)
    rounds = list(MappingRound.objects.of_case(found))
    context = {
        "case": found,
        "person": found.person,
        "rounds": rounds,
        "pairs": [],
        "trail": [*trail_of_mapping(found), (_("Jämför"), request.path)],
    }
    if len(rounds) > 1:
        before, after = chosen(rounds, request.GET)
        pairs = compared(found, sections(), (before.number, after.number))
        context |= {"before": before, "after": after, "pairs": pairs}
    return render(request, "casework/mapping_compare.html", context)


def chosen(rounds: list[MappingRound], asked: Any) -> list[MappingRound]:
    """The two rounds to compare, the earlier first; what is not is passed over."""
    by_number = {str(each.number): each for each in rounds}
    after = by_number.get(asked.get("med", ""), rounds[0])
    before = by_number.get(asked.get("fran", ""), rounds[1])
    return sorted((before, after), key=lambda each: each.number)


def section_or_404(code: str, known: Sections | None = None) -> Section:
    """A section as it is now, also one that is no longer asked."""
    found = (known or sections()).get(code)
    if found is None:
        raise Http404
    return found


def trail_of_mapping(case: Case) -> list[tuple[str, str]]:
    """The page of a mapping, without saying whose."""
    place = reverse("casework:mapping", args=[case.pk])
    return [*trail_of(case), (_("Kartläggning"), place)]
