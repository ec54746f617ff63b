"""Who may sign in, for which authority, with which role, and who has read what."""
