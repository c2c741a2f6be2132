"""What Paul can do during a call: save a lead, look for a free slot, book a visit."""
