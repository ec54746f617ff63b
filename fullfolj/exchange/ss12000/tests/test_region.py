"""What the test server holds is what the files of the region say."""

from pathlib import Path

from fullfolj.exchange.ss12000.tests.conftest import TODAY
from fullfolj.exchange.ss12000.tests.region import Held, region, sayable


def test_the_region_is_what_its_sayable_files_say(folder: Path, tmp_path: Path) -> None:
    sayable(folder, tmp_path, TODAY)
    assert region(tmp_path, TODAY) == region(folder, TODAY)
    assert (tmp_path / "people.csv").read_bytes() == (
        folder / "people.csv"
    ).read_bytes()
    told = [
        e for p in region(folder, TODAY)["persons"] for e in p.get("enrolments", ())
    ]
    assert len((tmp_path / "enrolments.csv").read_text().splitlines()) == len(told) + 1


def test_what_cannot_be_said_is_left_out(tmp_path: Path) -> None:
    folder, out = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    numbers = ["20080101-2384", "200901022393", "20100103TF01"]
    (folder / "people.csv").write_text(
        "person_no,given_name,family_name,sex,protection,deceased_on,"
        "compulsory_schooling_until,phone,email,street,postal_code,locality\n"
        f"{numbers[0]},Anna,Ek,female,none,,,070-1740605,a@example.org,,,\n"
        f"{numbers[1]},Bo,Al,male,confidential,,,,,Gatan 1,11122,Berg\n"
        f"{numbers[2]},Cy,By,,,,,,,,,\n"
    )
    (folder / "registrations.csv").write_text(
        f"person_no,municipality_code,from,until,end_reason\n{numbers[1]},0114,2020-01-01,,\n"
    )
    (folder / "enrolments.csv").write_text(
        "person_no,school_unit_code,school_name,school_type,programme_code,from,until,"
        "status,study_abroad\n"
        f"{numbers[0]},11,Ek,GY,NA,2024-08-20,,active,yes\n"
        f"{numbers[0]},11,Ek,GY,IMV,2023-08-20,2024-06-10,completed,\n"
        f"{numbers[0]},11,Ek,GY,NA,2023-08-20,,interrupted,\n"
        f"{numbers[0]},11,Ek,GY,NA,2026-08-20,,admitted,\n"
        f"{numbers[0]},11,Ek,IB,IB,2024-08-20,,active,\n"
        f"{numbers[0]},11,Ek,GYM,,2024-08-20,,active,\n"
        f"{numbers[0]},11,Ek,GY,,2024-02-30,,active,\n"
        f"{numbers[1]},11,Ek,GYS,,2025-08-20,2025-08-20,cancelled,\n"
        f"{numbers[2]},12,Al,INT,,2025-08-20,,active,\n"
        "199901012395,11,Ek,GY,NA,2024-08-20,,active,\n"
    )
    held = region(folder, TODAY)
    pupils = [each for each in held["persons"] if "enrolments" in each]
    assert [each["givenName"] for each in pupils] == ["Anna", "Bo"]
    anna, bo = pupils
    programmes = {each["id"]: each for each in held["programmes"]}
    assert [
        (each["startDate"], each.get("endDate"), each["educationCode"])
        for each in anna["enrolments"]
    ] == [("2024-08-20", None, "NA"), ("2023-08-20", "2024-06-10", "IMV")]
    kinds = [programmes[e["programme"]["id"]]["type"] for e in anna["enrolments"]]
    assert kinds == ["Högskoleförberedande program", "Intruduktionsprogram"]
    assert anna["securityMarking"] == "Ingen"
    assert anna["civicNo"]["value"] == "200801012384"
    assert len(anna["responsibles"]) in (1, 2)  # 18, and nobody has ended it
    assert bo["enrolments"][0]["cancelled"] is True
    assert bo["securityMarking"] == "Sekretessmarkering"
    assert bo["addresses"][0]["municipalityCode"] == 114
    assert {r["person"]["securityMarking"] for r in bo["responsibles"]} == {
        "Sekretessmarkering"
    }
    sayable(folder, out, TODAY)
    kept = (out / "enrolments.csv").read_text().splitlines()[1:]
    assert kept == [
        "200801012384,11,Ek,GY,NA,2024-08-20,,active,",
        "200801012384,11,Ek,GY,IMV,2023-08-20,2024-06-10,active,",
        "200901022393,11,Ek,GYS,,2025-08-20,2025-08-20,cancelled,",
    ]


def test_who_has_which_mentor_can_be_found(held: Held) -> None:
    persons = {each["id"]: each for each in held["persons"]}
    groups = {each["id"]: each for each in held["groups"]}
    mentored = 0
    for duty in held["duties"]:
        assert persons[duty["person"]["id"]]["familyName"] == "Lärarsson"
        for role in duty["assignmentRole"]:
            group = groups[role["group"]["id"]]
            assert group["organisation"] == duty["dutyAt"]
            mentored += len(group["groupMemberships"])
            assert 0 < len(group["groupMemberships"]) <= 25
    assert mentored > len(held["duties"])


def test_two_systems_know_the_same_person_by_different_ids(folder: Path) -> None:
    ours = region(folder, TODAY)
    codes = sorted(o.get("schoolUnitCode", "") for o in ours["organisations"])[1:40]
    theirs = region(folder, TODAY, name="Jämtlands friskola", units=set(codes))
    numbers = {p["civicNo"]["value"] for p in ours["persons"] if "enrolments" in p}
    some = {p["civicNo"]["value"] for p in theirs["persons"] if "enrolments" in p}
    assert some < numbers
    assert not {p["id"] for p in ours["persons"]} & {p["id"] for p in theirs["persons"]}
    places = {o.get("schoolUnitCode") for o in theirs["organisations"]}
    assert places <= {None, *codes}
