"""Templates, canned responses, the look of e-mails, and letters before they are sent."""
