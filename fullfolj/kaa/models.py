"""Whose responsibility an authority carries, and the statutory register (store A).

The register holds what förordning (2006:39) 4 § lists, about those in the group, and
nothing else; whom a person must judge first stands in the queue of questions beside it.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any, ClassVar, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import (
    Case,
    Exists,
    ExpressionWrapper,
    F,
    Func,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast

from fullfolj.access.models import User, Walled
from fullfolj.core import clock
from fullfolj.kaa.rules.membership import POLICY_OF_RULE, Decision
from fullfolj.kaa.rules.numbers import NAMES as NUMBERS
from fullfolj.kaa.rules.numbers import Numbers
from fullfolj.kaa.rules.occupation import HOW_KNOWN, KINDS, Doing
from fullfolj.kaa.rules.parts import NAMES as PARTS
from fullfolj.kaa.rules.parts import ON, Parts
from fullfolj.kaa.rules.register import Policies, Ruling, Setting, Signed
from fullfolj.people.models import (
    PROTECTED_REGISTRATION,
    AboutPerson,
    Person,
    RecordedQuerySet,
    SpanQuerySet,
    with_identity,
)


class MunicipalityQuerySet(SpanQuerySet):
    """For whom an authority answers."""

    def codes(self, on: date) -> list[str]:
        """The municipalities that it answers for on a day, in order."""
        return sorted(self.valid(on).values_list("code", flat=True))


class Municipality(Walled):
    """That the authority answers for a municipality's youth (29 kap. 9 § skollagen).

    A joint board answers for several. `valid_to` is the first day it no longer does.
    """

    code = models.CharField(max_length=4, validators=[RegexValidator(r"^\d{4}$")])
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    objects: ClassVar = MunicipalityQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(valid_to__gte=F("valid_from")), name="municipality_span"
            ),
            models.CheckConstraint(
                condition=Q(code__regex=r"^\d{4}$"), name="municipality_code"
            ),
            models.UniqueConstraint(
                fields=["authority", "code"],
                condition=Q(valid_to=None),
                name="municipality_current",
            ),
        ]

    class Fields:
        """What each field is, by law."""

        open = ("id", "authority", "code", "valid_from", "valid_to")

    def __str__(self) -> str:
        return self.code


class SettingQuerySet(models.QuerySet[Any]):
    """The authority's choices; nothing is overwritten, the last signed holds."""

    def known_at(self, instant: datetime) -> Self:
        """Those signed by an instant."""
        return self.filter(recorded_at__lte=instant)

    def policies(self) -> Policies:
        """Those that decide who is in the group, as the rules take them."""
        return Policies(self.filter(name__in=PolicySetting.OF_RULE).as_settings())

    def signed(self) -> Signed:
        """All of them, on every matter."""
        return Signed(self.as_settings())

    def numbers(self, on: date) -> Numbers:
        """The authority's own numbers on a day, in one statement."""
        return Numbers.of(self.begun(on, NUMBERS).values_list("name", "value"))

    def begun(self, on: date, names: Sequence[str] = (*NUMBERS, *PARTS)) -> Self:
        """The choices of numbers and parts begun on a day, the last signed last."""
        held = self.filter(name__in=names, valid_from__lte=on)
        return held.order_by("recorded_at")

    def of_parts(self, on: date) -> Self:
        """The choices of parts that have begun on a day, the last signed last."""
        return self.begun(on, PARTS)

    def parts(self, on: date) -> Parts:
        """Which parts the authority uses on a day, in one statement."""
        return Parts.of(self.of_parts(on).values_list("name", "value"))

    def as_settings(self) -> Iterator[Setting]:
        """As the rules take them, with who signed."""
        signer = User.objects.filter(pk=OuterRef("signed_by"))
        return (
            Setting(
                id=row.pk,
                name=row.name,
                value=row.value,
                valid_from=row.valid_from,
                decided_on=row.decided_on,
                reference=row.reference,
                signed_by=row.signer or "",
                recorded_at=row.recorded_at,
            )
            for row in self.annotate(signer=Subquery(signer.values("name")))
        )


