"""Group sessions with their registers, and the hours that volunteers and staff give."""

from collections.abc import Sequence

from bench.history.lives import REPAIRS, WAYS
from bench.history.telling import SESSIONS, Agenda, Told, iso

GROUPS = 20
ACTIVITIES = ("craft", "walking", "peer-group", "cafe", "training")


class Timetable:
    """The groups of one contract."""

    def __init__(self, agenda: Agenda) -> None:
        self._agenda = agenda
        self._groups = [agenda.id() for _ in range(GROUPS)]
        self._volunteers = [agenda.id() for _ in range(GROUPS)]

    def start(self) -> None:
        """Every group begins on the first day."""
        for number, group in enumerate(self._groups):
            activity, way = ACTIVITIES[number % 5], WAYS[number % 5]
            body = (
                f'{{"group_id":"{group}","started_on":"{iso(0)}","programme":"groups","activity":"{activity}",'
                f'"place":"community-hub","channel":"01","ways":["{way}"],"ways_version":1}}'
            )
            self._agenda.tell(0, Told(SESSIONS, "group-started.v1", 1, f"group-{group}", 0, None, body))

    def meet(self, people: Sequence[str], on: int) -> None:
        """One session of a group on a day, with its register of people; of each of some registers a line is mended."""
        agenda, below, random = self._agenda, self._agenda.below, self._agenda.random
        number = below(GROUPS)
        session = agenda.id()
        key, head, version = f"session-{session}", f'{{"session_id":"{session}",', 1
        recorded = agenda.recorded(on)

        def tell(kind: str, body: str, person: str | None = None, day: int = on) -> None:
            nonlocal version
            agenda.tell(max(recorded, day), Told(SESSIONS, kind, version, key, on, person, body))
            version += 1

        activity, way = ACTIVITIES[number % 5], WAYS[number % 5]
        planned = (
            f'{head}"on":"{iso(on)}","kind":"group","programme":"groups","activity":"{activity}",'
            f'"place":"community-hub","channel":"01","ways":["{way}"],"ways_version":1,'
            f'"group_id":"{self._groups[number]}"}}'
        )
        tell("session-planned.v1", planned)
        if random() < 0.05:
            tell("session-cancelled.v1", f'{head}"cancelled_on":"{iso(on)}","reason":"leader-absent"}}')
            return
        tell(
            "session-held.v1", f'{head}"held_on":"{iso(on)}","minutes":{60 + 15 * below(5)},"staff":1,"volunteers":1}}'
        )
        for person in people:
            line = f'{head}"line_id":"{agenda.id()}","person_ref":"{person}","attendance":'
            there = "present" if random() < 0.85 else "absent"
            tell("attendance-recorded.v1", f'{line}"{there}","channel":"01"}}', person)
        if random() < 0.3:
            tell("heads-counted.v1", f'{head}"channel":"01","count":{1 + below(6)}}}')
        if people and random() < 0.1:
            later = recorded + 1 + below(60)
            mended = f'{line}"absent","channel":"01","reason":"{REPAIRS[below(3)]}"}}'
            tell("attendance-corrected.v1", mended, person, later)
        self._hours(number, on)

    def _hours(self, number: int, on: int) -> None:
        agenda = self._agenda
        name = agenda.id()
        body = (
            f'{{"volunteering_id":"{name}","volunteer_id":"{self._volunteers[number]}","on":"{iso(on)}",'
            f'"minutes":{60 + 30 * agenda.below(5)},"activity":"leading-groups","ways":["give"]}}'
        )
        told = Told(SESSIONS, "volunteering-recorded.v1", 1, f"volunteering-{name}", on, None, body)
        agenda.tell(agenda.recorded(on), told)
        if agenda.random() < 0.2:
            name = agenda.id()
            body = f'{{"staff_activity_id":"{name}","on":"{iso(on)}","kind":"partner-meeting","minutes":60,"staff":2}}'
            told = Told(SESSIONS, "staff-activity-recorded.v1", 1, f"staff-activity-{name}", on, None, body)
            agenda.tell(agenda.recorded(on), told)
