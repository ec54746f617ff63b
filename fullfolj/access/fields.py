"""What each field of each model is, by law: one class each, in `class Fields`.

identity   who a person is and how to reach them; secret for who is protected
register   what the statutory register may hold (förordning 2006:39)
support    documentation of measures
open       says nothing about a person: keys, dates of recording, names of units

The list drives export to the person, erasure, the statistics' snapshot and the legal
limit of the register, so a field that nobody classified fails a test.
"""

from collections import Counter

from django.db import models

CLASSES = ("identity", "register", "support", "open")

# Models of packages, by label: they have no `class Fields` of ours.
FOREIGN: dict[str, dict[str, tuple[str, ...]]] = {
    "sessions.Session": {
        "identity": ("session_data",),
        "open": ("session_key", "expire_date"),
    },
    "account.EmailAddress": {
        "identity": ("user", "email"),
        "open": ("id", "verified", "primary"),
    },
    "account.EmailConfirmation": {
        "identity": ("email_address", "key"),
        "open": ("id", "created", "sent"),
    },
    "mfa.Authenticator": {
        "identity": ("user", "data"),
        "open": ("id", "type", "created_at", "last_used_at"),
    },
    "procrastinate.ProcrastinateJob": {
        "open": (
            *("id", "queue_name", "task_name", "priority", "lock", "args", "status"),
            *("scheduled_at", "attempts", "queueing_lock", "abort_requested", "worker"),
        )
    },
    "procrastinate.ProcrastinateEvent": {"open": ("id", "job", "type", "at")},
    "procrastinate.ProcrastinateWorker": {"open": ("id", "last_heartbeat")},
    "procrastinate.ProcrastinatePeriodicDefer": {
        "open": ("id", "task_name", "defer_timestamp", "job", "periodic_id")
    },
    "contenttypes.ContentType": {"open": ("id", "app_label", "model")},
    "auth.Permission": {"open": ("id", "name", "content_type", "codename")},
    "auth.Group": {"open": ("id", "name", "permissions")},
}


def classes(model: type[models.Model]) -> dict[str, tuple[str, ...]]:
    """The declaration of a model, or what we say of a package's."""
    declared = getattr(model, "Fields", None)
    if declared is None:
        return FOREIGN.get(model._meta.label, {})
    return {name: tuple(getattr(declared, name, ())) for name in CLASSES}


def misclassified(model: type[models.Model]) -> dict[str, int]:
    """The fields that do not stand in exactly one class, and in how many they stand."""
    meta = model._meta
    wanted = {field.name for field in (*meta.concrete_fields, *meta.many_to_many)}
    said = Counter(name for names in classes(model).values() for name in names)
    names = wanted | said.keys()
    return {
        name: said[name] if name in wanted else -1
        for name in names
        if name not in wanted or said[name] != 1
    }
