"""Extracts into the database: compare, report, apply, in one transaction or not at all.

There is no staging table: PostgreSQL refuses COPY into a table with row security, and
the application's role may make no temporary one. Persons go through in batches, whose
rows travel as arrays; what is compared, is compared by `rules`.
"""