class PolicySetting(Walled):
    """What the authority chose where the law leaves a choice: dated, decided, signed.

    `value` is empty where the authority takes its choice back: the literal reading, no
    number, or a part that is not used. A row is never changed: the one signed last
    holds from its day on.
    """

    OF_RULE: ClassVar = tuple(dict.fromkeys(POLICY_OF_RULE.values()))
    NAMES: ClassVar = (*OF_RULE, *NUMBERS, *PARTS)

    name = models.CharField(max_length=30)
    value = models.CharField(max_length=10, blank=True)
    valid_from = models.DateField()
    decided_on = models.DateField()
    reference = models.CharField(max_length=200)
    signed_by = models.UUIDField()
    recorded_at = models.DateTimeField(default=clock.now, editable=False)

    objects: ClassVar = SettingQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(name="admitted_counts_until")
                & Q(value__regex=r"^(\d{4}-\d{2}-\d{2})?$")
                | Q(name__in=("equivalent_studies", "finishing_compulsory"))
                & Q(value__in=("", *Decision))
                | Q(name__in=NUMBERS) & Q(value__regex=r"^([1-9]\d{0,2})?$")
                | Q(name__in=PARTS) & Q(value__in=("", ON)),
                name="policysetting_value",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["authority", "recorded_at"], name="policysetting_when")
        ]

    class Fields:
        """What each field is, by law."""

        open = (
            *("id", "authority", "name", "value", "valid_from", "decided_on"),
            *("reference", "signed_by", "recorded_at"),
        )

    def __str__(self) -> str:
        return f"{self.name} {self.value}"


class SpellQuerySet(RecordedQuerySet):
    """Times with one decision."""

    def holding(self, on: date) -> Self:
        """Those that hold on a day, as it is known now."""
        return self.known_now().valid(on)

    def holds_of_each(self, on: date, person: str = "person_id") -> Exists:
        """Whether one holds of the person of each row of another table: a condition."""
        return Exists(self.holding(on).filter(person=OuterRef(person)))


class Spell(AboutPerson):
    """An unbroken time with one decision in one municipality, as known for a time.

    `rule` is the reason, on the spell's last day so far; `ended_by` the rule that ended
    it. `setting` and `ruling` are the authority's choice and the person's decision that
    it rests on. Nothing is overwritten: a correction ends the recorded time.
    """

    municipality_code = models.CharField(max_length=4)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    rule = models.CharField(max_length=5)
    law_version = models.CharField(max_length=10)
    ended_by = models.CharField(max_length=5, blank=True)
    setting = models.UUIDField(null=True)
    ruling = models.UUIDField(null=True)
    recorded_from = models.DateTimeField(default=clock.now)
    recorded_to = models.DateTimeField(null=True)

    objects: ClassVar = SpellQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(valid_to__gt=F("valid_from")), name="%(class)s_span"
            ),
            models.CheckConstraint(
                condition=Q(recorded_to__gte=F("recorded_from")),
                name="%(class)s_recorded",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["authority", "is_open", "person"], name="%(class)s_person"
            )
        ]

    class Fields:
        """What each field is, by law."""

        identity = ("person", "is_open")
        register = (
            *("municipality_code", "valid_from", "valid_to", "rule", "law_version"),
            *("ended_by", "setting", "ruling"),
        )
        open = ("id", "authority", "recorded_from", "recorded_to")

    def __str__(self) -> str:
        return str(self.pk)


