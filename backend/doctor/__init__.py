"""Tries every setting of a program against what it names, and says in French what is wrong and what to do."""
