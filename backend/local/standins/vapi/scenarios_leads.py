"""Calls that leave a lead."""

from __future__ import annotations

from dataclasses import replace

from backend.local.standins.vapi import phrases
from backend.local.standins.vapi.draw import Draw
from backend.local.standins.vapi.fields import ask_slots, save_lead
from backend.local.standins.vapi.problem import Problem
from backend.local.standins.vapi.problems_business import BUSINESS
from backend.local.standins.vapi.problems_home import HOME
from backend.local.standins.vapi.problems_urgent import STORM, URGENT
from backend.local.standins.vapi.scenario import Caller, Ending, Scenario, Step
from backend.local.standins.vapi.scenes import greeting, lead_verdict, need, no_visit, visit
from backend.local.standins.vapi.slots import soonest

CALLER_HUNG_UP = Ending("customer-ended-call")
PAUL_HUNG_UP = Ending("assistant-said-end-call-phrase")


def urgent_booking(draw: Draw) -> Scenario:
    """Water comes up: lead and visit as soon as possible."""
    return _booked("urgent_booking", draw, draw.pick(URGENT))


def storm_booking(draw: Draw) -> Scenario:
    """The same during a storm, when the diary fills."""
    return _booked("storm_booking", draw, draw.pick(STORM))


def lead_booking(draw: Draw) -> Scenario:
    """Ordinary trouble: lead and visit."""
    return _booked("lead_booking", draw, draw.pick(HOME))


def urgent_lead(draw: Draw) -> Scenario:
    """Water comes up, and the caller leaves before a visit is set: the call to return first."""
    problem = draw.pick(URGENT)
    steps = (
        *need(draw, problem, questions=1),
        save_lead(draw.person, problem),
        draw.paul("Votre dossier est ouvert, Guillaume est avisé tout de suite. Est-ce que je vous réserve une plage?"),
        draw.says("Faut que j'aille couper l'eau, rappelez-moi vite!", "Je peux pas rester, ça déborde, rappelez-moi!"),
    )
    verdict = lead_verdict(draw, problem, "Le client attend un rappel rapide, aucun rendez-vous pris.")
    return Scenario("urgent_lead", draw.caller(), steps, CALLER_HUNG_UP, verdict)


def lead_only(draw: Draw) -> Scenario:
    """A lead who wants to be called back instead of a visit."""
    problem = draw.pick(HOME)
    steps = (*need(draw, problem, questions=draw.pick((1, 2))), save_lead(draw.person, problem), *no_visit(draw))
    verdict = lead_verdict(draw, problem, "Souhaite être rappelé avant de fixer une visite.")
    return Scenario("lead_only", draw.caller(), steps, draw.pick((CALLER_HUNG_UP, PAUL_HUNG_UP)), verdict)


def business_quote(draw: Draw) -> Scenario:
    """A business asks for a price."""
    problem = draw.pick(BUSINESS)
    name, urgent = f"{draw.person.name} ({draw.person.business})", problem.urgency == "haute"
    steps: tuple[Step, ...] = (
        greeting(draw),
        draw.says(*problem.openings),
        draw.paul(
            "Très bien. C'est à quel nom d'entreprise, et votre nom à vous?", "Avec plaisir. Le nom du commerce?"
        ),
        draw.says("{business}, je suis {name}.", "C'est {business}. Moi c'est {name}."),
        draw.paul("Et l'adresse, s'il vous plaît?", "À quelle adresse est-ce qu'on irait?"),
        draw.says("{address}. {postal}.", "Au {address}, code postal {postal}."),
        draw.paul(*phrases.ASKS_NUMBER),
        draw.says(*phrases.YES),
        *_details(draw, problem),
        save_lead(draw.person, problem, name=name, client="commercial"),
        draw.paul(*(phrases.BUSINESS_URGENT if urgent else phrases.BUSINESS_QUOTE)),
        draw.says(*phrases.THANKS),
    )
    note = "Commerce: rappel rapide demandé." if urgent else "Soumission commerciale à préparer."
    verdict = lead_verdict(draw, problem, note, name=name)
    return Scenario("business_quote", draw.caller(), steps, CALLER_HUNG_UP, verdict)