class RegisterSpell(Spell):
    """A time in the statutory register (store A, 29 kap. 9 § third paragraph).

    Two responsibilities for one person never overlap: the database refuses it.
    """

    class Meta(Spell.Meta):
        constraints: ClassVar = [
            *Spell.Meta.constraints,
            ExclusionConstraint(
                name="registerspell_one_responsibility",
                expressions=[
                    ("authority", RangeOperators.EQUAL),
                    (Cast("is_open", models.IntegerField()), RangeOperators.EQUAL),
                    ("person", RangeOperators.EQUAL),
                    (
                        Func("valid_from", "valid_to", function="daterange"),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(recorded_to=None),
            ),
        ]


class QuestionQuerySet(SpellQuerySet):
    """Whom the rule asks about: who may see it, in which queue, in which order."""

    def visible_to(self, user: User) -> Self:
        """About those whom the user's role shows."""
        return self.filter(person__in=Person.objects.visible_to(user))

    def unanswered(self) -> Self:
        """Those that nobody has decided since they were asked."""
        answers = _rulings_here().filter(
            rule=OuterRef("rule"),
            ended_at=None,
            recorded_at__gte=OuterRef("recorded_from"),
        )
        return self.exclude(Exists(answers))

    def restricted(self) -> Self:
        """The queue of protected registration: for those appointed for it alone."""
        return self.filter(RESTRICTED)

    def unrestricted(self) -> Self:
        """All but those of the queue of protected registration."""
        return self.exclude(RESTRICTED)

    def with_queue(self) -> Self:
        """With whether each is of the queue of protected registration."""
        wrapped = ExpressionWrapper(RESTRICTED, output_field=models.BooleanField())
        return self.annotate(is_restricted=wrapped)

    def with_outrun(self) -> Self:
        """With whether facts changed after the latest decision, so that it ended."""
        latest = _rulings_here().order_by("-recorded_at").values("ended_at")[:1]
        ended = ExpressionWrapper(
            Q(ended_at__isnull=False), output_field=models.BooleanField()
        )
        return self.annotate(ended_at=Subquery(latest)).annotate(is_outrun=ended)

    def with_name(self) -> Self:
        """With the name that the person of each has now."""
        return with_identity(self)

    def sorted_for_list(self) -> Self:
        """By question, what only a new file can mend last; the oldest first."""
        return self.order_by("-rule", "valid_from", "id")


RESTRICTED = Q(rule="R3b") | Q(person__marking=PROTECTED_REGISTRATION)


def _rulings_here() -> models.QuerySet[Any]:
    """What persons decided about the person of a spell, in its municipality."""
    return ReviewDecision.objects.filter(
        person=OuterRef("person"), municipality_code=OuterRef("municipality_code")
    )


class ReviewSpell(Spell):
    """A time for which the rule cannot say whether the person is in the group."""

    objects: ClassVar = QuestionQuerySet.as_manager()

    class Meta(Spell.Meta):
        pass


class RulingQuerySet(models.QuerySet[Any]):
    """What persons decided."""

    def known_at(self, instant: datetime) -> Self:
        """Those made by an instant, the newest last, with who made them."""
        decider = User.objects.filter(pk=OuterRef("decided_by"))
        return (
            self.filter(recorded_at__lte=instant)
            .annotate(decider=Subquery(decider.values("name")))
            .order_by("recorded_at")
        )


class ReviewDecision(AboutPerson):
    """What a person decided where the rule asked, why, and which facts they saw.

    It holds through imports until the person's facts change: then `ended_at` is set,
    `valid_to` is the first day without it, and the rule asks again.
    """

    municipality_code = models.CharField(max_length=4)
    rule = models.CharField(max_length=5)
    decision = models.CharField(max_length=6)
    reason = models.CharField(max_length=500)
    facts_seen = models.JSONField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    decided_by = models.UUIDField()
    recorded_at = models.DateTimeField(default=clock.now, editable=False)
    ended_at = models.DateTimeField(null=True)

    objects: ClassVar = RulingQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(decision__in=("IN", "OUT")), name="reviewdecision_decision"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__gte=F("valid_from")), name="reviewdecision_span"
            ),
            models.UniqueConstraint(
                fields=["authority", "is_open", "person", "municipality_code"],
                condition=Q(ended_at=None),
                name="reviewdecision_current",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["authority", "is_open", "person"], name="reviewdecision_person"
            )
        ]

    class Fields:
        """What each field is, by law."""

        identity = ("person", "is_open", "decided_by")
        register = ("municipality_code", "rule", "decision", "facts_seen")
        support = ("reason",)
        open = ("id", "authority", "valid_from", "valid_to", "recorded_at", "ended_at")

    def __str__(self) -> str:
        return str(self.pk)

    def is_standing(self, at: datetime) -> bool:
        """Had nobody ended it by an instant?"""
        return self.ended_at is None or self.ended_at > at

    def as_ruling(self, at: datetime, changed_on: date | None) -> Ruling:
        """As the rules take it, as known at an instant.

        Args:
            changed_on: the day its facts changed, where nobody has ended it yet.
        """
        return Ruling(
            id=self.pk,
            municipality=self.municipality_code,
            rule=self.rule,
            decision=Decision(self.decision),
            valid_from=self.valid_from,
            valid_to=changed_on if self.is_standing(at) else self.valid_to,
            reason=self.reason,
            decided_by=getattr(self, "decider", None) or "",
        )


