"""The coordinator's pages through the whole house, in process: time, queries, bytes.

Everyone in the authority is in the group and has a case, which is the worst there can
be: in an authority of 100,000 youths some six thousand are. The same at a tenth, and
what a page tells of one case or one coach at a tenth of that.
"""

import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from bench.wall import fill, prepared

Figures = dict[str, float]
REPEATS = 15
PAGES = {
    "Min dag": "/min-dag/",
    "the list": "/ungdomar/",
    "the list, last page": "/ungdomar/?page={last}",
    "by name": "/ungdomar/?sortera=namn",
    "silent": "/ungdomar/?visa=silent",
    "occupation unknown": "/ungdomar/?sysselsattning=unknown",
    "a case, 500 entries": "/ungdomar/{}/",
    "a case, notes alone": "/ungdomar/{}/?visa=note",
    "a case, page 10": "/ungdomar/{}/?sida=10",
    "a contact": "/ungdomar/{}/kontakt/",
    "Mina ungdomar, 60": "/mina/",
    "her meetings of a week": "/min-dag/traffar/",
}
# Of fifty: one without an owner, one new, one late, some silent, the rest in order.
CASES = """
INSERT INTO casework_case (id, authority_id, person_id, is_open, purpose,
    municipality_code, listed_on, owner, next_step, next_step_on, is_planned, attempts,
    tried_on, reached_on, version, recorded_at)
SELECT gen_random_uuid(), p.authority_id, p.id, p.is_open, 'kaa', '2326',
    %(today)s::date - n %% 200, CASE WHEN n %% 50 > 0 THEN %(owner)s::uuid END,
    'Ringa igen', %(today)s::date + n %% 28 - CASE WHEN n %% 50 = 2 THEN 30 ELSE 0 END,
    n %% 50 <> 1, CASE WHEN n %% 50 = 1 THEN 0 ELSE 1 + n %% 4 END,
    CASE WHEN n %% 50 <> 1 THEN %(today)s::date - n %% 40 END,
    CASE WHEN n %% 3 > 0 AND n %% 50 <> 1 THEN %(today)s::date - n %% 40 END, 1, now()
FROM (SELECT *, (row_number() OVER (ORDER BY id))::int AS n FROM people_person
      WHERE authority_id = %(authority)s) p;
INSERT INTO casework_contact (id, authority_id, person_id, is_open, case_id, channel,
    reached, happened_on, line, next_step, next_step_on, made_by, recorded_by,
    recorded_at)
SELECT gen_random_uuid(), authority_id, person_id, is_open, id, 'sms',
    reached_on IS NOT NULL, tried_on, 'Skrev ett sms', 'Ringa igen',
    greatest(tried_on, next_step_on), %(owner)s, %(owner)s, now()
FROM casework_case, generate_series(1, 3) WHERE attempts > 0;
INSERT INTO kaa_occupation (id, authority_id, person_id, is_open, kind, valid_from,
    how_known, verified_on, by_user, recorded_from)
SELECT gen_random_uuid(), authority_id, person_id, is_open, 'work',
    %(today)s::date - 100, 'youth', %(today)s::date - attempts * 40, %(owner)s, now()
FROM casework_case WHERE attempts > 1;
"""
# Of these there is a tenth beside: a case with fifty entries, a coach with six cases.
LONG, MINE_ALONE = "a case, 500 entries", "Mina ungdomar, 60"
# One case with ten times as many things that happened: contacts, notes, every tenth of
# them corrected, and files; half of the notes as long as a page.
LONG_CASE = """
INSERT INTO casework_contact (id, authority_id, person_id, is_open, case_id, channel,
    reached, happened_on, line, next_step, next_step_on, made_by, recorded_by,
    recorded_at)
SELECT gen_random_uuid(), authority_id, person_id, is_open, id, 'sms', false,
    %(today)s::date - n, 'Skrev ett sms', 'Ringa igen', %(today)s, %(owner)s, %(owner)s,
    now()
FROM casework_case, generate_series(1, 4 * %(times)s) n WHERE id = %(case)s;
CREATE TEMP TABLE made ON COMMIT DROP AS
SELECT gen_random_uuid() AS id, NULL::uuid AS replaces, n
FROM generate_series(1, 5 * %(times)s) n;
INSERT INTO made SELECT gen_random_uuid(), id, n FROM made WHERE n %% 10 = 0;
INSERT INTO casework_note (id, authority_id, person_id, is_open, case_id, first,
    replaces, is_restricted, happened_on, written_by, written_at, recorded_by,
    recorded_at)
SELECT m.id, c.authority_id, c.person_id, c.is_open, c.id, coalesce(m.replaces, m.id),
    m.replaces, n %% 20 = 1, %(today)s::date - n, %(owner)s, now(), %(owner)s, now()
FROM casework_case c, made m WHERE c.id = %(case)s;
INSERT INTO casework_notetext (id, authority_id, person_id, is_open, case_id,
    is_restricted, written_by, text, reason)
SELECT id, authority_id, person_id, is_open, case_id, is_restricted, written_by,
    repeat('Träffades på biblioteket. ', CASE WHEN random() < .5 THEN 100 ELSE 4 END),
    ''
FROM casework_note WHERE case_id = %(case)s;
INSERT INTO casework_attachment (id, authority_id, person_id, is_open, case_id, kind,
    size, is_restricted, added_on, written_by, recorded_at)
SELECT gen_random_uuid(), authority_id, person_id, is_open, id, 'pdf', 1000000, false,
    %(today)s::date - n, %(owner)s, now()
FROM casework_case, generate_series(1, %(times)s) n WHERE id = %(case)s;
INSERT INTO casework_attachmentcontent (id, authority_id, person_id, is_open, case_id,
    is_restricted, written_by, name, data)
SELECT id, authority_id, person_id, is_open, case_id, is_restricted, written_by,
    'Intyg', decode(repeat('ab', size), 'hex')
FROM casework_attachment WHERE case_id = %(case)s;
"""
# So many of them are Anna's, and she meets each: five a day from today.
MINE = """
DELETE FROM casework_meeting WHERE authority_id = %(authority)s;
UPDATE casework_case SET owner = %(mine)s WHERE id IN (
    SELECT id FROM casework_case WHERE authority_id = %(authority)s AND is_open
    ORDER BY id LIMIT %(limit)s);
INSERT INTO casework_meeting (id, authority_id, person_id, is_open, case_id, starts_at,
    minutes, place, kind, worker, interpreter, next_step, state, why, booked_by,
    recorded_at)
SELECT gen_random_uuid(), authority_id, person_id, is_open, id,
    %(today)s::date + interval '8 hours' + n / 5 * interval '1 day'
        + n %% 5 * interval '1 hour',
    45, 'Biblioteket', 'talk', owner, '', 'Träff', 'planned', '', owner, now()
FROM (SELECT *, (row_number() OVER (ORDER BY id))::int - 1 AS n FROM casework_case
      WHERE owner = %(mine)s) c;
"""


