"""Opening an account for somebody who is new in the house."""

from allauth.account.adapter import get_adapter
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.core.exceptions import PermissionDenied
from django.db import transaction

from fullfolj.access import policy
from fullfolj.access.models import Authority, User


@transaction.atomic
def open_account(*, email: str, name: str, by: User) -> User:
    """Make a user without a password; the letter that `tell` sends leads to one."""
    if not policy.can_administer(by):
        raise PermissionDenied
    return User.objects.create_user(email, name=name)


def tell(*, user: User, authority: Authority, is_new: bool) -> None:
    """Write to somebody who was appointed, when that is settled.

    A new user gets a link to choose a password, once, within a day. It goes to the
    address alone and is shown to nobody: an administrator who could open the link would
    be the new user, also in the next authority that appoints the same address.
    """
    context = {"user": user, "authority": authority, "is_new": is_new}
    if is_new:
        key = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
        context["link"] = get_adapter().get_reset_password_from_key_url(key)
    letter = get_adapter().render_mail("access/letter/appointed", user.email, context)
    transaction.on_commit(letter.send)
