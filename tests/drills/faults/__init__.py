"""Faults below our programs: a disk that is full or lies, a clock that is wrong, a connection that goes nowhere."""