def slot_taken(draw: Draw) -> Scenario:
    """The caller wants the first slot of all, as everybody does; it may be gone and the next ones are offered."""
    problem = draw.pick(HOME)
    booking = replace(visit(draw, problem), wishes=soonest(draw.at, 8))
    steps = (*need(draw, problem), save_lead(draw.person, problem), booking)
    return Scenario("slot_taken", draw.caller(), steps, CALLER_HUNG_UP, lead_verdict(draw, problem))


def anonymous_lead(draw: Draw) -> Scenario:
    """A withheld number: the caller dictates one."""
    problem = draw.pick(HOME)
    steps: tuple[Step, ...] = (
        greeting(draw),
        draw.says(*problem.openings),
        draw.paul(*phrases.COMFORT),
        draw.says(*phrases.GIVES_ADDRESS),
        draw.paul("Votre numéro est masqué. À quel numéro est-ce qu'on peut vous rappeler?"),
        draw.says("C'est le {number}.", "Ah oui, excusez. {number}.", "Le {number}, mais juste le jour."),
        save_lead(draw.person, problem),
        *no_visit(draw),
    )
    verdict = lead_verdict(draw, problem, "Numéro masqué, numéro de rappel dicté pendant l'appel.")
    return Scenario("anonymous_lead", Caller(None), steps, CALLER_HUNG_UP, verdict)


def long_call(draw: Draw) -> Scenario:
    """A talkative caller with two troubles and many questions."""
    problem = draw.pick(HOME)
    steps: tuple[Step, ...] = (*need(draw, problem, questions=5), *_chat(draw), save_lead(draw.person, problem))
    verdict = lead_verdict(draw, problem, "Longue conversation, plusieurs questions sur les prix et la garantie.")
    booking = visit(draw, problem)
    asked = ask_slots(booking.wishes[0], problem)
    return Scenario("long_call", draw.caller(), (*steps, asked, booking), CALLER_HUNG_UP, verdict, interruptions=2)


def _booked(name: str, draw: Draw, problem: Problem) -> Scenario:
    booking = visit(draw, problem)
    asked: tuple[Step, ...] = (ask_slots(booking.wishes[0], problem),) if draw.likely(0.4) else ()
    steps = (*need(draw, problem), save_lead(draw.person, problem), *asked, booking)
    ending = PAUL_HUNG_UP if draw.likely(0.3) else CALLER_HUNG_UP
    interruptions = 1 if draw.likely(0.2) else 0
    return Scenario(name, draw.caller(), steps, ending, lead_verdict(draw, problem), interruptions=interruptions)


def _details(draw: Draw, problem: Problem) -> tuple[Step, ...]:
    return tuple(line for question, answers in problem.questions for line in draw.talk(question, draw.pick(answers)))


def _chat(draw: Draw) -> tuple[Step, ...]:
    return draw.talk(
        "Est-ce qu'il y a autre chose que le technicien devrait savoir?",
        "Ben là, tant qu'à y être, le lavabo du haut est lent aussi. Ça coûte-tu plus cher si vous faites les deux?",
        "C'est le même déplacement, Guillaume vous confirmera le prix sur place avant de commencer.",
        "OK. Pis c'est-tu garanti, votre affaire? Parce que le dernier qui est venu, ça a rebouché en un mois.",
        "Oui, le débouchage est garanti. Guillaume vous expliquera les conditions.",
        "Faites-vous ça la fin de semaine? Parce que mon mari travaille sur semaine.",
        "Les visites prévues sont du lundi au vendredi, mais pour une urgence on s'arrange.",
        "Parfait. Pis le chien, faut-tu l'attacher? Il est fin mais il jappe.",
        "Ce serait apprécié, merci d'y penser.",
        "C'est bon, je vais le mettre dans la chambre.",
    )
