"""What people say and models write down, read: numbers, urgency, days and hours, in French and in English."""
