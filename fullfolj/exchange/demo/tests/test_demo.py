"""The demo extracts: invented, reproducible, plausible, and messy in known shares."""

import csv
import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest

from fullfolj.exchange.demo.extract import COLUMNS
from fullfolj.exchange.demo.generate import DemoSummary, write_demo, write_each
from fullfolj.exchange.demo.municipalities import REGION, all_municipalities, shares
from fullfolj.exchange.extracts.read import EVERY_MUNICIPALITY, read_extracts
from fullfolj.exchange.listing.rows import ListRow, row_of
from fullfolj.kaa.facts import age as age_of
from fullfolj.kaa.rules.membership import Decision

AS_OF = date(2026, 3, 16)
TODAY = AS_OF.isoformat()
PERSONS = 30_000

Row = dict[str, str]


@dataclass(frozen=True)
class Sample:
    """A small region on disk and in memory."""

    folder: Path
    summary: DemoSummary
    rows: dict[str, list[Row]]

    def by_person(self, name: str) -> dict[str, list[Row]]:
        """Rows by their number as twelve characters, spaces taken off."""
        found = defaultdict(list)
        for row in self.rows[name]:
            clean = {column: value.strip() for column, value in row.items()}
            found[twelve(clean["person_no"])].append(clean)
        return found


@pytest.fixture(scope="module")
def region(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    folder = tmp_path_factory.mktemp("region")
    summary = write_demo(folder, scale="region", as_of=AS_OF, persons=PERSONS)
    return Sample(folder, summary, {name: read(folder, name) for name in COLUMNS})


def read(folder: Path, name: str) -> list[Row]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def twelve(number: str) -> str:
    digits = number.replace("-", "")
    return digits if len(digits) == 12 else f"20{digits}"


def birth_date(number: str) -> date:
    day = int(number[6:8])
    return date(int(number[:4]), int(number[4:6]), day - 60 if day > 60 else day)


def is_valid(number: str) -> bool:
    """Luhn from the right over the last ten digits."""
    total = 0
    for place, digit in enumerate(reversed(number[2:])):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def age(number: str, day: date = AS_OF) -> int:
    born = birth_date(number)
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


# Same bytes


def test_same_arguments_give_the_same_bytes(tmp_path: Path) -> None:
    first, second, other = (tmp_path / name for name in ("first", "second", "other"))
    for folder, seed in ((first, 7), (second, 7), (other, 8)):
        write_demo(folder, scale="nation", as_of=AS_OF, seed=seed, persons=2000)
    for name in COLUMNS:
        file = f"{name}.csv"
        assert (first / file).read_bytes() == (second / file).read_bytes()
        assert (first / file).read_bytes() != (other / file).read_bytes()


def test_the_summary_counts_the_rows(region: Sample) -> None:
    for name, rows in region.rows.items():
        assert len(rows) == getattr(region.summary, name)
    assert len({row["person_no"].strip() for row in region.rows["people"]}) == PERSONS


# The files


def test_columns_are_those_of_the_contract(region: Sample) -> None:
    first_lines = {
        name: (region.folder / f"{name}.csv").read_text("utf-8").splitlines()[0]
        for name in COLUMNS
    }
    assert first_lines == {
        "people": "person_no,given_name,family_name,sex,protection,deceased_on,"
        "compulsory_schooling_until,phone,email,street,postal_code,locality",
        "registrations": "person_no,municipality_code,from,until,end_reason",
        "enrolments": "person_no,school_unit_code,school_name,school_type,"
        "programme_code,from,until,status,study_abroad",
        "credentials": "person_no,kind,awarded_on",
    }


def test_all_290_municipalities_are_there() -> None:
    municipalities = all_municipalities()
    codes = [each.code for each in municipalities]
    assert len(set(codes)) == len({each.name for each in municipalities}) == 290
    assert codes == sorted(codes)
    assert all(re.fullmatch(r"\d{4}", code) for code in codes)
    assert 900_000 < sum(each.young for each in municipalities) < 1_100_000
    names = {each.code: each.name for each in municipalities}
    assert len(REGION) == 21
    assert names["2326"] == "Berg"
    assert names["1480"] == "Göteborg"


def test_a_nation_has_people_in_every_municipality(tmp_path: Path) -> None:
    write_demo(tmp_path, scale="nation", as_of=AS_OF, persons=8000)
    codes = {
        row["municipality_code"].strip() for row in read(tmp_path, "registrations")
    }
    assert {each.code for each in all_municipalities()} <= codes


def test_persons_are_shared_in_proportion_and_exactly() -> None:
    municipalities = all_municipalities()
    given = {each.code: share for each, share in shares(municipalities, 100_000)}
    assert sum(given.values()) == 100_000
    assert 4500 < given["1480"] < 5500


CONTRACT = {
    ("people", "sex"): "female male (~)",
    ("people", "protection"): "none confidential protected_registration ~",
    ("registrations", "end_reason"): "moved emigrated deceased missing ~"
    " (false_identity)",
    ("enrolments", "status"): "admitted active interrupted completed cancelled",
    ("enrolments", "study_abroad"): "yes ~",
    ("enrolments", "school_type"): "GR GRS GY GYS IB INT ABROAD VUXGY VUXGR SFI FHS"
    " VUXSFI (SP) (VUX) (GYM) (XX) (KVX)",
    ("credentials", "kind"): "examen studiebevis gymnasiebevis_adapted ib_diploma"
    " foreign_upper_secondary folk_high_school_eligibility_university"
    " (folk_high_school_eligibility_vocational)",
}


@pytest.mark.parametrize(("file", "column"), CONTRACT)
def test_values_are_those_of_the_contract(
    region: Sample, file: str, column: str
) -> None:
    """All common values occur; the rare ones, in brackets, may; no others."""
    found = {row[column].strip() or "~" for row in region.rows[file]}
    allowed = CONTRACT[file, column].split()
    common = {value for value in allowed if not value.startswith("(")}
    assert common <= found <= {value.strip("()") for value in allowed}


def test_some_stand_outside_the_population_register(region: Sample) -> None:
    codes = Counter(
        row["municipality_code"].strip() for row in region.rows["registrations"]
    )
    assert codes["0000"] > 10
    assert codes["0001"] > 1


# Invented people


def test_numbers_are_valid_unique_and_tell_age_and_sex(region: Sample) -> None:
    people = region.by_person("people")
    seen: Counter[str] = Counter()
    for number, rows in people.items():
        if len(rows) > 1:
            seen["duplicate"] += 1
            assert rows[0] == rows[1]
        assert 14 <= age(number) <= 21
        if not number.isdigit():
            assert re.fullmatch(r"\d{8}T[F-N]\d\d", number)
            seen["reserve"] += 1
        elif not is_valid(number):
            seen["invalid"] += 1
        else:
            male = int(number[10]) % 2 == 1
            assert rows[0]["sex"] == ("male" if male else "female")
            seen["coordination"] += int(number[6:8]) > 60
    assert len(people) == PERSONS
    assert seen["reserve"] > 0
    assert seen["coordination"] > 0
    assert seen["invalid"] <= region.summary.mess["bad_check_digit"]


def test_nobody_can_be_reached(region: Sample) -> None:
    for row in region.by_person("people").values():
        phone, email = row[0]["phone"], row[0]["email"]
        assert not phone or 1740605 <= int(phone.removeprefix("070-")) <= 1740699
        assert not email or re.fullmatch(r"[a-z.-]+\d+@example\.org", email)
        assert not row[0]["postal_code"] or row[0]["postal_code"] > "99000"


def test_protected_people_have_no_contact_data(region: Sample) -> None:
    for rows in region.by_person("people").values():
        if rows[0]["protection"] in ("confidential", "protected_registration"):
            assert not rows[0]["street"]
            assert not rows[0]["phone"]


# What is known on the day


def test_nothing_is_told_that_is_not_known_yet(region: Sample) -> None:
    for row in region.rows["registrations"]:
        assert row["from"].strip() <= TODAY or row["from"][5:] == "13-01"
        assert row["until"].strip() <= TODAY
    for row in region.rows["credentials"]:
        assert row["awarded_on"].strip() <= TODAY
    for row in region.rows["enrolments"]:
        status = row["status"].strip()
        if row["from"].strip() > TODAY and row["from"] < row["until"]:
            assert status in ("admitted", "cancelled")
        if status in ("completed", "interrupted") and row["from"] < row["until"]:
            assert row["until"].strip() <= TODAY


def test_in_july_the_autumn_places_are_given_but_not_begun(tmp_path: Path) -> None:
    write_demo(tmp_path, scale="region", as_of=date(2026, 7, 20), persons=4000)
    admitted = [
        row
        for row in read(tmp_path, "enrolments")
        if row["status"] == "admitted" and row["school_type"] == "GY"
    ]
    starts = Counter(row["from"][:7] for row in admitted)
    assert starts["2026-08"] > 400


@pytest.mark.parametrize("day", [date(2018, 6, 30), date(2028, 2, 29)])
def test_any_day_will_do(tmp_path: Path, day: date) -> None:
    write_demo(tmp_path, scale="region", as_of=day, persons=1500)
    written = [row["person_no"].strip() for row in read(tmp_path, "people")]
    # Ten digits leave the century to the reader.
    full = [number for number in map(twelve, written) if number in written]
    assert {age(number, day) for number in full} == set(range(14, 22))


# Faults


def test_every_kind_of_fault_is_there_and_few(region: Sample) -> None:
    mess = region.summary.mess
    assert min(mess.values()) >= 1
    unusable = (
        *("impossible_date", "bad_check_digit", "unknown_school_type"),
        *("end_before_start", "interrupted_without_end", "overlapping_registration"),
    )
    assert sum(mess[kind] for kind in unusable) < PERSONS / 1000


def test_even_a_small_region_has_one_of_each(tmp_path: Path) -> None:
    summary = write_demo(tmp_path, scale="region", as_of=AS_OF, persons=1000)
    assert min(summary.mess.values()) >= 1


def test_faults_are_found_in_the_files_as_counted(region: Sample) -> None:
    mess, people = region.summary.mess, region.by_person("people")
    studies, spells = (
        [row for rows in region.by_person(name).values() for row in rows]
        for name in ("enrolments", "registrations")
    )
    found = {
        "empty_protection": sum(not rows[0]["protection"] for rows in people.values()),
        "unknown_school_type": sum(
            row["school_type"] in ("GYM", "XX", "KVX") for row in studies
        ),
        "interrupted_without_end": sum(
            row["status"] == "interrupted" and not row["until"] for row in studies
        ),
        "end_before_start": sum(
            bool(row["until"]) and row["until"] < row["from"] and is_date(row["from"])
            for row in studies
        ),
        "impossible_date": sum(not is_date(row["from"]) for row in studies + spells),
    }
    assert found == {kind: mess[kind] for kind in found}


def test_duplicates_and_pupils_unknown_to_the_register(region: Sample) -> None:
    people = region.by_person("people")
    unknown = [
        number
        for number in region.by_person("enrolments")
        if number not in people and is_valid(number)
    ]
    assert len(unknown) == region.summary.mess["pupil_not_in_people"]
    repeated = 0
    for rows in region.rows.values():
        lines = Counter(tuple(row.values()) for row in rows)
        repeated += sum(count - 1 for count in lines.values())
    assert repeated == region.summary.mess["duplicate_row"]


def test_two_municipalities_hold_the_same_person(region: Sample) -> None:
    spells = region.by_person("registrations").values()
    both = sum(
        sum(not row["until"] for row in rows) > 1
        for rows in (
            {tuple(row.items()): row for row in each}.values() for each in spells
        )
    )
    assert both == region.summary.mess["overlapping_registration"]


def is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


# Shares, by an approximation of the rule that is only meant to measure them

LAW_SCHOOLS = {"GY", "GYS", "IB", "INT", "ABROAD"}
TO_REVIEW = {"VUXGY", "FHS", "GR", "GRS", "SP", "SAM"}


def is_in_group(person: Row, studies: list[Row], papers: list[Row]) -> bool:
    """About what 29:9 says of someone registered and under 20 today."""
    born = birth_date(twelve(person["person_no"]))
    compulsory = person["compulsory_schooling_until"] or f"{born.year + 16}-06-30"
    if person["protection"] == "protected_registration" or compulsory >= TODAY:
        return False
    if any(paper["kind"] != "studiebevis" for paper in papers):
        return False
    now = {
        row["school_type"]
        for row in studies
        if row["status"] in ("active", "interrupted", "completed")
        and row["from"] <= TODAY <= (row["until"] or TODAY)
    }
    return not now & (LAW_SCHOOLS | TO_REVIEW)


def registered_today(rows: list[Row]) -> bool:
    return any(
        not row["until"] and row["municipality_code"] not in ("0000", "0001")
        for row in rows
    )


def test_shares_are_about_those_of_the_country(region: Sample) -> None:
    spells = region.by_person("registrations")
    studies = region.by_person("enrolments")
    papers = region.by_person("credentials")
    teens, group = 0, []
    for number, rows in region.by_person("people").items():
        if not 15 <= age(number) <= 19 or not registered_today(spells[number]):
            continue
        teens += age(number) >= 16
        if is_in_group(rows[0], studies[number], papers[number]):
            group.append((AS_OF.year - birth_date(number).year, rows[0]["sex"]))
    turning = Counter(years for years, _ in group)
    sexes = Counter(sex for _, sex in group)
    assert 0.10 < len(group) / teens < 0.14
    assert 0.56 < (turning[18] + turning[19]) / len(group) < 0.72
    assert 0.41 < sexes["female"] / len(group) < 0.49


def test_protected_identities_are_about_three_in_a_thousand(region: Sample) -> None:
    marks = Counter(row["protection"].strip() for row in region.rows["people"])
    protected = marks["confidential"] + marks["protected_registration"]
    assert 0.0018 < protected / PERSONS < 0.0038
    assert 0.3 < marks["confidential"] / protected < 0.7


def test_school_days_are_shared_by_many(region: Sample) -> None:
    """Term dates are the school's: in August and June, few days for each year."""
    starts = Counter(
        row["from"].strip()
        for row in region.rows["enrolments"]
        if row["school_type"] == "GY" and "2025-08" in row["from"]
    )
    days = [day for day, count in starts.items() if count > 50]
    assert 5 <= len(days) <= 10
    first = date(2025, 8, 15)
    assert all(date.fromisoformat(d) - first < timedelta(days=12) for d in days)


def test_most_who_left_school_with_a_diploma_did_so_in_june(region: Sample) -> None:
    months = Counter(
        row["awarded_on"][5:7]
        for row in region.rows["credentials"]
        if row["kind"] == "examen"
    )
    assert months["06"] / months.total() > 0.9


# The shares as published, judged by the rule itself


def test_the_target_group_has_the_published_shares(tmp_path: Path) -> None:
    """About 12 % of those aged 16-19, two thirds turning 18-19, 45 % women."""
    as_of = date(2026, 6, 1)
    write_demo(tmp_path, scale="region", as_of=as_of, persons=20_000)
    found = read_extracts(tmp_path, EVERY_MUNICIPALITY, as_of)
    registered, inside = 0, []
    for number, places in found.listed_in.items():
        for code in places.keys() - {"0000", "0001", "*"}:
            row = row_of(found, number, code, as_of)
            if row and row.answer and row.home == code and 16 <= age_on(row) <= 19:
                registered += 1
                if row.decision is Decision.IN:
                    inside.append(row)
    turning = [as_of.year - int(row.person_no[:4]) for row in inside]
    women = [int(row.person_no[10]) % 2 == 0 for row in inside if number_of(row)]
    assert 0.09 < len(inside) / registered < 0.15
    assert 0.55 < sum(years in (18, 19) for years in turning) / len(turning) < 0.78
    assert 0.38 < sum(women) / len(women) < 0.52


def age_on(row: ListRow) -> int:
    assert row.answer
    return age_of(row.answer.facts.born_on, row.as_of)


def number_of(row: ListRow) -> bool:
    """Is it a number whose eleventh digit tells the sex?"""
    return row.person_no.isdigit()


@pytest.mark.parametrize(
    "day", [date(2026, 11, 8), date(2027, 4, 15), date(2027, 8, 9), date(2028, 2, 29)]
)
def test_those_outside_are_in_the_group_since_months_on_any_day(
    tmp_path: Path, day: date
) -> None:
    wanted = {"1883": (4, 3), "2326": (2, 3)}
    folders = {code: tmp_path / code for code in wanted}
    write_each(folders, as_of=day, persons=2, outside=wanted)
    for code, (boys, girls) in wanted.items():
        people = read(folders[code], "people")[-boys - girls :]
        assert [row["sex"] for row in people] == ["male"] * boys + ["female"] * girls
        assert {row["protection"] for row in people} == {"none"}
        found = read_extracts(folders[code], EVERY_MUNICIPALITY, day)
        for row in people:
            for ago in (0, 170):
                then = day - timedelta(days=ago)
                told = row_of(found, twelve(row["person_no"]), code, then)
                assert told
                assert told.decision is Decision.IN
