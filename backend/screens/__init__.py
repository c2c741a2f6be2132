"""What the screens read and do: typed values built from the database's answers, one function per database function."""
