"""Leaving out of an import those whose facts the night would erase again."""

from datetime import date

from fullfolj.exchange.extracts.read import Extracts
from fullfolj.exchange.imports.report import FACTS, table_of
from fullfolj.exchange.listing.rows import OLDEST, age_by_number
from fullfolj.kaa.facts import age


def leave_out(extracts: Extracts, today: date) -> set[str]:
    """Take everyone past 21 out of what is to be stored; their numbers.

    What the files say of protection stays: it holds for whoever of them is still in
    the register. So do the refused rows in the report.
    """
    persons, refused = extracts.persons, extracts.refused
    old = {n for n, person in persons.items() if age(person.born_on, today) > OLDEST}
    numbers = (refused.keys() | extracts.notices.keys()) - persons.keys()
    old |= {n for n in numbers if (age_by_number(n, today) or 0) > OLDEST}
    files = {table_of(file): file for file in extracts.rows}
    for number in old:
        person = persons.pop(number, None)
        refused.pop(number, None)
        extracts.listed_in.pop(number, None)
        extracts.notices.pop(number, None)
        for name in FACTS[1:] if person else ():
            if name in files:  # the rows that a drop is measured by
                extracts.rows[files[name]] -= len(getattr(person, name))
    return old
