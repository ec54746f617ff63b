"""The page that states which messages come with the house, and in which languages."""

from collections.abc import Iterator

from fullfolj.casework.rules.messages import CHANNELS, Hours
from fullfolj.core.catalogue import catalogue

RULES = """
## When, and how often

- Nothing goes to a youth by itself. Somebody chooses a text, sees what goes to whom and
  sends it; a meeting to be reminded of stands on *Mina ungdomar*.
- One digest: a youth is sent one message in {apart} hours, unless the authority has
  chosen another number. What waits for them at once, a reminder and a letter, is one
  message that somebody chooses; who would send another is told of the first, and has
  to say that it goes all the same.
- E-mails wait while it is quiet, from {quiet_from}.00 to {quiet_to}.00 where the
  authority has not chosen other hours. Who becomes protected, leaves, says no or has
  their case closed while one waits is not sent it: it is shown as withdrawn.
"""
WHY = """
## Other languages

An authority adds its own text on the page *Meddelanden*, in any of these languages:
{languages}. They are data, in `languages` of the same file; what each is called stands
in `messages/`.

No text comes with the house in {without}: nobody who reads them has checked one. A
sentence that says the wrong thing to somebody who has reason to fear authorities is
worse than one in plain Swedish. Let somebody who reads a language read a text in it
before it is used for the first time, those of the house too.

An e-mail is plain text in UTF-8, with its language in `Content-Language`; where it is
read from the right, each line begins with the mark that says so (U+200F). Whatever is
filled in in such a text, a telephone or a day, stands between U+2068 and U+2069: else
its groups would be shown in reverse.
"""


def page() -> Iterator[str]:
    """The page, line by line."""
    from fullfolj.casework.message_texts import languages, shipped  # asks for models

    words = catalogue("fullfolj.casework")
    ways = {each: words.text(f"message_channel.{each}", "en") for each in CHANNELS}
    yield "# Messages to youths"
    yield ""
    yield (
        "Generated from `fullfolj/casework/message_templates.toml`. A message says who "
        "writes and how to answer: no name of the youth, no word of why."
    )
    yield ""
    yield f"| text | {' | '.join(ways.values())} |"
    yield f"|---|{'---|' * len(ways)}"
    found = {(each.name, each.channel, each.language) for each in shipped("sv")}
    for name in sorted({name for name, _way, _language in found}):
        there = [[f"`{e}`" for e in languages() if (name, w, e) in found] for w in ways]
        cells = " | ".join(", ".join(each) or "–" for each in there)
        yield f"| {name} | {cells} |"
    usual = Hours()
    yield from RULES.format(
        apart=usual.apart, quiet_from=usual.quiet_from, quiet_to=f"{usual.quiet_to:02}"
    ).splitlines()
    come = {language for _name, _way, language in found}
    without = [each for each in languages() if each not in come]
    yield from WHY.format(
        languages=", ".join(map(told, languages())),
        without=", ".join(map(told, without)),
    ).splitlines()


def told(language: str) -> str:
    """A language by its own name, and its code."""
    name = catalogue("fullfolj.casework").text(f"language.{language}", "sv")
    return f"{name} (`{language}`)"
