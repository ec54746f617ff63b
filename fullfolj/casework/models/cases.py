"""The case of a youth (store B).

For what, who answers for it, what comes next and when. Nothing closes itself; the night
opens a case for whoever comes into the register.
"""

from datetime import date, timedelta
from typing import Any, ClassVar, Self

from django.apps import apps
from django.db import models
from django.db.models import (
    BooleanField,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce, Greatest

from fullfolj.access import roles
from fullfolj.access.models import Membership, User
from fullfolj.casework.models.contacts import Contact
from fullfolj.casework.models.life import CaseEvent, Outcome, life_of_case
from fullfolj.casework.models.messages import last_state, refused_of_each
from fullfolj.casework.models.plans import FollowUpOfPlan, Plan
from fullfolj.casework.models.small_steps import SmallStep
from fullfolj.casework.rules import waits as rules
from fullfolj.casework.rules.cases import (
    KAA,
    OPENED,
    PROGRAMME,
    PURPOSES,
    months_before,
)
from fullfolj.casework.rules.handovers import BEFORE
from fullfolj.casework.rules.measures import ONGOING
from fullfolj.casework.rules.outcomes import REMAINS
from fullfolj.casework.rules.progress import EVERY
from fullfolj.casework.rules.waits import Day, Standing
from fullfolj.core import clock
from fullfolj.core.nested import as_list
from fullfolj.kaa.models import KNOWN, STALE, UNKNOWN, Occupation
from fullfolj.people.models import (
    PROTECTED_REGISTRATION,
    AboutPerson,
    CivilRecord,
    ContactDetail,
    Guardian,
    Person,
    has_died,
    with_identity,
)
from fullfolj.programmes.models import Programme

PHONE = "phone"


def waiting(day: Day) -> dict[str, Q]:
    """For each reason of `rules.waits`, which open cases wait for it on a day."""
    as_of, numbers = day.on, day.numbers
    here = Q(left_on=None)
    untried, tried = here & Q(attempts=0), here & Q(attempts__gt=0)
    planned = here & Q(is_planned=True)
    unprepared = Q(prepared_on=None, turns_20_on__gt=as_of)
    nobody = Q(pk__in=[])
    late, silent, new, unviewed = nobody, nobody, untried, nobody
    if numbers.first_contact_days is not None:
        since = as_of - timedelta(days=numbers.first_contact_days)
        late, new = untried & Q(listed_on__lte=since), untried & Q(listed_on__gt=since)
    if numbers.silent_days is not None:
        since = as_of - timedelta(days=numbers.silent_days)
        unheard = Q(reached_on=None) | Q(reached_on__lt=since)
        silent = tried & Q(listed_on__lt=since) & unheard
    if day.parts.self_view:
        long_ago = Q(viewed_on=None) | Q(viewed_on__lte=months_before(as_of, EVERY))
        unviewed = here & Q(reached_on__isnull=False) & long_ago
    return {
        rules.FIRST_OVERDUE: late,
        rules.OVERDUE: planned & Q(next_step_on__lt=as_of),
        rules.NO_OWNER: here & Q(owner=None),
        rules.NO_STEP: here & Q(next_step_on=None),
        rules.DUE: planned & Q(next_step_on=as_of),
        **{reason: here & Q(pk__in=of) for reason, of in agreed(as_of).items()},
        rules.TURNS_20: here & unprepared & Q(turns_20_on__lte=as_of + BEFORE),
        rules.SILENT: silent,
        rules.NEW: new,
        rules.SELF_VIEW: unviewed,
        rules.LEFT: Q(left_on__isnull=False),
    }


def agreed(as_of: date) -> dict[str, Any]:
    """For each reason of `rules.agreed`, the cases in which its day has come.

    Each is asked for once, and not of each case: few are late of a hundred thousand.
    """
    late = {
        rules.PLAN_DUE: Plan.objects.followup_due(as_of),
        rules.MEASURE_OVER: measures().over(as_of),
        rules.SMALL_STEP: SmallStep.objects.overdue(as_of),
    }
    return {reason: rows.values("case") for reason, rows in late.items()}


def measures() -> Any:
    """The measures of cases, whose module imports this one."""
    return apps.get_model("casework", "Measure")._default_manager


# What a list may be sorted by: what comes next, the name, the newest, the most silent.
NEXT, NAME, NEWEST, SILENT = "nasta", "namn", "nya", "tysta"


ORDERS: dict[str, tuple[Any, ...]] = {
    NEXT: (F("next_step_on").asc(nulls_first=True), "listed_on"),
    NAME: ("-person__is_open", "person__sort_key"),
    NEWEST: ("-listed_on",),
    SILENT: (Greatest("reached_on", "listed_on"),),
}


def may_own(column: str, on: date) -> Q:
    """Whether who stands in a column of a case, or of its rows, may answer for it.

    On a day: whoever works with cases, and of a protected person only the cleared. They
    are few and the rows many: who may is asked once, and not of each row.
    """
    working = Membership.objects.allowing(roles.WORK, on).values("user")
    cleared = Membership.objects.live(on).filter(sees_protected=True).values("user")
    among = f"{column}__in"
    return Q(**{among: working}) & (Q(is_open=True) | Q(**{among: cleared}))


# Of whoever left, only what was chosen for a day since is still to be done.
STANDS = Q(left_on=None) | Q(is_planned=True, next_step_on__gte=F("left_on"))


class SeenByWorkers(models.QuerySet[Any]):
    """Rows about persons, for whoever works with cases."""

    def visible_to(self, user: User) -> Self:
        """Those of whoever works with cases for the whole authority: the door."""
        working = Membership.objects.allowing(roles.WORK, clock.today()).of(user)
        return self.filter(Exists(working)).unrestricted()

    def unrestricted(self) -> Self:
        """Never those of protected registration: they have a queue of their own."""
        hidden = Person.objects.filter(is_open=False, marking=PROTECTED_REGISTRATION)
        return self.filter(Q(is_open=True) | ~Q(person__in=hidden.values("pk")))


class CaseQuerySet(SeenByWorkers):
    """Whose cases one sees, which of them wait for something, and in which order."""

    def open(self) -> Self:
        """Those that nobody has closed."""
        return self.filter(closed_on=None)

    def closed(self) -> Self:
        """Those that somebody has closed, and not opened again."""
        return self.filter(closed_on__isnull=False)

    def in_group(self) -> Self:
        """The open ones of persons whom the register holds."""
        return self.open().filter(left_on=None)

    def to_do(self, on: date) -> Self:
        """The open ones whose next step stands on a day, also of who left the group."""
        return self.open().filter(~has_died(on), STANDS)

    def by_to_do(self, on: date) -> Self:
        """By what comes next; last those of whom nothing is to be done on a day."""
        to_do = ~has_died(on) & STANDS
        stands = models.ExpressionWrapper(to_do, BooleanField())
        return self.order_by(stands.desc(), *ORDERS[NEXT], "id")

    def opened_by(self, on: date) -> Self:
        """Those that were opened by a day, whoever has left and come back since."""
        mine = {"case": OuterRef("pk"), "person": OuterRef("person_id")}
        return self.filter(
            Exists(CaseEvent.objects.filter(**mine, kind=OPENED, on__lte=on))
        )

    def waiting_for(self, reason: str, day: Day) -> Self:
        """The open ones that wait for one thing."""
        return self.open().filter(waiting(day)[reason])

    def with_reason(self, day: Day) -> Self:
        """With the most pressing thing each waits for, as its place in `REASONS`."""
        ranks = [
            models.When(condition, then=Value(rules.REASONS.index(reason)))
            for reason, condition in waiting(day).items()
        ]
        return self.annotate(rank=models.Case(*ranks, default=Value(None)))

    def pressing(self, day: Day, first: User | None = None) -> Self:
        """The open ones that somebody should look at on a day, the worst first.

        Args:
            first: before all others their own, and those that nobody answers for.
        """
        ranked = self.open().with_reason(day)
        oldest = Coalesce("next_step_on", "listed_on")
        mine = [] if first is None else [(~Q(owner=first.pk) & ~Q(owner=None))]
        theirs = [models.ExpressionWrapper(each, BooleanField()) for each in mine]
        return ranked.exclude(rank=None).order_by(*theirs, "rank", oldest, "id")

    def tally(self, day: Day, **more: Any) -> dict[str, Any]:
        """How many of the open wait for each thing, and how many are in the group.

        `all` are in the group, `kept` those with somebody who answers for them, a next
        step and its day.

        Args:
            more: what the same statement is to answer besides.
        """
        counts = {
            reason: Count("pk", filter=condition)
            for reason, condition in waiting(day).items()
        }
        here = Q(left_on=None)
        kept = here & Q(owner__isnull=False, next_step_on__isnull=False)
        found: dict[str, Any] = self.open().aggregate(
            all=Count("pk", filter=here),
            kept=Count("pk", filter=kept),
            **counts,
            **more,
        )
        return found

    def occupations(self, day: Day) -> dict[str, int]:
        """Of how many in the group the occupation is known, stale and unknown."""
        here, days = self.in_group().filter(purpose=KAA), day.numbers.occupation_days
        told = here.filter(Occupation.objects.is_told(day.on)).count()
        known = here.filter(Occupation.objects.is_known(day.on, days)).count()
        everyone = here.count()
        return {KNOWN: known, STALE: told - known, UNKNOWN: everyone - told}

    def with_sex(self) -> Self:
        """With what the population register says of each person's sex, if anything."""
        said = CivilRecord.objects.filter(
            person=OuterRef("person_id"), recorded_to=None
        )
        return self.annotate(sex=Coalesce(Subquery(said.values("sex")), Value("")))

    def by_destination(self) -> dict[tuple[str, str], int]:
        """How many went where, by destination and sex, in one statement.

        Of a case that was closed more than once the last closing is told; who has an
        open case remains. The sex is empty where the register says none.
        """
        told = Outcome.objects.filter(
            case=OuterRef("pk"), person=OuterRef("person_id")
        ).order_by("-closed_on", "-recorded_at")
        went = models.Case(
            models.When(closed_on=None, then=Value(REMAINS)),
            default=Subquery(told.values("destination")[:1]),
        )
        found = self.with_sex().annotate(destination=went).order_by()
        counted = found.values_list("destination", "sex").annotate(n=Count("pk"))
        return {(destination, sex): n for destination, sex, n in counted}

    def sorted_by(self, order: str) -> Self:
        """In one of `ORDERS`; the same each time also where much is alike."""
        return self.order_by(*ORDERS[order], "id")

    def of_person(self, person: Person) -> Self:
        """All of a person's: the open first, the newest first."""
        mine = self.filter(person=person).select_related("programme")
        return mine.order_by(F("closed_on").desc(nulls_first=True), "-recorded_at")

    def with_life(self) -> Self:
        """With what happened to each as a whole, and the person's other cases.

        See `life_of_case`; `others`, the open first, hold id, purpose and day closed.
        """
        others = Case.objects.filter(person=OuterRef("person_id"))
        others = others.exclude(pk=OuterRef("pk"))
        others = others.order_by(F("closed_on").desc(nulls_first=True), "-recorded_at")
        return self.annotate(
            others=as_list(others, ("id", "purpose"), closed=F("closed_on")),
            **life_of_case(),
        )

    def with_owner(self) -> Self:
        """With the name of who answers for each."""
        owner = User.objects.filter(pk=OuterRef("owner"))
        return self.annotate(owner_name=Subquery(owner.values("name")))

    def with_last(self) -> Self:
        """With the last try, the last message, and the ways the youth has refused.

        How the try was made, whether it reached anybody, and how the message stands.
        """
        last = Contact.objects.filter(case=OuterRef("pk"), person=OuterRef("person_id"))
        last = last.order_by("-happened_on", "-recorded_at")
        return self.annotate(
            last_channel=Subquery(last.values("channel")[:1]),
            last_reached=Subquery(last.values("reached")[:1]),
            last_message=last_state(),
            refused=refused_of_each(),
        )

    def with_agreed(self) -> Self:
        """With the first day that was agreed for something, of each kind; or None."""
        mine = {"case": OuterRef("pk"), "person": OuterRef("person_id")}
        days = FollowUpOfPlan.objects.filter(**mine, done_on=None, plan__ended_on=None)
        going = measures().filter(**mine, state=ONGOING, ends_on__isnull=False)
        steps = SmallStep.objects.kept().filter(**mine, done_on=None, is_split=False)
        return self.annotate(
            plan_on=Subquery(days.order_by("on").values("on")[:1]),
            measure_on=Subquery(going.order_by("ends_on").values("ends_on")[:1]),
            small_step_on=Subquery(steps.order_by("due_on").values("due_on")[:1]),
        )

    def with_plan(self) -> Self:
        """With whether there is a plan that nobody has ended."""
        mine = Plan.objects.filter(case=OuterRef("pk"), person=OuterRef("person_id"))
        return self.annotate(has_plan=Exists(mine.current()))

    def with_words(self) -> Self:
        """With the last line that somebody wrote of a contact."""
        said = Contact.objects.filter(case=OuterRef("pk"), person=OuterRef("person_id"))
        last = said.exclude(line="").order_by("-happened_on", "-recorded_at")
        return self.annotate(last_words=Subquery(last.values("line")[:1]))

    def told(self, case: "Case", **asks: Any) -> dict[str, Any]:
        """What subqueries of a case answer, each by its name, in one statement."""
        one = self.filter(pk=case.pk, person=case.person_id)
        found: dict[str, Any] = one.values(**asks).get()
        return found

    def with_person(self, on: date) -> Self:
        """With the person, the name they have now, and a telephone to ring them on."""
        phones = ContactDetail.objects.filter(person=OuterRef("person"), kind=PHONE)
        latest = phones.valid(on).order_by("-recorded_on", "-id")
        found = self.annotate(phone=Subquery(latest.values("value")[:1]))
        return with_identity(found.select_related("person"))


class Case(AboutPerson):
    """What somebody is responsible for seeing through with a youth, for one purpose.

    The purpose never changes: another case is opened, with its ground. `ground` is on
    what, in words, where the law's own duty is not; `programme` which, for a programme
    alone. `referred_by` is who asked, in words, `referred_on` when.
    `listed_on` is the day the name came, or came back; `left_on` the day from which
    the register no longer holds the person, for another purpose than the law's own duty
    the day we knew that they had died; `is_planned` that somebody chose the next
    step, where the night only dates the first contact. `turns_20_on` is the 20th
    birthday, where the law's own duty ends then; `prepared_on` the day somebody said
    that what is to be handed over before it is. `viewed_on` is the last day on which
    the youth was asked for their own view. `version` grows with each change, so that
    nobody writes over what they have not seen.
    """

    purpose = models.CharField(max_length=20, default=KAA)
    ground = models.CharField(max_length=300, blank=True, db_default="")
    programme = models.ForeignKey(
        Programme,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        null=True,
    )
    referred_by = models.CharField(max_length=200, blank=True, db_default="")
    referred_on = models.DateField(null=True)
    municipality_code = models.CharField(max_length=4)
    listed_on = models.DateField()
    left_on = models.DateField(null=True)
    turns_20_on = models.DateField(null=True)
    prepared_on = models.DateField(null=True)
    owner = models.UUIDField(null=True)
    next_step = models.CharField(max_length=200, blank=True)
    next_step_on = models.DateField(null=True)
    is_planned = models.BooleanField(default=False)
    attempts = models.PositiveIntegerField(default=0)
    tried_on = models.DateField(null=True)
    reached_on = models.DateField(null=True)
    viewed_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)
    closed_on = models.DateField(null=True)
    recorded_at = models.DateTimeField(default=clock.now, editable=False)

    others: list[Any]  # of a case `with_life`; no field
    # Of a case `with_agreed`; no fields.
    plan_on: date | None
    measure_on: date | None
    small_step_on: date | None

    objects: ClassVar = CaseQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(purpose__in=PURPOSES), name="case_purpose"
            ),
            models.CheckConstraint(
                condition=Q(purpose=KAA) | ~Q(ground=""), name="case_ground"
            ),
            models.CheckConstraint(
                condition=Q(purpose=PROGRAMME, programme__isnull=False)
                | ~Q(purpose=PROGRAMME) & Q(programme=None),
                name="case_programme",
            ),
            models.UniqueConstraint(
                fields=["authority", "is_open", "person", "purpose"],
                condition=Q(closed_on=None),
                name="case_once",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["authority", "is_open", "person"], name="case_person"),
            # All that a list asks of a hundred thousand, so that it reads no rows.
            models.Index(
                fields=["authority", "is_open", "next_step_on"],
                include=[
                    *("id", "person", "listed_on", "left_on", "owner"),
                    *("attempts", "reached_on", "is_planned", "municipality_code"),
                    *("turns_20_on", "prepared_on", "viewed_on"),
                ],
                condition=Q(closed_on=None),
                name="case_open",
            ),
        ]

    class Fields:
        """What each field is, by law."""

        identity = ("person", "is_open", "turns_20_on")
        support = (
            *("purpose", "ground", "programme", "referred_by", "referred_on"),
            *("municipality_code", "listed_on", "left_on", "owner"),
            *("next_step", "next_step_on", "is_planned", "attempts", "tried_on"),
            *("reached_on", "prepared_on", "viewed_on", "closed_on"),
        )
        open = ("id", "authority", "version", "recorded_at")

    def __str__(self) -> str:
        return str(self.pk)

    def guardians(self) -> "models.QuerySet[Guardian]":
        """Whom one may ring about the youth today: nobody from the day they are 18."""
        of_children = Guardian.objects.known_now().of_children(clock.today())
        theirs = of_children.filter(person=self.person_id).exclude(phone="")
        return theirs.order_by("given_name", "id")

    @property
    def standing(self) -> Standing:
        """As the rule takes it, of a case `with_agreed`."""
        return Standing(
            listed_on=self.listed_on,
            attempts=self.attempts,
            is_planned=self.is_planned,
            reached_on=self.reached_on,
            has_owner=self.owner is not None,
            next_step_on=self.next_step_on,
            left_on=self.left_on,
            plan_on=self.plan_on,
            measure_on=self.measure_on,
            small_step_on=self.small_step_on,
            turns_20_on=None if self.prepared_on else self.turns_20_on,
            viewed_on=self.viewed_on,
        )
