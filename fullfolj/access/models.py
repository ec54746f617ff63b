"""Who signs in, for which authority, in which role; and who has read whom."""

import uuid
from datetime import date
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Func, Q
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce, Lower, Now

from fullfolj.access import roles, wall
from fullfolj.core import clock


class UserManager(BaseUserManager["User"]):
    """Finds and makes users by e-mail address, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> "User":
        """The user of an address; `username` is Django's word for what one types."""
        return self.get(email=(username or "").lower())

    def create_user(
        self, email: str, password: str | None = None, *, name: str, **fields: Any
    ) -> "User":
        """Make a user; without a password nobody can sign in with one."""
        user = self.model(email=email, name=name, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person who signs in. What they may see and do stands in their memberships.

    There is no superuser and no permission here: nothing that is true of a user alone
    opens anything. Not behind the wall, since sign-in finds it before anyone asks.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(email=Lower("email")), name="user_email_lower"
            )
        ]

    class Fields:
        """What each field is, by law; see access/fields.py."""

        open = ("id", "is_active", "created_at", "last_login")
        identity = ("email", "name", "password")

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the address in lower case, so that two cannot differ by case alone.

        The house vouches: who may sign in is written here, and by no other statement.
        """
        self.email = self.email.lower()
        with wall.vouched():
            super().save(*args, **kwargs)

    def get_full_name(self) -> str:
        """The name, where Django and allauth ask for it."""
        return self.name

    def get_short_name(self) -> str:
        """The name, where Django and allauth ask for it."""
        return self.name


class AuthorityQuerySet(models.QuerySet["Authority"]):
    """For whom one may act."""

    def of_member(self, user: User) -> "AuthorityQuerySet":
        """Those where a user is a member today."""
        return self.filter(pk__in=wall.authorities_of(user.pk))


class Authority(models.Model):
    """A public authority: the tenant. A board of one or more municipalities, a region.

    Not behind the wall: names of authorities are public, and the page where one chooses
    for whom to act shows them. The application cannot write here: `authorities.found`.
    Whether it answers for schools of its own (huvudman) decides what may be kept about
    pupils: a board beside it that does not is another authority in law.
    """

    KINDS: ClassVar = ("municipal", "region", "state")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20)
    is_school_provider = models.BooleanField(db_default=False)

    objects: ClassVar = AuthorityQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind__in=("municipal", "region", "state")),
                name="authority_kind",
            )
        ]

    class Fields:
        """What each field is, by law."""

        open = ("id", "slug", "name", "kind", "is_school_provider")

    def __str__(self) -> str:
        return self.name


class Walled(models.Model):
    """A row that belongs to one authority and stands behind its wall.

    The database's primary key is (authority_id, id); Django needs to know of the id
    alone, which is random. No foreign key is Django's own: enclose.py and the
    migrations make them with the authority in them.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    authority = models.ForeignKey(
        Authority,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )

    class Meta:
        abstract = True


class Unit(Walled):
    """A part of an authority: a school, an office, a team."""

    name = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["authority", "name"], name="unit_name")
        ]

    class Fields:
        """What each field is, by law."""

        open = ("id", "authority", "name")

    def __str__(self) -> str:
        return self.name


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Which memberships count."""

    def live(self, on: date) -> "MembershipQuerySet":
        """Those that hold on a day; `valid_to` is the first day without it."""
        return self.filter(valid_from__lte=on).exclude(self._over(on))

    def allowing(self, permission: str, on: date) -> "MembershipQuerySet":
        """Those whose role, for the whole authority, lets one do a thing on a day."""
        allowed = roles.with_permission(permission)
        return self.live(on).filter(unit=None, role__in=allowed)

    def not_over(self, on: date) -> "MembershipQuerySet":
        """Those that hold on a day or will."""
        return self.exclude(self._over(on))

    def over(self, on: date) -> "MembershipQuerySet":
        """Those that no longer hold on a day."""
        return self.filter(self._over(on))

    @staticmethod
    def _over(on: date) -> Q:
        return Q(valid_to__isnull=False, valid_to__lte=on)

    def sorted_for_list(self) -> "MembershipQuerySet":
        """By role, and in it by the holder's name; both are fetched along."""
        return self.select_related("user", "unit").order_by("role", "user__name", "id")

    def of(self, user: User) -> "MembershipQuerySet":
        """Those of a user, in the authority that asks."""
        return self.filter(user=user)


