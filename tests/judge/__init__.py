"""The tests on trial: faults that nobody would want, planted one at a time, and whether a test cries out."""
