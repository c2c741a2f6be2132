"""What stands between a browser and the screens: sign-in, sessions, the gate, and the one door to the Data API."""
