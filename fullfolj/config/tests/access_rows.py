"""Every row of the table: each address of the house × the cast."""

from fullfolj.config.tests.access_cases import CASES
from fullfolj.config.tests.access_exchange import EXCHANGE
from fullfolj.config.tests.access_handovers import HANDOVERS
from fullfolj.config.tests.access_life import LIFE
from fullfolj.config.tests.access_mapping import MAPPING
from fullfolj.config.tests.access_measures import MEASURES
from fullfolj.config.tests.access_meetings import MEETINGS
from fullfolj.config.tests.access_messages import MESSAGES
from fullfolj.config.tests.access_notes import NOTES
from fullfolj.config.tests.access_plans import PLANS
from fullfolj.config.tests.access_progress import PROGRESS
from fullfolj.config.tests.access_referrals import REFERRALS
from fullfolj.config.tests.access_register import REGISTER
from fullfolj.config.tests.access_table import TABLE, Try
from fullfolj.config.tests.access_teams import TEAMS

ROWS: list[Try] = [
    *TABLE,
    *REGISTER,
    *EXCHANGE,
    *CASES,
    *MEASURES,
    *NOTES,
    *MEETINGS,
    *MAPPING,
    *HANDOVERS,
    *LIFE,
    *PLANS,
    *TEAMS,
    *PROGRESS,
    *MESSAGES,
    *REFERRALS,
]
