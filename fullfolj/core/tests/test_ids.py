"""Ids in order: none twice, and not to be guessed."""

from uuid import RFC_4122, UUID

from fullfolj.core.ids import ordered


def test_ids_are_of_version_7_and_rise() -> None:
    found = [*ordered(5_000), *ordered(1), *ordered(5_000)]
    assert found == sorted(set(found))
    assert all(UUID(bytes=each).version == 7 for each in found)
    assert all(UUID(bytes=each).variant == RFC_4122 for each in found)


def test_what_follows_an_id_is_chance() -> None:
    last_halves = {each[8:] for each in ordered(1_000)}
    assert len(last_halves) == 1_000
    set_bits = sum(int.from_bytes(half).bit_count() for half in last_halves)
    assert 30_000 < set_bits < 34_000  # 62 bits of chance and one that is set


def test_a_clock_that_stands_still_gives_no_id_twice() -> None:
    many = [ordered(4_096) for _ in range(50)]
    flat = [each for part in many for each in part]
    assert flat == sorted(set(flat))
