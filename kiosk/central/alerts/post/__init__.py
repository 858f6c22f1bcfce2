"""Letters about alerts: by e-mail to people, by a signed webhook to one program of the city."""
