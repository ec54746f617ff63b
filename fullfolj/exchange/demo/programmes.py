"""Programme codes, and how common each is among women and men.

HV took in its last pupils in 2024: whoever would choose it later gets another.
"""

from fullfolj.exchange.demo.chance import Lottery

NATIONAL_WOMEN = Lottery(
    {"SA": 22, "NA": 15, "EK": 17, "ES": 8, "TE": 4, "HU": 1.2, "VO": 7, "BF": 5}
    | {"NB": 5, "FS": 2.5, "RL": 2, "HT": 1.8, "HV": 2.2, "BA": 1, "EE": 0.8}
    | {"FT": 1.8, "IN": 0.5, "VF": 0.2}
)
NATIONAL_MEN = Lottery(
    {"SA": 13, "NA": 12, "EK": 15, "ES": 4.5, "TE": 15, "HU": 0.3, "VO": 2, "BF": 3}
    | {"NB": 2, "FS": 2.5, "RL": 1.3, "HT": 0.6, "HV": 0.3, "BA": 8, "EE": 10}
    | {"FT": 7, "IN": 3, "VF": 2.5}
)
INTRODUCTORY = Lottery({"IMIND": 46, "IMYRK": 26, "IMV": 28})
ADAPTED = Lottery(
    {"IAIND": 36, "AH": 10, "EV": 4, "FA": 12, "FG": 5, "HP": 6, "HB": 12, "SN": 7}
    | {"SM": 8}
)
_LAST_HV = 2024


def national(chance: float, *, male: bool, year: int) -> str:
    """A national programme to start in the autumn of the year."""
    drawn = (NATIONAL_MEN if male else NATIONAL_WOMEN).draw(chance)
    return "FS" if drawn == "HV" and year > _LAST_HV else drawn
