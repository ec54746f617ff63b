"""The papers: tagged, in order, in their languages, and always printed (PDF/UA-1)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from fullfolj.casework import paper
from fullfolj.casework.tests import papers
from fullfolj.core.paper import Prose, Sheet
from fullfolj.core.tests.tagged import Node, Tagged

Make = Callable[[Any, str], bytes]
ALL: list[tuple[Make, Sheet, str]] = [
    (paper.day_sheet, papers.sheet("Elin", "Amir"), "Dagblad"),
    (paper.plan, papers.plan(), "Handlingsplan"),
    (paper.letters, papers.letter(), "Vi vill gärna höra hur du har det"),
    (paper.minutes, papers.minutes(), "Minnesanteckningar"),
    (paper.handover, papers.handover(), "Överlämning"),
]
STRANGE = (
    "Amir 😀",
    "ሰላም",
    "أمير",
    "漢字",
    "x\u20dd",
    "\ue000",
    "\x07",
    "\u202eabc",
    "",
)


def texts(nodes: Any) -> list[str]:
    return [node.text for node in nodes]


def tree(content: bytes) -> Node:
    return Tagged(content).tree


def said(nodes: Any) -> str:
    """All that is read out, without where lines and words were broken."""
    return "".join("".join(texts(nodes)).replace("\u00ad", "").split())


@pytest.mark.parametrize(("make", "sheet", "title"), ALL)
def test_a_paper_is_tagged_titled_and_in_a_language(
    make: Make, sheet: Sheet, title: str
) -> None:
    told = Tagged(make(sheet, "sv"))
    assert told.root.MarkInfo.Marked
    assert told.root.StructTreeRoot
    assert told.root.Lang == "sv"
    assert told.root.ViewerPreferences.DisplayDocTitle
    assert told.part == "1"
    assert told.pdf.docinfo["/Title"] == title
    headings = [node.tag for node in told.tree.all("/H1", "/H2", "/H3")]
    assert headings[0] == "/H1"
    assert "/H3" not in headings or "/H2" in headings


@pytest.mark.parametrize(("make", "sheet", "_title"), ALL)
def test_the_same_is_the_same_file(make: Make, sheet: Sheet, _title: str) -> None:
    assert make(sheet, "sv") == make(sheet, "sv")


def test_a_paper_is_dated_when_it_was_printed() -> None:
    """And not when a machine happened to make it."""
    told = Tagged(paper.minutes(papers.minutes(), "sv"))
    assert str(told.pdf.docinfo["/CreationDate"]).startswith("D:20261123073000")


@pytest.mark.parametrize(("make", "sheet", "_title"), ALL)
def test_the_heads_of_tables_say_of_what_they_are(
    make: Make, sheet: Sheet, _title: str
) -> None:
    read = tree(make(sheet, "sv"))
    for table in read.all("/Table"):
        heads = list(table.all("/TH"))
        assert heads
        assert {node.scope for node in heads} == {"/Column"}


# The plan


def test_a_plan_is_read_in_the_order_of_its_parts() -> None:
    """T4: the seven things of the ordinance, the youth's goal first."""
    read = tree(paper.plan(papers.plan(), "sv"))
    assert texts(read.all("/H1", "/H2")) == [
        "Handlingsplan",
        "Mål",
        "Planering",
        "Små steg",
        "Ungdomen ansvarar för",
        "Kommunen ansvarar för",
        "Socialtjänsten ansvarar för",
        "Tider",
        "Vad var och en har svarat",
    ]
    whole = read.text
    order = [
        "väntar på ungdomen",
        "åka buss",
        "Hitta hållplatsen",
        "Kommer på tisdagar",
    ]
    order += ["har sagt ja", "Köket stängde", "Inget bestämt", "15 jan 2027", "Part"]
    places = [whole.index(part) for part in order]
    assert places == sorted(places)
    assert len(Tagged(paper.plan(papers.plan(), "sv")).pdf.pages) == 1


@pytest.mark.parametrize(
    ("text", "language"), [(papers.ARABIC, "ar"), ("دری", "prs"), ("پښتو", "ps")]
)
def test_a_goal_from_the_right_is_tagged_and_runs_so(text: str, language: str) -> None:
    read = tree(paper.plan(papers.plan(goal=Prose(text, language)), "sv"))
    goals = [node for node in read.all("/P") if node.language == language]
    assert len(goals) == 1
    assert goals[0].text[::-1] == text, "glyphs stand from left to right"


def test_a_text_of_unknown_language_that_runs_the_other_way_says_so() -> None:
    read = tree(paper.plan(papers.plan(goal=Prose(papers.ARABIC)), "sv"))
    assert [n.text[::-1] for n in read.all("/P") if n.language == "und"] == [
        papers.ARABIC
    ]


def test_a_plan_in_english_has_english_words_and_the_swedish_goal_its_own() -> None:
    goal = Prose("Jag vill bli elektriker.", "sv")
    told = Tagged(paper.plan(papers.plan(goal=goal), "en"))
    assert told.root.Lang == "en"
    assert "Follow-up: 27 Nov 2026" in told.tree.text
    swedish = [node.text for node in told.tree.all("/P") if node.language == "sv"]
    assert swedish == ["Jag vill bli elektriker."]


def test_a_plan_that_has_nothing_yet_says_so() -> None:
    bare = papers.plan(planning=Prose(""), parts=(), steps=(), followups=(), answers=())
    read = tree(paper.plan(bare, "sv"))
    assert texts(read.all("/Table")) == []
    assert read.text.count("Inget bestämt ännu") == 3