class Membership(Walled):
    """That a user holds a role in an authority, or in one unit of it, for a time.

    A user may hold several: a small municipality has two employees.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    unit = models.ForeignKey(
        Unit,
        on_delete=models.DO_NOTHING,
        null=True,
        db_constraint=False,
        related_name="memberships",
    )
    role = models.CharField(max_length=30)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    sees_protected = models.BooleanField(default=False)
    protected_reason = models.CharField(max_length=500, blank=True)

    objects: ClassVar = MembershipQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(role__in=sorted(roles.ROLES)), name="membership_role"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__gte=models.F("valid_from")),
                name="membership_span",
            ),
            models.CheckConstraint(
                condition=Q(sees_protected=False) | ~Q(protected_reason=""),
                name="membership_protected_reason",
            ),
            ExclusionConstraint(
                name="membership_once",
                expressions=[
                    ("authority", RangeOperators.EQUAL),
                    ("user", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    (
                        Coalesce("unit", models.F("authority")),
                        RangeOperators.EQUAL,
                    ),
                    (
                        Func("valid_from", "valid_to", function="daterange"),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    class Fields:
        """What each field is, by law."""

        identity = ("user",)
        open = (
            "id",
            "authority",
            "unit",
            "role",
            "valid_from",
            "valid_to",
            "sees_protected",
            "protected_reason",
        )

    def __str__(self) -> str:
        return f"{self.role} {self.valid_from}"


class ReadQuerySet(models.QuerySet["Read"]):
    """Finding what was read."""

    def of_person(self, person_id: uuid.UUID) -> "ReadQuerySet":
        """Every read that showed a person, latest first."""
        found = RawSQL("SELECT access_reads_of(%s)", [person_id])
        return self.filter(id__in=found).order_by("-at")


class Read(models.Model):
    """That somebody saw persons: who, whom, on which page, on what ground, when.

    No foreign keys: the log outlives what it speaks of, and joins nothing. Rows can be
    added and never changed (access/sql/log.sql).
    """

    KINDS: ClassVar = ("display", "list", "search", "export", "denied")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    at = models.DateTimeField(db_default=Now(), editable=False)
    authority_id = models.UUIDField()
    user_id = models.UUIDField(null=True)
    job = models.CharField(max_length=100, null=True)
    kind = models.CharField(max_length=10)
    page = models.CharField(max_length=100)
    ground = models.CharField(max_length=200, blank=True)
    terms = models.CharField(max_length=200, blank=True)
    hits = models.IntegerField(null=True)
    person_ids = ArrayField(models.UUIDField(), default=list)
    # Nobody in it is protected: who is not cleared may see it. Follows the markings.
    is_open = models.BooleanField(default=False, editable=False)

    objects: ClassVar = ReadQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind__in=("display", "list", "search", "export", "denied")),
                name="read_kind",
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["authority_id", "is_open", "at"], name="read_at"),
            GinIndex(fields=["person_ids"], name="read_person_ids"),
        ]

    class Fields:
        """What each field is, by law."""

        identity = ("user_id", "terms", "person_ids")
        open = (
            *("id", "at", "authority_id", "job", "kind", "page", "ground", "hits"),
            "is_open",
        )

    def __str__(self) -> str:
        return f"{self.at} {self.kind} {self.page}"


class Seal(models.Model):
    """The digest of one day's reads in an authority, on top of the day before's."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    authority_id = models.UUIDField()
    day = models.DateField()
    reads = models.BigIntegerField()
    digest = models.BinaryField()
    sealed_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["authority_id", "day"], name="seal_day")
        ]

    class Fields:
        """What each field is, by law."""

        open = ("id", "authority_id", "day", "reads", "digest", "sealed_at")

    def __str__(self) -> str:
        return f"{self.day}"
