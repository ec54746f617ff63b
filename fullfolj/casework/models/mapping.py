"""The mapping of a case: what works, what is hard and what the youth wants.

A mapping is asked in sections and done again over time, in rounds. Answers are added in
versions and never changed. What a private section says stands in a table of its own,
which the database shows to the case's owner and to who wrote it, and to nobody else.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Count, Exists, Max, OuterRef, Q, Subquery
from django.db.models.functions import JSONObject

from fullfolj.access import roles
from fullfolj.access.models import Membership, User, Walled
from fullfolj.casework.models.cases import Case
from fullfolj.casework.rules import mapping as rules
from fullfolj.casework.rules.mapping import QUESTIONS, STATES, Section
from fullfolj.core import clock
from fullfolj.people.models import AboutPerson

CODE = 40  # characters of a section's code


class MappingSection(Walled):
    """A section that an authority asks beside the common ones, or one it does not ask.

    Each change is another version. A row with the code of a common section has no
    words: it says only whether the authority asks it.
    """

    code = models.CharField(max_length=CODE)
    version = models.PositiveIntegerField()
    title = models.CharField(max_length=80, blank=True)
    title_en = models.CharField(max_length=80, blank=True)
    help = models.CharField(max_length=200, blank=True)
    works = models.CharField(max_length=120, blank=True)
    hard = models.CharField(max_length=120, blank=True)
    want = models.CharField(max_length=120, blank=True)
    is_private = models.BooleanField(default=False)
    is_asked = models.BooleanField(default=True)
    by_user = models.UUIDField()
    recorded_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["authority", "code", "version"], name="mappingsection_version"
            ),
            models.CheckConstraint(
                condition=Q(code__startswith=rules.OWN, title__gt="")
                | (~Q(code__startswith=rules.OWN) & Q(title="")),
                name="mappingsection_words",
            ),
        ]

    class Fields:
        """What each field is, by law."""

        identity = ("by_user",)
        open = (
            *("id", "authority", "code", "version", "title", "title_en", "help"),
            *("works", "hard", "want", "is_private", "is_asked", "recorded_at"),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.version}"

    def in_language(self, language: str, prompts: dict[str, str]) -> Section:
        """As the rule takes it; what is not said in the language is as it is said.

        Args:
            prompts: what is asked where the section asks nothing of its own.
        """
        title = (self.title_en if language == "en" else "") or self.title
        asked: dict[str, Any] = {
            name: getattr(self, name) or prompts[name] for name in QUESTIONS
        }
        return Section(
            code=self.code,
            version=self.version,
            title=title,
            help=self.help,
            is_private=self.is_private,
            is_asked=self.is_asked,
            **asked,
        )


class OfCase(AboutPerson):
    """A row about a case."""

    case = models.ForeignKey(
        Case, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.pk)


class MappingRoundQuerySet(models.QuerySet[Any]):
    """The rounds of a case."""

    def current(self, case: Case) -> int:
        """The number of the round that is under way; the first, before it is begun."""
        last = self.of_case(case).values_list("number", flat=True).first()
        return last or 1

    def of_case(self, case: Case) -> Self:
        """Of one case, the latest first."""
        return self.filter(case=case, person=case.person_id).order_by("-number")

    def with_states(self) -> Self:
        """With how many of its sections are in each state."""
        answers = MappingAnswer.objects.filter(
            case=OuterRef("case"), person=OuterRef("person"), round=OuterRef("number")
        )
        last = answers.last_of_each().values("round")
        return self.annotate(
            **{
                state: Subquery(
                    last.filter(state=state).annotate(found=Count("pk")).values("found")
                )
                for state in STATES
            }
        )


class MappingRound(OfCase):
    """That a mapping was begun, for the first time or again."""

    number = models.PositiveSmallIntegerField()
    begun_on = models.DateField()
    by_user = models.UUIDField()
    recorded_at = models.DateTimeField(default=clock.now, editable=False)

    objects: ClassVar = MappingRoundQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["authority", "is_open", "case", "number"],
                name="mappinground_once",
            )
        ]

    class Fields:
        """What each field is, by law."""

        identity = ("person", "is_open")
        support = ("case", "number", "begun_on", "by_user")
        open = ("id", "authority", "recorded_at")


@dataclass(frozen=True, slots=True)
class Words:
    """What was answered to the three questions of a section."""

    works: str = ""
    hard: str = ""
    want: str = ""

    def __bool__(self) -> bool:
        return any((self.works, self.hard, self.want))


class MappingAnswerQuerySet(models.QuerySet[Any]):
    """What was answered, by whom and when."""

    def of_case(self, case: Case) -> Self:
        """In one case."""
        return self.filter(case=case, person=case.person_id)

    def last_of_each(self) -> Self:
        """The version of each section, in each round, after which there is none."""
        later = MappingAnswer.objects.filter(
            case=OuterRef("case"),
            person=OuterRef("person"),
            section=OuterRef("section"),
            round=OuterRef("round"),
            version__gt=OuterRef("version"),
        )
        return self.filter(~Exists(later))

    def standing(self, case: Case, section: str) -> "MappingAnswer | None":
        """The latest answer to a section of a case, of whatever round."""
        found = self.of_case(case).filter(section=section).with_words()
        return found.order_by("-version").first()

    def last_version(self, case: Case, section: str) -> int:
        """The version of the latest answer to a section; 0 where there is none."""
        found = self.of_case(case).filter(section=section)
        return found.aggregate(last=Max("version"))["last"] or 0

    def with_words(self) -> Self:
        """With who wrote each, and what was said where it is private and readable."""
        writer = User.objects.filter(pk=OuterRef("by_user")).values("name")
        words = JSONObject(**{name: name for name in QUESTIONS})
        private = PrivateAnswer.objects.filter(
            answer=OuterRef("pk"), person=OuterRef("person")
        )
        return self.annotate(
            writer=Subquery(writer),
            told=Subquery(private.annotate(words=words).values("words")),
        )


class MappingAnswer(OfCase):
    """One version of the answer to a section, in the round that was under way.

    The version is counted in the case, through all rounds. `section_version` is the
    wording that was asked. Where the section is private the words stand in
    `PrivateAnswer`; that there is an answer everyone sees. Its id is given with the
    form, so that the same form sent twice is one answer.
    """

    round = models.PositiveSmallIntegerField()
    section = models.CharField(max_length=CODE)
    section_version = models.PositiveIntegerField()
    version = models.PositiveIntegerField()
    works = models.CharField(max_length=rules.LONGEST, blank=True)
    hard = models.CharField(max_length=rules.LONGEST, blank=True)
    want = models.CharField(max_length=rules.LONGEST, blank=True)
    state = models.CharField(max_length=10)
    is_private = models.BooleanField(default=False)
    by_user = models.UUIDField()
    recorded_at = models.DateTimeField(default=clock.now, editable=False)

    objects: ClassVar = MappingAnswerQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["authority", "is_open", "case", "section", "version"],
                name="mappinganswer_version",
            ),
            models.CheckConstraint(
                condition=Q(state__in=STATES), name="mappinganswer_state"
            ),
            models.CheckConstraint(
                condition=Q(is_private=False) | Q(works="", hard="", want=""),
                name="mappinganswer_private",
            ),
        ]

    class Fields:
        """What each field is, by law."""

        identity = ("person", "is_open")
        support = (
            *("case", "round", "section", "section_version", "version", "state"),
            *("works", "hard", "want", "is_private", "by_user"),
        )
        open = ("id", "authority", "recorded_at")

    # The section as it was asked, where a page shows the answer.
    asked: Section

    @property
    def words(self) -> Words | None:
        """What was said; None where it is not for who asks. After `with_words`."""
        if not self.is_private:
            return Words(self.works, self.hard, self.want)
        told: dict[str, str] | None = getattr(self, "told", None)
        return Words(**told) if told else None


class PrivateAnswer(OfCase):
    """What was answered to a private section: for the case's owner and the writer.

    The database shows it to nobody else, whatever their role; a job sees it.
    """

    answer = models.ForeignKey(
        MappingAnswer, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False
    )
    works = models.CharField(max_length=rules.LONGEST, blank=True)
    hard = models.CharField(max_length=rules.LONGEST, blank=True)
    want = models.CharField(max_length=rules.LONGEST, blank=True)
    by_user = models.UUIDField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["authority", "is_open", "answer"], name="privateanswer_once"
            )
        ]

    class Fields:
        """What each field is, by law."""

        identity = ("person", "is_open")
        support = ("case", "answer", "works", "hard", "want", "by_user")
        open = ("id", "authority")


class SectionLockQuerySet(models.QuerySet[Any]):
    """Which sections are locked."""

    def held_in(self, case: Case, number: int) -> Self:
        """Those locked now in a round of a case, with the names of who locked them."""
        name = User.objects.filter(pk=OuterRef("by_user")).values("name")
        mine = self.filter(case=case, person=case.person_id, round=number)
        held = mine.filter(opened_at=None)
        return held.annotate(locker=Subquery(name))


class SectionLock(OfCase):
    """That a section is locked in a round: nobody writes in it until it is opened.

    The item that is locked is the section, with what works, what is hard and what one
    wants: they are one answer of one version, and are shared and compared as one.
    """

    round = models.PositiveSmallIntegerField()
    section = models.CharField(max_length=CODE)
    by_user = models.UUIDField()
    locked_at = models.DateTimeField(default=clock.now)
    opened_by = models.UUIDField(null=True)
    opened_at = models.DateTimeField(null=True)

    objects: ClassVar = SectionLockQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["authority", "is_open", "case", "round", "section"],
                condition=Q(opened_at=None),
                name="sectionlock_once",
            ),
            models.CheckConstraint(
                condition=Q(opened_at__isnull=True, opened_by__isnull=True)
                | Q(opened_at__isnull=False, opened_by__isnull=False),
                name="sectionlock_opened",
            ),
        ]

    class Fields:
        """What each field is, by law."""

        identity = ("person", "is_open")
        support = ("case", "round", "section", "by_user", "opened_by")
        open = ("id", "authority", "locked_at", "opened_at")


class SectionShareQuerySet(models.QuerySet[Any]):
    """Which sections are opened to whom."""

    def live(self) -> Self:
        """Those that are open today; `until` is the last day."""
        today = clock.today()
        return self.filter(closed_on=None, opened_on__lte=today, until__gte=today)

    def for_user(self, user: User) -> Self:
        """Those that a mentor may read and write in today: the mentor's only door.

        The role must still be held, in whatever school, and the case be open.
        """
        held = Membership.objects.live(clock.today()).of(user)
        mentors = held.filter(role=roles.MENTOR)
        cases = Case.objects.open().unrestricted().values("pk")
        return self.live().filter(Exists(mentors), user=user.pk, case__in=cases)

    def of_case(self, case: Case) -> Self:
        """Of one case, with the names of those to whom they are opened."""
        name = User.objects.filter(pk=OuterRef("user")).values("name")
        found = self.filter(case=case, person=case.person_id)
        return found.annotate(mentor=Subquery(name)).order_by("-recorded_at")


class SectionShare(OfCase):
    """That the youth opened one section to a mentor, until a day.

    `said_how` is how the youth said so. It ends by itself after `until`, at once when
    somebody closes it, and when the mentor is a mentor no more.
    """

    section = models.CharField(max_length=CODE)
    user = models.UUIDField()
    opened_on = models.DateField()
    until = models.DateField()
    closed_on = models.DateField(null=True)
    said_how = models.CharField(max_length=200)
    opened_by = models.UUIDField()
    closed_by = models.UUIDField(null=True)
    recorded_at = models.DateTimeField(default=clock.now, editable=False)

    objects: ClassVar = SectionShareQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["authority", "is_open", "case", "section", "user"],
                condition=Q(closed_on=None),
                name="sectionshare_once",
            ),
            models.CheckConstraint(
                condition=Q(until__gte=models.F("opened_on")), name="sectionshare_span"
            ),
            models.CheckConstraint(condition=~Q(said_how=""), name="sectionshare_said"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["authority", "is_open", "user"],
                condition=Q(closed_on=None),
                name="sectionshare_user",
            )
        ]

    class Fields:
        """What each field is, by law."""

        identity = ("person", "is_open")
        support = (
            *("case", "section", "user", "opened_on", "until", "closed_on"),
            *("said_how", "opened_by", "closed_by"),
        )
        open = ("id", "authority", "recorded_at")

    @property
    def is_live(self) -> bool:
        """Whether it is open today."""
        return self.closed_on is None and self.until >= clock.today()

    @property
    def ended_on(self) -> date:
        """The day it was closed, or its last day."""
        return self.closed_on or self.until
