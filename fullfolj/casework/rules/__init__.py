"""What holds of a case by law, decision and agreement: pure, with a day and reasons."""
