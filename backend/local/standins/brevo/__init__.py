"""A stand-in for Brevo: takes SMS and emails as Brevo's API does, tells what became of them, obeys commands."""
