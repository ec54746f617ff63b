"""Schools' systems asked over SS 12000, the Swedish standard for what they hold."""
