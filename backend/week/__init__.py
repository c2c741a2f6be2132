"""Ma semaine: what Paul brought in a week and what was lost, on a screen and in Monday's message."""
