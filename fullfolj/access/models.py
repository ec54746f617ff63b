"""Who signs in."""

import uuid
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower

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
                condition=models.Q(email=Lower("email")), name="user_email_lower"
            )
        ]

    class Fields:
        """What each field is, by law; see access/fields.py."""

        open = ("id", "is_active", "created_at", "last_login")
        identity = ("email", "name", "password")

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the address in lower case, so that two cannot differ by case alone."""
        self.email = self.email.lower()
        super().save(*args, **kwargs)

    def get_full_name(self) -> str:
        """The name, where Django and allauth ask for it."""
        return self.name

    def get_short_name(self) -> str:
        """The name, where Django and allauth ask for it."""
        return self.name