def test_an_ended_plan_says_when_and_why() -> None:
    ended = papers.plan(ends_on=papers.FRIDAY, end_reason="Började på komvux")
    assert "Slutar: 27 nov 2026" in tree(paper.plan(ended, "sv")).text
    assert "Började på komvux" in tree(paper.plan(ended, "sv")).text


def test_a_goal_of_a_hundred_thousand_signs_is_printed_to_its_end() -> None:
    long = Prose("Jag vill bli elektriker. " * 4000 + "Slut")
    told = Tagged(paper.plan(papers.plan(goal=long), "sv"))
    assert len(told.pdf.pages) > 20
    assert said([told.tree]).count("elektriker.") == 4000
    assert "Slut" in told.tree.text


# What somebody wrote


@pytest.mark.parametrize("strange", STRANGE)
def test_a_strange_name_is_always_printed(strange: str) -> None:
    told = Tagged(paper.day_sheet(papers.sheet(strange, "Efter"), "sv"))
    assert "Efter" in told.tree.text
    assert "version 2" in tree(paper.plan(papers.plan(name=strange), "sv")).text.lower()


def test_tigrinya_and_an_emoji_are_drawn_and_what_no_font_has_is_named() -> None:
    drawn = papers.sheet("Amir 😀", papers.TIGRINYA, "\ue000")
    names = texts(tree(paper.day_sheet(drawn, "sv")).all("/Strong"))
    assert names == ["Amir 😀", papers.TIGRINYA, "[U+E000]"]


@pytest.mark.parametrize(
    "name", ["\u202eabc", "\u2067abc", "أمير", "a\u2069\u2069\u202eb"]
)
def test_a_name_never_turns_what_stands_beside_it(name: str) -> None:
    whole = tree(paper.plan(papers.plan(name=name), "sv")).text
    assert " · Version 2 · väntar på ungdomen" in whole


def test_a_word_longer_than_its_column_stays_on_the_paper() -> None:
    name = "Ab" * 60
    read = tree(paper.day_sheet(papers.sheet(name), "sv"))
    lines = [node.own for node in next(iter(read.all("/Strong"))).within]
    assert "".join(lines).replace("\u200b", "") == name
    assert max(map(len, lines)) < 40, "broken where the column ends"


def test_eight_are_printed_at_once() -> None:
    """Each request has a thread of its own."""
    with ThreadPoolExecutor(8) as threads:
        made = threads.map(lambda _: paper.plan(papers.plan(), "sv"), range(40))
    assert set(made) == {paper.plan(papers.plan(), "sv")}


@pytest.mark.parametrize(
    "hostile",
    [
        '#panic("här")',
        "*fet* _lut_ = rubrik",
        '"] #read("/etc/passwd") [',
        "$ x^2 $ @ref <label>",
        "\\u{41} // inte en kommentar",
        '#import "@preview/x:1.0.0"',
    ],
)
def test_what_somebody_wrote_is_never_run(hostile: str) -> None:
    """It stands on the paper sign for sign, as text."""
    wanted = "".join(hostile.split())
    assert wanted in said([tree(paper.day_sheet(papers.sheet(hostile), "sv"))])
    assert wanted in said([tree(paper.plan(papers.plan(goal=Prose(hostile)), "sv"))])


# Letters


def test_each_letter_begins_a_page_and_the_address_comes_before_the_date() -> None:
    told = Tagged(paper.letters(papers.letter(), "sv"))
    assert len(told.pdf.pages) == 2
    whole = told.tree.text
    first, second = whole.split("Omar Abdi-Hassan")
    assert first.index("Provgatan 1") < first.index("2026-11-23") < first.index("Hej!")
    assert "Du bestämmer själv.Bo Ek" in second
    assert "Utskrivet" not in str(told.pdf.pages[0].Contents.read_bytes())


def test_three_hundred_letters_are_three_hundred_pages() -> None:
    to = tuple(paper.Recipient((f"Namn {n}", "Provgatan 1")) for n in range(300))
    told = Tagged(paper.letters(papers.letter(to=to), "sv"))
    assert len(told.pdf.pages) == 300
    assert "Namn 299" in told.tree.text


@pytest.mark.parametrize(
    "language", ["ar", "ti", "so", "prs", "ps", "sv-SE", "nonsens!"]
)
def test_a_letter_in_any_language_keeps_the_senders_telephone_readable(
    language: str,
) -> None:
    told = Tagged(paper.letters(papers.letter(body=Prose("سلام", "prs")), language))
    known = {"sv-SE": "sv", "nonsens!": "und"}
    assert told.root.Lang == known.get(language, language)
    swedish = [node.text for node in told.tree.all("/P") if node.language == "sv"]
    everything = "".join(swedish) if swedish else told.tree.text
    assert "070-123 45 67" in everything
    assert "2026-11-23" in everything


# The others


def test_the_day_sheet_of_a_free_day_says_so() -> None:
    read = tree(paper.day_sheet(papers.sheet(), "sv"))
    assert "Inget väntar på dig i dag." in read.text
    assert list(read.all("/Table")) == []


def test_minutes_tell_each_with_what_was_decided() -> None:
    read = tree(paper.minutes(papers.minutes(), "sv"))
    assert texts(read.all("/H1", "/H2")) == [
        "Minnesanteckningar",
        "Elin Testsson",
        "Omar Abdi-Hassan",
    ]
    assert "Närvarande: Anna Berg, Bo Ek" in read.text
    assert texts(read.all("/TD")) == ["Boka en träff", "Bo", "fre 27 nov 2026"]


def test_the_foot_says_whose_it_is_and_is_not_read_out() -> None:
    told = Tagged(paper.minutes(papers.minutes(), "sv"))
    assert "Utskrivet av" not in told.tree.text
    page = told.pdf.pages[0].Contents.read_bytes()
    assert b"/Artifact" in page
    assert b"/Pagination" in page
