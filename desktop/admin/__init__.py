"""Settings: business numbers, dispositions, notifications, and what this computer can do."""
