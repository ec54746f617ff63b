"""What the work is made of: the method bank. Nothing here is about a person."""
