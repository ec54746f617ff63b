"""Schools connected: what a school's own system says, by SS 12000:2020 (2.1)."""
