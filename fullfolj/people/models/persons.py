"""A person in one authority: who they are over time, how to reach them, what protects.

Each authority has its own rows; nothing here joins two. Every row about a person
carries the person's openness, which the database keeps equal to the person's.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, ClassVar, Self, TypeVar
from uuid import UUID

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Exists, F, FilteredRelation, Func, OuterRef, Q, Subquery
from django.db.models.functions import Cast, Coalesce
from django.db.models.lookups import Exact
from django.utils import timezone

from fullfolj.access import roles
from fullfolj.access.models import Membership, User, Walled
from fullfolj.core import clock
from fullfolj.people import rules

# Markings of protected identity, as SS 12000 and Navet tell them. What is missing or
# unknown counts as protected: the reference implementation's default is a known trap.
NONE = "none"
CONFIDENTIAL = "confidential"  # sekretessmarkering
PROTECTED_REGISTRATION = "protected_registration"  # skyddad folkbokföring
UNKNOWN = "unknown"
MARKINGS = (NONE, CONFIDENTIAL, PROTECTED_REGISTRATION, UNKNOWN)

FILES = "files"  # the source of what an imported file says
HAND = "hand"  # the source of facts that somebody entered: files, when they come, hold
SCHOOL_SYSTEM = "ss12000"  # of what a school's own system says; its connection follows

DECEASED = "deceased"  # why a registration ended, as the population register says it

Rows = TypeVar("Rows", bound=models.QuerySet[Any, Any])

# Of the current identity, what lists and headers show; see with_identity.
NAME = ("given_name", "family_name")
CURRENT = (*NAME, "number", "number_kind", "source")

# Of what the population register says, what a page shows; see with_register.
SAID = (
    *("sex", "phone", "email", "street", "postal_code", "locality"),
    *("source", "recorded_from"),
)


class PersonQuerySet(models.QuerySet["Person"]):
    """Who may see whom, how one finds them, and in which order."""

    def visible_to(self, user: User) -> Self:
        """Those that the user's role shows: the door. The wall stands behind it.

        A role for the whole authority that reads people shows everyone in it. A role
        in a unit shows nobody yet: what ties a person to a unit comes with schooling.
        """
        reading = Membership.objects.live(clock.today()).filter(
            user=user,
            unit=None,
            role__in=roles.with_permission(roles.READ_PEOPLE),
        )
        return self.filter(Exists(reading))

    def matching(self, text: str) -> Self:
        """Those of whom every typed word begins a name, a number or a telephone.

        A range of a stored key and no LIKE: that is not leakproof, so PostgreSQL would
        look at every row of the authority before it tried it.
        """
        words = rules.prefixes(text)
        found = self if words else self.none()
        for ranges in words:
            within = Q()
            for first, after in ranges:
                within |= Q(key__gte=first, key__lt=after)
            keys = SearchKey.objects.filter(within).values("person_id")
            found = found.filter(_any_of(keys))
        return found

    def with_name(self) -> Self:
        """With the current name and number of each, and where they come from."""
        learned_at = F("current__recorded_at")
        return with_identity(self, "identity", CURRENT).annotate(learned_at=learned_at)

    def with_register(self) -> Self:
        """With what the population register says of each; see Person.register_says."""
        said = FilteredRelation(
            "civilrecord", condition=Q(civilrecord__recorded_to=None)
        )
        fields = {f"said_{name}": F(f"said__{name}") for name in SAID}
        return self.annotate(said=said).annotate(**fields)

    def named(self, ids: Sequence[UUID]) -> Self:
        """Of these, who are already known to be visible, with their names, in order."""
        return self.filter(pk__in=ids).with_name().sorted_for_list()

    def sorted_for_list(self) -> Self:
        """By family name and given name as in a Swedish register; the protected last.

        In the order of the index, which must begin with openness: see enclose.CLEARED.
        """
        return self.order_by("-is_open", "sort_key", "id")


def with_identity(
    rows: Rows, way: str = "person__identity", names: Sequence[str] = NAME
) -> Rows:
    """Rows about persons, with what the current identity of each says.

    Args:
        way: from a row to the person's identities.
        names: which fields of the identity.
    """
    current = FilteredRelation(way, condition=Q(**{f"{way}__valid_to": None}))
    found = {name: F(f"current__{name}") for name in names}
    return rows.annotate(current=current).annotate(**found)


def _any_of(ids: models.QuerySet[Any, Any]) -> Func:
    """`= ANY(ARRAY(…))`: the ids are found first, whatever the planner guesses.

    It must guess: it keeps no notes of names and numbers, which would tell of others'.
    """
    return Func(
        F("id"),
        ArraySubquery(ids),
        arg_joiner=" = ANY (",
        template="%(expressions)s)",
        output_field=models.BooleanField(),
    )


class Person(Walled):
    """A person as one authority knows them."""

    marking = models.CharField(max_length=25, default=UNKNOWN)
    is_open = models.GeneratedField(
        expression=models.ExpressionWrapper(
            Q(marking=NONE), output_field=models.BooleanField()
        ),
        output_field=models.BooleanField(),
        db_persist=True,
    )
    birth_date = models.DateField(null=True)
    sort_key = models.CharField(max_length=210, db_collation="C")
    recorded_at = models.DateTimeField(default=clock.now, editable=False)

    objects: ClassVar = PersonQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(marking__in=MARKINGS), name="person_marking"
            )
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["authority", "-is_open", "sort_key", "id"], name="person_sorted"
            )
        ]

    class Fields:
        """What each field is, by law."""

        identity = ("marking", "is_open", "birth_date", "sort_key")
        open = ("id", "authority", "recorded_at")

    def __str__(self) -> str:
        return str(self.pk)

    def contacts(
        self, on: date, said: "CivilRecord | None"
    ) -> tuple[list["ContactDetail"], list["ContactDetail"]]:
        """The ways to reach the person that hold on a day, and those that do not.

        Args:
            said: what the register says; what is typed in stands beside it. A copy of
                what it said before, not yet in step with it, is left out.
        """
        held: list[ContactDetail] = []
        over: list[ContactDetail] = []
        for detail in self.contactdetail_set.order_by("kind", "-valid_from"):
            ended = detail.valid_to is not None and detail.valid_to <= on
            (over if ended or detail.valid_from > on else held).append(detail)
        found = said.contacts() if said else []
        now = {(each.kind, each.value) for each in found}
        held = [d for d in held if d.source != FILES or (d.kind, d.value) in now]
        copied = {(d.kind, d.value) for d in (*held, *over) if d.source == FILES}
        held += [each for each in found if (each.kind, each.value) not in copied]
        return sorted(held, key=lambda each: each.kind), over

    def register_says(self) -> "CivilRecord | None":
        """What the population register says of them now, not to be saved.

        None where it has said nothing. Asked for along with the person, for a page that
        asks much already.
        """
        said = {name: getattr(self, f"said_{name}") for name in SAID}
        return CivilRecord.about(self, **said) if said["recorded_from"] else None

    def hold(self) -> None:
        """Let one at a time write about the person, until the transaction ends."""
        Person.objects.select_for_update(no_key=True).get(pk=self.pk)

    def current_identity(self) -> "Identity | None":
        """The name and number that hold now; None before any was recorded."""
        return Identity.objects.filter(person=self, valid_to=None).first()


class AboutPerson(Walled):
    """A row about a person: it is where the person is, and as open as they are."""

    person = models.ForeignKey(
        Person,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
    )
    is_open = models.BooleanField(editable=False)

    class Meta:
        abstract = True

    @classmethod
    def about(cls, person: Person, **fields: Any) -> Self:
        """A row about the person, not yet saved."""
        return cls(
            authority_id=person.authority_id,
            person_id=person.pk,
            is_open=person.marking == NONE,
            **fields,
        )


class SpanQuerySet(models.QuerySet[Any]):
    """Rows that hold for a time."""

    def valid(self, on: date) -> Self:
        """Those that hold on a day; `valid_to` is the first day without it."""
        ended = Q(valid_to__isnull=False, valid_to__lte=on)
        return self.filter(valid_from__lte=on).exclude(ended)


class Identity(AboutPerson):
    """A name and a number that a person had for a time, and when we learned it.

    `note` is how somebody knows who entered it by hand.
    """

    NUMBER_KINDS: ClassVar = ("personal", "coordination", "reserve", "none")

    number_kind = models.CharField(max_length=15, default="none")
    number = models.CharField(max_length=12, blank=True)
    given_name = models.CharField(max_length=100)
    family_name = models.CharField(max_length=100)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    source = models.CharField(max_length=50)
    note = models.CharField(max_length=300, blank=True, db_default="")
    recorded_at = models.DateTimeField(default=clock.now, editable=False)

    objects: ClassVar = SpanQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(
                    number_kind__in=("personal", "coordination", "reserve", "none")
                ),
                name="identity_number_kind",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__gte=F("valid_from")), name="identity_span"
            ),
            models.UniqueConstraint(
                fields=["authority", "is_open", "person"],
                condition=Q(valid_to=None),
                name="identity_current",
            ),
            # Among the open alone: who is not cleared cannot try whether a protected
            # person is there, and a new marking is never refused.
            models.UniqueConstraint(
                fields=["authority", "number"],
                condition=Q(valid_to=None, is_open=True) & ~Q(number=""),
                name="identity_number",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["authority", "is_open", "person"], name="identity_person"
            ),
            models.Index(
                fields=["authority", "is_open", "number"],
                condition=Q(valid_to=None),
                name="identity_by_number",
            ),
        ]

    class Fields:
        """What each field is, by law."""

        identity = (
            *("person", "is_open", "number_kind", "number"),
            *("given_name", "family_name", "note"),
        )
        open = ("id", "authority", "valid_from", "valid_to", "source", "recorded_at")

    def __str__(self) -> str:
        return str(self.pk)


class ContactDetail(AboutPerson):
    """A way to reach a person, from where we have it, and for how long it held."""

    KINDS: ClassVar = ("phone", "email", "address")

    kind = models.CharField(max_length=10)
    value = models.CharField(max_length=300)
    source = models.CharField(max_length=50)
    recorded_on = models.DateField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    objects: ClassVar = SpanQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind__in=("phone", "email", "address")),
                name="contact_kind",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__gte=F("valid_from")), name="contact_span"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["authority", "is_open", "person"], name="contact_person"
            )
        ]

    class Fields:
        """What each field is, by law."""

        identity = ("person", "is_open", "kind", "value")
        open = (
            "id",
            "authority",
            "source",
            "recorded_on",
            "valid_from",
            "valid_to",
        )

    def __str__(self) -> str:
        return str(self.pk)


class SearchKey(AboutPerson):
    """One folded key by which a person is found. Made from the rest, so no history."""

    KINDS: ClassVar = ("family", "given", "number", "phone")

    kind = models.CharField(max_length=10)
    key = models.CharField(max_length=120, db_collation="C")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["authority", "is_open", "person", "kind", "key"],
                name="searchkey_once",
            )
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["authority", "is_open", "key"],
                include=["person"],
                name="searchkey_prefix",
            )
        ]

    class Fields:
        """What each field is, by law."""

        identity = ("person", "is_open", "kind", "key")
        open = ("id", "authority")

    def __str__(self) -> str:
        return str(self.pk)


class RecordedQuerySet(SpanQuerySet):
    """Facts from outside: what was true when, as we knew it when."""

    def known_at(self, instant: datetime) -> Self:
        """Those that we knew at an instant, also where we know better now."""
        later = Q(recorded_to__isnull=False, recorded_to__lte=instant)
        return self.filter(recorded_from__lte=instant).exclude(later)

    def known_now(self) -> Self:
        """Those that nothing has corrected."""
        return self.filter(recorded_to=None)

    def counted(self) -> Self:
        """Those that the source still says: what left its file is kept, not counted."""
        return self.filter(is_gone=False)


class Recorded(AboutPerson):
    """A fact from outside, with the time it was true and the time we knew it.

    Nothing is overwritten: a correction ends the recorded time of a row and adds
    another. So does a row that left the source's file; what follows it `is_gone`.
    """

    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    is_gone = models.BooleanField(default=False)
    source = models.CharField(max_length=50)
    import_run = models.UUIDField(null=True)
    recorded_from = models.DateTimeField(default=clock.now)
    recorded_to = models.DateTimeField(null=True)

    objects: ClassVar = RecordedQuerySet.as_manager()

    @property
    def last_on(self) -> date | None:
        """The last day it holds, inclusive as sources give it."""
        return self.valid_to - timedelta(days=1) if self.valid_to else None

    class Meta:
        abstract = True
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(valid_to__gte=F("valid_from")), name="%(class)s_span"
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

    def __str__(self) -> str:
        return str(self.pk)


# What every fact has that says nothing about a person.
RECORDED = (
    *("id", "authority", "valid_from", "valid_to", "is_gone", "source"),
    *("import_run", "recorded_from", "recorded_to"),
)


class Registration(Recorded):
    """Population registration in a municipality: 0000 and 0001 stand for none.

    Two municipalities the same day is what the law forbids (folkbokföringslagen 6 §),
    so the database does, among what is known now.
    """

    municipality_code = models.CharField(max_length=4)
    end_reason = models.CharField(max_length=20, blank=True)

    class Meta(Recorded.Meta):
        constraints: ClassVar = [
            *Recorded.Meta.constraints,
            ExclusionConstraint(
                name="registration_one_municipality",
                expressions=[
                    ("authority", RangeOperators.EQUAL),
                    # As a number: btree_gist compares truth only from PostgreSQL 16.
                    (Cast("is_open", models.IntegerField()), RangeOperators.EQUAL),
                    ("person", RangeOperators.EQUAL),
                    ("municipality_code", RangeOperators.NOT_EQUAL),
                    (
                        Func("valid_from", "valid_to", function="daterange"),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(recorded_to=None, is_gone=False),
            ),
        ]

    class Fields:
        """What each field is, by law."""

        identity = ("person", "is_open")
        register = ("municipality_code", "end_reason")
        open = RECORDED


class CivilRecord(Recorded):
    """What the population register says of a person besides where: one row known now.

    `protection` is as the source says it, empty where it says nothing; what a person is
    handled as stands in `Person.marking`. `valid_from` is the day of birth. How to
    reach the person stands here as said, so that a million cost no more rows; whom
    somebody is to reach has it as ContactDetail, too (actions/contacts.py).
    """

    protection = models.CharField(max_length=25, blank=True)
    deceased_on = models.DateField(null=True)
    compulsory_until = models.DateField(null=True)
    sex = models.CharField(max_length=10, blank=True, db_default="")
    phone = models.CharField(max_length=50, blank=True, db_default="")
    email = models.CharField(max_length=254, blank=True, db_default="")
    street = models.CharField(max_length=200, blank=True, db_default="")
    postal_code = models.CharField(max_length=20, blank=True, db_default="")
    locality = models.CharField(max_length=100, blank=True, db_default="")

    class Meta(Recorded.Meta):
        constraints: ClassVar = [
            *Recorded.Meta.constraints,
            models.UniqueConstraint(
                fields=["authority", "is_open", "person"],
                condition=Q(recorded_to=None),
                name="civilrecord_current",
            ),
        ]

    class Fields:
        """What each field is, by law."""

        identity = (
            *("person", "is_open", "protection", "sex"),
            *("phone", "email", "street", "postal_code", "locality"),
        )
        register = ("deceased_on", "compulsory_until")
        open = RECORDED

    def contacts(self) -> list[ContactDetail]:
        """The ways to reach the person that it has, as contact details, not saved."""
        learned_on = timezone.localdate(self.recorded_from)
        address = rules.address(self.street, self.postal_code, self.locality)
        said = (("phone", self.phone), ("email", self.email), ("address", address))
        return [
            ContactDetail(
                authority_id=self.authority_id,
                person_id=self.person_id,
                is_open=self.is_open,
                kind=kind,
                value=value,
                source=self.source,
                recorded_on=learned_on,
                valid_from=learned_on,
            )
            for kind, value in said
            if value
        ]


def has_died(on: date, person: str = "person_id") -> Q:
    """Whether the register says that the person of each row is dead on a day.

    By the day of death, or by how the last registration ended: as the rule of who
    belongs to the target group reads it (kaa/rules/membership.py).
    """
    theirs = Q(person=OuterRef(person))
    said = CivilRecord.objects.known_now().filter(theirs, deceased_on__lte=on)
    homes = Registration.objects.known_now().counted()
    homes = homes.filter(theirs, valid_from__lte=on)
    last = homes.order_by(F("valid_to").desc(nulls_first=True), "-valid_from")
    ended = Coalesce(Subquery(last.values("end_reason")[:1]), models.Value(""))
    return Q(Exists(said)) | Q(Exact(ended, models.Value(DECEASED)))
