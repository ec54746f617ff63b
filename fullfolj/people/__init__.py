"""The person, their identities over time, contact data and protection."""
