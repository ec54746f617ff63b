"""Every field of every model has one class, and every table is spoken for."""

import pytest
from django.apps import apps
from django.db import models

from fullfolj.access import enclosed
from fullfolj.access.fields import CLASSES, FOREIGN, classes, misclassified
from fullfolj.people.models import Person

MODELS = apps.get_models(include_auto_created=False)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: str(model._meta.label))
def test_every_field_has_one_class(model: type[models.Model]) -> None:
    assert misclassified(model) == {}
    assert classes(model).keys() <= set(CLASSES)


def test_nothing_is_said_of_models_that_are_gone() -> None:
    assert FOREIGN.keys() <= {model._meta.label for model in MODELS}


def test_a_forgotten_a_doubled_and_a_gone_field_are_seen() -> None:
    class Forgetful(Person):
        class Meta:
            proxy = True
            app_label = "forgetful"

        class Fields:
            identity = ("marking", "birth_date", "sort_key", "shoe_size")
            open = ("id", "authority", "recorded_at", "sort_key")

    assert misclassified(Forgetful) == {"is_open": 0, "sort_key": 2, "shoe_size": -1}


@pytest.mark.django_db
def test_every_table_is_in_the_wall_or_an_exception_with_a_reason() -> None:
    tables = {model._meta.db_table for model in apps.get_models(True)}
    exceptions = set(enclosed.EXCEPTIONS) - set(enclosed.OWNERS_ALONE)
    without_model = {"django_migrations", "core_cache"}
    assert exceptions - without_model <= tables, "an exception for no table"
    assert all(enclosed.EXCEPTIONS.values())
    assert set(enclosed.WITHOUT_HISTORY) <= tables
