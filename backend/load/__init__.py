"""What the line was seen to carry: the record of a ramp or a soak, checked before it is kept as evidence."""
