"""The worker: whatever must happen later, claimed from the database and done."""