class OccupationQuerySet(RecordedQuerySet):
    """What the young people do."""

    def holding(self, on: date) -> Self:
        """What holds on a day, as it is known now."""
        return self.known_now().valid(on)

    def fresh(self, on: date, days: int | None) -> Self:
        """What somebody confirmed so recently that it need not be asked again.

        Args:
            days: `Numbers.occupation_days`; without a decision nothing goes stale.
        """
        if days is None:
            return self
        return self.filter(verified_on__gte=on - timedelta(days=days))

    def is_known(self, on: date, days: int | None, person: str = "person_id") -> Exists:
        """Whether what the person of each row of another table does is known and fresh.

        A condition; `person` is that table's column.
        """
        return Exists(self.holding(on).fresh(on, days).filter(person=OuterRef(person)))

    def is_told(self, on: date, person: str = "person_id") -> Exists:
        """Whether something is known of each person on a day, stale or not."""
        return Exists(self.holding(on).filter(person=OuterRef(person)))

    def state(self, on: date, days: int | None, person: str = "person_id") -> Case:
        """`known`, `stale` or `unknown` of each person on a day: an annotation."""
        return Case(
            When(self.is_known(on, days, person), then=Value(KNOWN)),
            When(self.is_told(on, person), then=Value(STALE)),
            default=Value(UNKNOWN),
        )

    def with_teller(self) -> Self:
        """With the name of who wrote each down."""
        teller = User.objects.filter(pk=OuterRef("by_user"))
        return self.annotate(teller=Subquery(teller.values("name")))


KNOWN, STALE, UNKNOWN = "known", "stale", "unknown"


class Occupation(AboutPerson):
    """What somebody in the group does, did or will do, and how that is known.

    `valid_to` is the first day without. Nothing is overwritten: a correction ends the
    recorded time of a row and adds another.
    """

    kind = models.CharField(max_length=20)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    how_known = models.CharField(max_length=10)
    verified_on = models.DateField()
    by_user = models.UUIDField()
    recorded_from = models.DateTimeField(default=clock.now)
    recorded_to = models.DateTimeField(null=True)

    objects: ClassVar = OccupationQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="occupation_kind"),
            models.CheckConstraint(
                condition=Q(how_known__in=HOW_KNOWN), name="occupation_how_known"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__gt=F("valid_from")), name="occupation_span"
            ),
            models.CheckConstraint(
                condition=Q(recorded_to__gte=F("recorded_from")),
                name="occupation_recorded",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["authority", "is_open", "person"], name="occupation_person"
            )
        ]

    class Fields:
        """What each field is, by law."""

        identity = ("person", "is_open", "by_user")
        register = ("kind", "valid_from", "valid_to", "how_known", "verified_on")
        open = ("id", "authority", "recorded_from", "recorded_to")

    def __str__(self) -> str:
        return str(self.pk)

    def as_doing(self) -> Doing:
        """As the rules take it."""
        return Doing(self.kind, self.valid_from, self.valid_to)

    @property
    def last_on(self) -> date | None:
        """The last day of it, as one says it."""
        return self.valid_to - timedelta(days=1) if self.valid_to else None
