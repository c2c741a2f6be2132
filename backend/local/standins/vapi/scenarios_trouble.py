"""Calls in which something of ours or of a provider broke, and our own test calls."""

from __future__ import annotations

from dataclasses import replace

from backend.local.standins.vapi.draw import Draw
from backend.local.standins.vapi.latency import crawl
from backend.local.standins.vapi.people import GUILLAUME
from backend.local.standins.vapi.problem import exchanges
from backend.local.standins.vapi.problems_home import HOME
from backend.local.standins.vapi.problems_urgent import URGENT
from backend.local.standins.vapi.scenario import Caller, Ending, Scenario, Stalls, Step, Verdict, Waits
from backend.local.standins.vapi.scenes import greeting, need


def provider_fault(draw: Draw) -> Scenario:
    """The model stops answering: Paul hangs, then the call drops."""
    problem = draw.pick(HOME + URGENT)
    steps: tuple[Step, ...] = (greeting(draw), draw.says(*problem.openings), Stalls(9.0))
    if draw.likely(0.4):
        late = replace(draw.paul("Excusez-moi pour l'attente. Votre nom et votre adresse?"), latency=crawl(draw.rng))
        steps = (*steps, late, draw.says("Allô? Êtes-vous là?", "{name}, euh... allô?"), Stalls(8.0))
    reason, message = draw.pick(
        (
            ("openai-llm-failed", "The model provider returned 5xx on every attempt."),
            ("azure-openai-llm-failed", "The model provider did not answer in time."),
        )
    )
    verdict = Verdict(f"{problem.description}; l'appel a coupé avant la prise des coordonnées.")
    ending = Ending(f"call.in-progress.error-providerfault-{reason}", message)
    return Scenario("provider_fault", draw.caller(), steps, ending, verdict)


def vapi_fault(draw: Draw) -> Scenario:
    """Vapi itself fails in the middle of a sentence."""
    problem = draw.pick(HOME)
    reason = draw.pick(("vapi-llm-failed", "deepgram-transcriber-failed", "eleven-labs-voice-failed"))
    steps = need(draw, problem, questions=0)[: draw.pick((2, 4))]
    ending = Ending(f"call.in-progress.error-vapifault-{reason}", "An internal error occurred.")
    return Scenario("vapi_fault", draw.caller(), steps, ending)


def assistant_request_failed(draw: Draw) -> Scenario:
    """Our server did not say in time who should answer: the caller got nothing."""
    rejected = {
        "error": "Couldn't get assistant: server did not respond within 7.5 seconds.",
        "assistantRequestError": "timeout of 7500ms exceeded",
    }
    return Scenario(
        "assistant_request_failed",
        Caller(draw.person.number),
        (),
        Ending("assistant-request-failed"),
        rejected=rejected,
    )


def max_duration(draw: Draw) -> Scenario:
    """A caller who never stops: Vapi cuts at ten minutes, before Paul has noted anything."""
    problem = draw.pick(HOME)
    steps: list[Step] = [greeting(draw), draw.says(*problem.openings)]
    for question, answer in exchanges(draw.rng, problem, 4):
        steps += [draw.paul(question), draw.says(answer), Waits(28.0)]
    story = (
        "Laissez-moi vous raconter, c'est arrivé la première fois en 2009, j'étais avec mon beau-frère...",
        "Pis là le plombier m'a dit que c'était le tuyau de fonte, mais moi je suis pas sûr de ça...",
        "Attendez, je vais aller voir en bas, je reviens, raccrochez pas.",
        "Bon, je suis revenu. C'est-tu normal que ça fasse du bruit de même?",
        "Fait que finalement on a rien faite, pis ça a continué de même tout l'hiver.",
    )
    for text in story:
        steps += [draw.paul("Je comprends. Est-ce que je peux avoir votre nom?", "D'accord. Et votre adresse?"),
                  draw.says(text), Waits(70.0)]  # fmt: skip
    verdict = Verdict(
        f"{problem.description}. L'appel a atteint la durée maximale sans coordonnées.", None, success=False
    )
    return Scenario("max_duration", draw.caller(), tuple(steps), Ending("exceeded-max-duration"), verdict)


def test_call(draw: Draw) -> Scenario:
    """A trial that we placed ourselves, answered."""
    steps = (
        greeting(draw),
        draw.says("Oui, c'est un essai de la console.", "Allô, c'est juste un test."),
        draw.paul("Parfait, l'essai est réussi. Bonne journée!"),
    )
    verdict = Verdict("Appel d'essai de la console.", None, success=True)
    return _trial(draw, "test_call", steps, Ending("assistant-ended-call"), verdict)


def test_call_unanswered(draw: Draw) -> Scenario:
    """A trial that nobody picked up."""
    return _trial(draw, "test_call_unanswered", (), Ending("customer-did-not-answer"), Verdict())


def _trial(draw: Draw, name: str, steps: tuple[Step, ...], ending: Ending, verdict: Verdict) -> Scenario:
    caller = Caller(GUILLAUME, "Appel test console")
    label = f"console-test-{draw.at:%Y%m%d-%H%M}"
    return Scenario(name, caller, steps, ending, verdict, outbound=True, label=label)
