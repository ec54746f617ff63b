"""Users sign in by e-mail, whatever its case, and hold no power by themselves."""

import pytest
from django.contrib.auth import authenticate
from django.db import IntegrityError, transaction

from fullfolj.access import wall
from fullfolj.access.models import User

pytestmark = pytest.mark.django_db


def test_the_address_is_found_whatever_its_case() -> None:
    anna = User.objects.create_user("Anna@Berg.example", "secret", name="Anna")
    assert anna.email == "anna@berg.example"
    assert authenticate(username="ANNA@berg.example", password="secret") == anna  # noqa: S106


def test_two_users_cannot_differ_by_case_alone() -> None:
    User.objects.create_user("anna@berg.example", name="Anna")
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create_user("ANNA@berg.example", name="Anna")
    with pytest.raises(IntegrityError), wall.vouched():
        User.objects.bulk_create([User(email="BO@berg.example", name="Bo")])


def test_a_user_has_no_power_of_its_own() -> None:
    fields = {field.name for field in User._meta.get_fields()}
    assert not fields & {"is_superuser", "is_staff", "groups", "user_permissions"}
