"""What an authority words for itself: sent twice it is one, and what stands is it."""

import pytest

from fullfolj.casework.tests.test_checklists import LISTS
from fullfolj.casework.tests.test_mapping_pages import SECTIONS
from fullfolj.config.cast import Cast
from fullfolj.config.testing import signed_in
from fullfolj.people.tests.test_people_pages import text_of

pytestmark = pytest.mark.django_db

TEXT = {"channel": "sms", "language": "sv", "text": "Hej!", "subject": ""}


@pytest.mark.parametrize(
    ("place", "fields", "words"),
    [
        (LISTS, ("title", "used"), {"points": "Boka buss"}),
        (SECTIONS, ("title", "asked"), {"want": "Vilket djur?"}),
        ("/meddelanden/", ("name", "used"), TEXT),
    ],
)
def test_sent_twice_is_one_and_what_was_changed_since_is_added_again(
    cast: Cast, place: str, fields: tuple[str, str], words: dict[str, str]
) -> None:
    anna, (name, used) = signed_in(cast.anna), fields

    def add() -> str:
        """Add the same; what stands then."""
        answer = anna.post(f"{place}ny/", {**words, name: "Djur", "version": "0"})
        assert answer.status_code == 302
        return text_of(anna.get(place))

    def there(number: int) -> bool:
        return anna.get(f"{place}egen-{number}/").status_code == 200

    add()
    assert "Djur" in add()
    changed = {**words, name: "Natur", "version": "1"}
    for _again in range(2):
        assert anna.post(f"{place}egen-1/", changed).status_code == 302
    other = anna.post(f"{place}egen-1/", {**changed, name: "Hav"})
    assert other.status_code == 422, "not seen"
    assert not there(2)
    assert "Djur" in add(), "what it was called before is not there any more"
    assert there(2)
    anna.post(f"{place}egen-2/med/", {used: "no"})
    add()
    assert there(3), "one that was put away is not the one that was added"
    assert "Djur" in add()
    assert not there(4)
