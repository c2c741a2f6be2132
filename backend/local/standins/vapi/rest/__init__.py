"""The stand-in over REST: GET and POST /call, a line's number, recordings by short-lived link; fails on command."""
