"""Paul's tools in English."""

from __future__ import annotations

from datetime import date, time

from backend.intake.tools.speech import Speech

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_NOON = time(12)
_ASK_NUMBER = "What phone number can we reach you at, with the area code?"
_DIGITS = "have them say the ten digits one by one, with the area code, repeat them, then call the tool again"


def _day(day: date, this_year: int) -> str:
    """`Friday November 20`."""
    year = "" if day.year == this_year else f", {day.year}"
    return f"{_DAYS[day.weekday()]} {_MONTHS[day.month - 1]} {day.day}{year}"


def _clock(at: time) -> str:
    """`1:30 PM`, `noon`."""
    if at == _NOON:
        return "noon"
    minutes = f":{at.minute:02d}" if at.minute else ""
    return f"{(at.hour - 1) % 12 + 1}{minutes} {'PM' if at >= _NOON else 'AM'}"


ENGLISH = Speech(
    for_paul="[For Paul: {instruction}.]",
    day=_day,
    clock=_clock,
    moment="{day} at {clock}",
    last_of_list=" and ",
    ask_number=_ASK_NUMBER,
    paul_digits=_DIGITS,
    say_again="Sorry, could you say that again?",
    later={
        "enregistrer_lead": "It's noted, Guillaume will call you back.",
        "prendre_rendez_vous": "Your appointment request is noted. Guillaume will call you back to confirm the time.",
        "deplacer_rendez_vous": "Your request is noted, nothing has been moved yet. Guillaume will call you back to "
        "confirm.",
        "annuler_rendez_vous": "Your request is noted, nothing has been cancelled yet. Guillaume will call you back "
        "to confirm.",
        "consulter_disponibilites": "I don't have the schedule in front of me. Tell me what time you'd like, and "
        "Guillaume will confirm.",
    },
    later_otherwise="The request is noted, Guillaume will call you back.",
    later_without_number={
        "prendre_rendez_vous": f"Your appointment request is noted, nothing is booked yet. {_ASK_NUMBER}",
        "deplacer_rendez_vous": f"Your request is noted, nothing has been moved yet. {_ASK_NUMBER}",
        "annuler_rendez_vous": f"Your request is noted, nothing has been cancelled yet. {_ASK_NUMBER}",
    },
    later_otherwise_without_number=f"It's noted. {_ASK_NUMBER}",
    who="I still need your name and your phone number.",
    paul_nothing_saved="nothing is saved yet",
    paul_unreadable="unreadable arguments, nothing is saved; call the tool again with a JSON object",
    no_such_tool="Guillaume will take care of that himself.",
    paul_no_such_tool="there is no such tool, nothing is done; note the request with enregistrer_lead",
    changed_meanwhile="Somebody on the team has just changed that appointment. One moment, let me check.",
    paul_changed_meanwhile="nothing is done; call the tool once more",
    noted="It's noted, file {ref}. Guillaume will call you back.",
    noted_number="It's noted, file {ref}. Guillaume will call you back at {number}.",
    noted_without_number=f"It's noted, file {{ref}}. {_ASK_NUMBER}",
    paul_without_number=f"without a number, promise no call back; {_DIGITS}",
    noted_misheard="It's noted, file {ref}, but I didn't catch the phone number.",
    only_number="I have your number. What is your name, and what is the problem?",
    paul_incomplete="file {ref}, incomplete",
    paul_only_noted="no visit is changed yet; to do it, annuler_rendez_vous or deplacer_rendez_vous; otherwise say "
    "that it is a request",
    free="Free times: {slots}.",
    paul_give_back="to book, give debut back word for word: {handles}",
    nothing_free="There is nothing free in the coming days.",
    paul_ask_wish="ask what time would suit them and note it with enregistrer_lead",
    nothing_then="Nothing is free any more at that time.",
    nothing_then_on="Nothing is free any more at that time on {day}.",
    taken="{moment} is already taken.",
    stands="Your appointment on {moment} still stands.",
    not_understood={
        "not_understood": "I didn't quite get the day and the time. What day, and what time?",
        "no_such_day": "That date doesn't exist. What day did you mean?",
        "another_weekday": "That weekday and that date don't go together. Which of the two is right?",
    },
    paul_ask_moment="ask for the day and the time again, then call the tool with YYYY-MM-DDTHH:MM, local time",
    which_day="What day would suit you?",
    which_hour="At what time on {day}?",
    past="{moment} is already past; today is {today}.",
    too_far="{day} is too far ahead: the schedule goes as far as {last}.",
    closed="There are no visits on {day}.",
    closed_because="There are no visits on {day}: we are closed that day.",
    outside_hours="There are no visits on {moment}: they start between {first} and {last}.",
    name="your name",
    number="a phone number",
    address="the address of the visit",
    missing="To book {moment}, I still need {what}.",
    paul_missing="nothing is booked; ask for it, then call prendre_rendez_vous again",
    paul_for_number=f"; for the number, {_DIGITS}",
    confirmed="Appointment confirmed: {moment}",
    another_stands="; the one on {moments} still stands.",
    instead_of=", instead of {moment}.",
    paul_both="if they want both visits, book debut {handle} again with autre_visite {beside}",
    misheard="I didn't catch the phone number.",
    paul_misheard=f"the number they gave was not understood: {_DIGITS}",
    has_already="You already have an appointment on {own}. Would you like to move it to {moment}, or is this a second "
    "visit?",
    paul_has_already="nothing is booked; to move it, deplacer_rendez_vous; for one more visit, prendre_rendez_vous "
    "with autre_visite {beside}",
    own_already="That time is already booked for you: {moment}.",
    and_the_one=" and the one on ",
    moved="Appointment moved: from {before} to {moment}.",
    cancelled="Appointment cancelled: the one on {moment}.",
    cancelled_already="Your appointment on {moment} is already cancelled.",
    seen="I see your appointment on {moments}.",
    which_one="Which one?",
    this_one="Is that the one?",
    paul_which="nothing is changed; call the tool again with date_actuelle: {days}",
    or_the_one=", and the one on ",
    not_found="I can't find that appointment for certain.",
    person_calls="Guillaume will check and call you back to confirm.",
    paul_request="nothing is changed; say that it is a request",
)
