"""A person's way through a contract: referral, contacts, plan, questionnaires and outcomes, with slips and repairs."""

from dataclasses import dataclass

from bench.history.telling import OUTCOMES, REFERRALS, SESSIONS, Agenda, Told, iso

SOURCES = ("self", "gp", "family", "hospital", "probation", "social-care")
ROUTES = ("telephone", "web-form", "secure-email", "in-person")
CHANNELS = ("01", "02", "04", "11")
PURPOSES = ("welcome", "support", "check-in", "advocacy", "review")
CLOSURES = ("goals-met", "planned-end", "moved-on", "disengaged")
REPAIRS = ("wrong-details", "recorded-twice", "learnt-later")
QUESTIONS = (("gender", ("female", "male", "not-stated")), ("age-band", ("18-25", "26-64", "65-and-over")))
AREAS = ("confidence", "hope", "isolation", "physical-health", "skills")
WAYS = ("connect", "be-active", "take-notice", "keep-learning", "give")


@dataclass(slots=True)
class Stream:
    """A stream of events of one person: each is recorded no earlier than the one before it."""

    agenda: Agenda
    service: int
    person: str
    version: int = 0
    recorded: int = 0

    def tell(self, kind: str, on: int, body: str) -> int:
        """Have the next event recorded; gives its version."""
        self.version += 1
        self.recorded = max(self.recorded, self.agenda.recorded(on))
        told = Told(self.service, kind, self.version, self.person, on, self.person, body)
        self.agenda.tell(self.recorded, told)
        return self.version


def live(agenda: Agenda, person: str, start: int, *, new: bool) -> None:
    """All that is told of one referral of a person who asks on day `start`; `new` if nobody knew them here before."""
    if new:
        _profile(agenda, person, start)
    referral = agenda.id()
    accepted = _journey(agenda, person, referral, start)
    if accepted is not None:
        _contacts(agenda, person, referral, accepted)
        _outcomes(agenda, person, referral, accepted)


def _profile(agenda: Agenda, person: str, on: int) -> None:
    stream = Stream(agenda, REFERRALS, person)
    head = f'{{"person_ref":"{person}",'
    stream.tell("consent-given.v1", on, f'{head}"purpose":"reporting","given_on":"{iso(on)}"}}')
    for question, answers in QUESTIONS:
        answer = answers[agenda.below(len(answers))]
        body = f'{head}"characteristic":"{question}","answer":"{answer}","recorded_on":"{iso(on)}"}}'
        stream.tell("characteristic-recorded.v1", on, body)


def _journey(agenda: Agenda, person: str, referral: str, start: int) -> int | None:
    """The referral itself; gives the day of acceptance, if it came to that."""
    random, below = agenda.random, agenda.below
    stream = Stream(agenda, REFERRALS, person)
    head = f'{{"referral_id":"{referral}","person_ref":"{person}",'
    stream.tell(
        "referral-received.v1",
        start,
        f'{head}"received_on":"{iso(start)}","source":"{SOURCES[below(6)]}","route":"{ROUTES[below(4)]}",'
        f'"urgency":"{"urgent" if random() < 0.1 else "routine"}","first_contact_by":"{iso(start + 14)}"}}',
    )
    on = start + below(3)
    if random() < 0.08:
        stream.tell("referral-withdrawn.v1", on, f'{head}"withdrawn_on":"{iso(on)}","reason":"no-longer-needed"}}')
        return None
    stream.tell("referrer-contacted.v1", on, f'{head}"contacted_on":"{iso(on)}"}}')
    on += below(3)
    stream.tell("referral-triaged.v1", on, f'{head}"triaged_on":"{iso(on)}","risk_level":"medium"}}')
    if random() < 0.12:
        stream.tell("referral-declined.v1", on, f'{head}"declined_on":"{iso(on)}","reason":"outside-area"}}')
        return None
    accepted = on = on + below(4)
    until = f'"accepted_on":"{iso(on)}","support_until":"{iso(on + 180)}"}}'
    stream.tell("referral-accepted.v1", on, head + until)
    stream.tell("referral-allocated.v1", on, f'{head}"allocated_on":"{iso(on)}"}}')
    contacted = accepted + below(21)
    channel = CHANNELS[below(4)]
    first = stream.tell(
        "first-contact-made.v1", contacted, f'{head}"contacted_on":"{iso(contacted)}","channel":"{channel}"}}'
    )
    if (slip := random()) < 0.04:
        on = max(accepted, contacted - 1)
        body = (
            f'{head}"event":"first-contact-made","on":"{iso(on)}","reason":"{REPAIRS[below(3)]}",'
            f'"channel":"02","stream_version":{first}}}'
        )
        stream.tell("step-corrected.v1", contacted + 1 + below(60), body)
    elif slip < 0.05:
        body = f'{head}"event":"first-contact-made","reason":"entered-in-error","stream_version":{first}}}'
        stream.tell("step-withdrawn.v1", contacted + 1 + below(60), body)
    if random() < 0.75:
        on = contacted + 30 + below(150)
        stream.tell("referral-closed.v1", on, f'{head}"closed_on":"{iso(on)}","reason":"{CLOSURES[below(4)]}"}}')
        if random() < 0.04:
            on += below(60)
            stream.tell("referral-reopened.v1", on, f'{head}"reopened_on":"{iso(on)}","reason":"person-returned"}}')
    return accepted


