"""Which sections a mapping asks, in which words and order."""

from hypothesis import given
from hypothesis import strategies as st

from fullfolj.casework.rules.mapping import OWN, Section, Sections
from fullfolj.casework.sections import common
from fullfolj.core.catalogue import LANGUAGES

COMMON = [
    Section(code="a", title="A"),
    Section(code="b", title="B", is_first=True),
    Section(code="a", version=2, title="A2"),
]


def test_it_begins_with_five_and_offers_the_rest_in_both_languages() -> None:
    for language in LANGUAGES:
        asked = Sections(common(language)).asked()
        first = [each.code for each in asked if each.is_first]
        expected = ["intressen", "vardag", "ta-sig-fram", "om-en-manad", "kontakt"]
        assert first == expected == [each.code for each in asked[:5]]
        assert len(asked) == 13
        assert all(s.title and s.works and s.hard and s.want for s in asked)
        assert not any(each.is_own for each in asked)
        assert [each.code for each in asked if each.is_private] == ["halsa"]


def test_no_version_is_written_over_in_another_language() -> None:
    keys = [[(s.code, s.version) for s in common(each)] for each in LANGUAGES]
    assert keys[0] == keys[1]
    assert len(set(keys[0])) == len(keys[0])


def test_the_latest_words_are_asked_and_the_first_stand_first() -> None:
    asked = Sections(COMMON).asked()
    assert [(each.code, each.title) for each in asked] == [("b", "B"), ("a", "A2")]


def test_what_was_answered_keeps_the_words_it_was_asked_in() -> None:
    own = [Section(code="egen-1", title="Djur"), Section(code="b", is_asked=False)]
    found = Sections(COMMON, own)
    assert found.as_asked("a", 1).title == "A"
    assert found.as_asked("egen-1", 1).title == "Djur"
    assert found.as_asked("b", 1).title == "B", "hidden, and its words are still there"
    assert found.as_asked("gone", 1).title == "gone"


def test_an_authority_hides_a_common_section_and_takes_it_back() -> None:
    hidden = Section(code="a", version=1, is_asked=False)
    again = Section(code="a", version=2)
    assert [each.code for each in Sections(COMMON, [hidden]).asked()] == ["b"]
    assert len(Sections(COMMON, [hidden, again]).asked()) == 2
    there = Sections(COMMON, [hidden]).get("a")
    assert there
    assert (there.title, there.is_asked) == ("A2", False)


@given(st.lists(st.tuples(st.integers(1, 30), st.integers(1, 5), st.booleans())))
def test_own_sections_come_after_in_the_order_they_were_made(
    made: list[tuple[int, int, bool]],
) -> None:
    own = [
        Section(code=f"{OWN}{n}", version=version, title="x", is_asked=asked)
        for n, version, asked in dict.fromkeys(made)
    ]
    found = Sections(COMMON, own)
    mine = [int(s.code.removeprefix(OWN)) for s in found.now() if s.is_own]
    assert mine == sorted({n for n, _, _ in made})
    assert found.next_code() == f"{OWN}{max(mine, default=0) + 1}"
    assert {each.code for each in found.asked()} <= {s.code for s in found.now()}
