"""Invented extracts of a demo region or a whole nation, for demos, tests, benches.

Nobody in them exists. Numbers, names, phones, addresses, schools and lives are drawn
by chance; only the codes and names of the municipalities are real.
"""
