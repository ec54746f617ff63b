"""The law: pure functions of frozen facts and a date. No clock, no database."""