def _contacts(agenda: Agenda, person: str, referral: str, start: int) -> None:
    below, random = agenda.below, agenda.random
    for _ in range(2 + below(8)):
        on = start + below(150)
        contact = agenda.id()
        code = "5" if random() < 0.8 else "3263"[below(4)]
        body = (
            f'{{"contact_id":"{contact}","person_ref":"{person}","on":"{iso(on)}","channel":"{CHANNELS[below(4)]}",'
            f'"attendance":"{code}","purpose":"{PURPOSES[below(5)]}","staff":1,"programme":"peer-support",'
            f'"minutes":{15 + 5 * below(10)},"referral_id":"{referral}"'
        )
        _recorded(agenda, SESSIONS, "contact", f'"contact_id":"{contact}"', person, on, body)
    if random() < 0.4:
        on = start + below(120)
        signposting = f'"signposting_id":"{agenda.id()}"'
        body = f'{{{signposting},"on":"{iso(on)}","service":"advice-{below(8)}","category":"housing"'
        _recorded(agenda, SESSIONS, "signposting", signposting, person, on, f'{body},"person_ref":"{person}"')


def _outcomes(agenda: Agenda, person: str, referral: str, start: int) -> None:
    below, random = agenda.below, agenda.random
    of = f'"person_ref":"{person}","referral_id":"{referral}"'
    if random() < 0.8:
        on = start + below(30)
        stream = Stream(agenda, OUTCOMES, person)
        head = f'{{"plan_id":"{agenda.id()}","person_ref":"{person}",'
        due = iso(on + 42)
        stream.tell(
            "plan-agreed.v1", on, f'{head}"agreed_on":"{iso(on)}","together":true,"staff":1,"review_by":"{due}"}}'
        )
        goal = f'{head}"goal_id":"{agenda.id()}",'
        stream.tell("goal-set.v1", on, f'{goal}"area":"{AREAS[below(5)]}","set_on":"{iso(on)}"}}')
        on += 30 + below(90)
        stream.tell("goal-settled.v1", on, f'{goal}"settled_on":"{iso(on)}","result":"reached"}}')
    for occasion, after in (("first", 7), ("review", 45), ("last", 120)):
        if random() < 0.6:
            on, reading = start + after + below(20), f'"reading_id":"{agenda.id()}"'
            body = (
                f'{{{reading},{of},"on":"{iso(on)}","instrument":"swemwbs","instrument_version":1,'
                f'"occasion":"{occasion}","score_in_hundredths":{1500 + 50 * below(30)}'
            )
            _recorded(agenda, OUTCOMES, "questionnaire", reading, person, on, body)
    for _ in range(below(4)):
        on, outcome, area = start + 20 + below(160), f'"outcome_id":"{agenda.id()}"', AREAS[below(5)]
        body = f'{{{outcome},{of},"on":"{iso(on)}","area":"{area}","source":"conversation","ways":["{WAYS[below(5)]}"]'
        _recorded(agenda, OUTCOMES, "soft-outcome", outcome, person, on, body)
    if random() < 0.4:
        on, outcome = start + 20 + below(160), f'"outcome_id":"{agenda.id()}"'
        body = f'{{{outcome},{of},"on":"{iso(on)}","kind":"housing","evidence":"document-seen","counted":"instances"'
        _recorded(agenda, OUTCOMES, "hard-outcome", outcome, person, on, body)


def _recorded(agenda: Agenda, service: int, of: str, name: str, person: str, on: int, body: str) -> None:
    """Something set down once, of which `body` lacks its end; some of it is corrected later, some withdrawn."""
    stream = Stream(agenda, service, person)
    first = "completed" if of == "questionnaire" else "recorded"
    stream.tell(f"{of}-{first}.v1", on, f"{body}}}")
    slip = agenda.random()
    if slip < 0.03:
        stream.recorded += 1 + agenda.below(60)
        stream.tell(f"{of}-corrected.v1", on, f'{body},"reason":"{REPAIRS[agenda.below(3)]}"}}')
    elif slip < 0.045:
        stream.recorded += 1 + agenda.below(60)
        stream.tell(f"{of}-withdrawn.v1", on, f'{{{name},"reason":"entered-in-error"}}')
