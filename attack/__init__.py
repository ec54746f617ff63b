"""The attack suite: everything we know to try against the wall, tried.

`make attack` runs it all and counts; `make test` runs it too. It attacks as the
application's role on a real PostgreSQL and through the real pages, from outside and from
inside, and fails on one leak, on a table, function or address that nothing tries, and on
an opened wall that it does not notice (attack/mutations.py).

world     the scratch database: what there is to steal, and from what one sees it leak
actors    who attacks: strangers, former members, forgers; members without clearance
tries     one try and its outcome
rows      every table x every actor x every way to read and write
probes    "does this person exist there?"
tamper    policies, triggers, rights, roles, functions, settings
logs      history and read log
tickets   tickets, jobs, the day that is said
rights    giving oneself rights; persons through the actions
signin    credentials and sessions
pages     every address as everybody
"""
