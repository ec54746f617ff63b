"""Where a person studies and has studied: school units, enrolments, credentials."""
