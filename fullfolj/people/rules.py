"""How a name is searched and sorted, a number or telephone written, and who is of age.

Pure functions. Sources: svenska alfabetet (å, ä, ö last; w by itself since SAOL 13; é
with e, ü with y, æ with ä, ø with ö), ITU E.164 for telephones, folkbokföringslagen
18 § for numbers, föräldrabalken 9 kap. 1 § for who is of age.
"""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from functools import lru_cache

# Letters that Swedish sorts after z, as the three signs that stand after z in ASCII.
AFTER_Z = str.maketrans({"å": "{", "ä": "|", "æ": "|", "ö": "}", "ø": "}"})
AS_ANOTHER = str.maketrans({"ü": "y", "đ": "d", "ð": "d", "ł": "l", "þ": "th"})
PLAIN = str.maketrans({"æ": "ae", "ø": "o", "ß": "ss", "đ": "d", "ð": "d", "ł": "l"})
NUMBER_DIGITS = 12
OF_AGE = 18  # years; from then on nobody answers for the youth
CENTURIES = ("19", "20")
KNOWN_NAMES = 20_000  # folded once: a country has few names that many bear
LAST = "\U0010ffff"  # sorts after every letter in the collation C


@lru_cache(KNOWN_NAMES)
def fold(text: str) -> str:
    """A word as it is searched: lower case, without accents, rings, dots and hyphens.

    Who has no å on the keyboard still finds Åsa; who types Asa-Lena finds Åsalena.
    """
    bare = unicodedata.normalize("NFKD", text.casefold().translate(PLAIN))
    return "".join(c for c in bare if c.isalnum())


def words(text: str) -> list[str]:
    """The folded words of a text, in order; double names also as one."""
    found: list[str] = []
    for part in text.split():
        pieces = [fold(piece) for piece in re.split(r"[-'’/]", part)]
        found += [fold(part), *(piece for piece in pieces[1:] if piece)]
    return [word for word in dict.fromkeys(found) if word]


def sort_key(family_name: str, given_name: str) -> str:
    """Names as they sort in Swedish, when compared byte by byte."""
    return f"{_alphabetical(family_name)}  {_alphabetical(given_name)}"


@lru_cache(KNOWN_NAMES)
def _alphabetical(name: str) -> str:
    lower = unicodedata.normalize("NFC", name.casefold()).translate(AS_ANOTHER)
    moved = lower.translate(AFTER_Z)
    bare = unicodedata.normalize("NFKD", moved)
    kept = "".join(c for c in bare if c.isalnum() or c in "{|} -")
    return " ".join(kept.replace("-", " ").split())


def phone(text: str) -> str:
    """A telephone in international form without signs: 46701234567."""
    digits = "".join(c for c in text if c.isdigit())
    if text.strip().startswith("+"):
        return digits
    if digits.startswith("00"):
        return digits[2:]
    return "46" + digits[1:] if digits.startswith("0") else digits


def address(street: str, postal_code: str, locality: str) -> str:
    """A postal address on one line; parts that are not known are left out."""
    code = postal_code.replace(" ", "")
    grouped = f"{code[:3]} {code[3:]}" if re.fullmatch(r"\d{5}", code) else postal_code
    return ", ".join(filter(None, (street, f"{grouped} {locality}".strip())))


def born_by(on: date, years: int) -> date:
    """The last day of birth of those who have lived so many years on a day.

    As PostgreSQL counts back from it; who was born 29 February is a year older on
    1 March where there is no such day.
    """
    try:
        return on.replace(year=on.year - years)
    except ValueError:
        return date(on.year - years, 2, 28)


def search_keys(
    *, family_name: str, given_name: str, number: str, phones: Iterable[str]
) -> set[tuple[str, str]]:
    """Every (kind, key) by which a person is found."""
    keys = {("family", word) for word in words(family_name)}
    keys |= {("given", word) for word in words(given_name)}
    keys |= {("number", fold(number))} if fold(number) else set()
    return keys | {("phone", phone(text)) for text in phones if phone(text)}


def prefixes(text: str) -> list[list[tuple[str, str]]]:
    """What somebody typed, as half-open ranges of keys, one list a word.

    A person must be in a range of every list. 0501 begins a telephone as well as the
    number of who was born in January 2005, or 1905: the century need not be typed.
    """
    digits = re.sub(r"[\s+-]", "", text)
    if digits.isdigit():
        typed = [[*_in_any_century(digits), phone(text)]]
    else:
        typed = [_in_any_century(fold(part)) for part in text.split()]
    return [
        [(word, word + LAST) for word in dict.fromkeys(either) if word]
        for either in typed
        if any(either)
    ]


def _in_any_century(word: str) -> list[str]:
    """As it is; and where it may begin a number without its century, with each."""
    is_short = word[:1].isdigit() and len(word) <= NUMBER_DIGITS - 2
    return [word, *(century + word for century in CENTURIES if is_short)]