def pages(folder: Path, persons: int) -> Figures:
    """Milliseconds (median), statements and kilobytes of each page, by its name."""
    from django.db import connections, transaction

    from fullfolj.config.testing import signed_in
    from fullfolj.core import browser_files, clock

    cast = prepared(folder)
    from fullfolj.casework.views.common import ROWS  # needs what was set up

    browser_files.collect()
    owner = connections["owner"]
    fill(owner, cast, persons)
    with owner.cursor() as cursor:
        bound = {"authority": cast.berg.pk, "owner": cast.bo.pk, "today": clock.today()}
        cursor.execute(CASES, bound)
        cursor.execute("SELECT id FROM casework_case WHERE is_open LIMIT 2")
        (long, short) = (row[0] for row in cursor.fetchall())
        for case_id, ten in ((long, 50), (short, 5)):
            cursor.execute(LONG_CASE, bound | {"case": case_id, "times": ten})
        mine = bound | {"mine": cast.anna.pk}
        cursor.execute(MINE, mine | {"limit": 6})
        cursor.execute("VACUUM ANALYZE")
    with transaction.atomic():
        decide(cast)
    figures: Figures = {"persons": persons}
    client = signed_in(cast.anna)
    client.defaults["SERVER_NAME"] = "localhost"
    for name in (LONG, MINE_ALONE):
        times, _ = visits(client, PAGES[name].format(short))
        figures[f"{name}, a tenth, ms"] = median(times) * 1000
    with owner.cursor() as cursor:
        cursor.execute(MINE, mine | {"limit": 60})
        cursor.execute("VACUUM ANALYZE")
    for name, pattern in PAGES.items():
        address = pattern.format(long, last=persons // ROWS)
        times, answer = visits(client, address)
        figures[f"{name}, ms"] = median(times) * 1000
        figures[f"{name}, statements"] = count(client, address)
        figures[f"{name}, kB"] = len(answer.content) / 1000
    return figures


def decide(cast: Any) -> None:
    """The board has decided what is late, silent and stale, and uses every part."""
    from fullfolj.casework.tests.cases import decided
    from fullfolj.casework.tests.progress import uses

    uses(cast)
    decided(cast, first_contact_days=14, silent_days=30, occupation_days=90)


def visits(client: Any, address: str) -> tuple[list[float], Any]:
    """The seconds of each visit after the first three, and the last answer."""
    times = []
    for number in range(REPEATS + 3):
        started = perf_counter()
        answer = client.get(address)
        taken = perf_counter() - started
        if answer.status_code != 200:
            raise AssertionError(f"{address}: {answer.status_code}")
        if number >= 3:
            times.append(taken)
    return times, answer


def count(client: Any, address: str) -> int:
    """How many statements a page sends, as libpq writes it down."""
    from fullfolj.core.tests.cost import statements

    return len(statements(lambda: client.get(address))[0])


if __name__ == "__main__":
    import sys

    with tempfile.TemporaryDirectory(prefix="fullfolj-bench-pages-") as place:
        for figure, value in pages(Path(place), int(sys.argv[1])).items():
            print(f"{figure}: {value:,.1f}")
