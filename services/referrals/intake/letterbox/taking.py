"""Taking a kept message: what it asks for becomes a command, or waits for a person, or is turned away with its reason.

Every command's id derives from the message's, so that taking a message again changes nothing. What a message causes and
what becomes of it in the letterbox are one transaction.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Protocol
from uuid import UUID

from opentelemetry.trace import Link

from chassis import clock
from chassis.errors import KeyReused, Refused
from chassis.eventstore.store import Alongside
from chassis.handling import Desk, Order
from chassis.telemetry import context, measures, names
from services.referrals.domain.commands import AmendReferral, ReceiveReferral, ReferralCommand, WithdrawReferral
from services.referrals.domain.events import ReferralEvent
from services.referrals.domain.person.commands import LinkPeople
from services.referrals.domain.person.events import PeopleLinked
from services.referrals.domain.person.state import Link as PeopleLink
from services.referrals.domain.person.state import stream as link_stream
from services.referrals.domain.person.terms import Evidence
from services.referrals.domain.state import Referral, stream
from services.referrals.domain.terms import ReferralTerms, Urgency
from services.referrals.intake.fhir_r4.meaning import Asks, Request
from services.referrals.intake.fhir_r4.objections import CONFLICT, NOT_FOUND, UNPROCESSABLE, Objection, Rejected
from services.referrals.intake.letterbox.judging import RECEIVE, Hand, judged, promised_id, somebody_else
from services.referrals.intake.letterbox.kept import (
    Arrival,
    Hold,
    Resolution,
    Settlement,
    State,
    held,
)
from services.referrals.intake.letterbox.letterbox import Letterbox, settled
from services.referrals.people.details import PersonDetails
from services.referrals.people.reference import reference
from services.referrals.people.register import Register, registration
from services.referrals.views.referrals import ReferralList

_tracer = context.tracer(__name__)


class Feed(Protocol):
    """How the messages of a feed are read; the catalogue holds them."""

    @property
    def format(self) -> str: ...
    @property
    def route(self) -> str: ...
    def read(self, body: bytes, media_type: str, terms: ReferralTerms, today: date, /) -> Request: ...


@dataclass(frozen=True, slots=True)
class Desks:
    """Where the commands of the two aggregates are handled."""

    referrals: Desk[ReferralCommand, ReferralEvent, Referral]
    links: Desk[LinkPeople, PeopleLinked, PeopleLink]


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a message that was not turned away."""

    state: State
    request: Request
    referral_id: UUID


class Taking:
    """Takes kept messages of every feed."""

    def __init__(
        self,
        letterbox: Letterbox,
        desks: Desks,
        register: Register,
        listed: ReferralList,
        terms: ReferralTerms,
        key: bytes,
        feeds: Mapping[str, Feed],
    ) -> None:
        self._letterbox, self._desks, self._register, self._listed = letterbox, desks, register, listed
        self.terms, self._key, self._feeds = terms, key, feeds

    async def referral(self, referral_id: UUID) -> tuple[Referral, int]:
        """A referral as it stands, and its version; 0 for one that is not known."""
        return await self._desks.referrals.state(stream(referral_id))

    async def take(self, arrival: Arrival, resolution: Resolution | None = None, *, again: bool = False) -> Taken:
        """What became of the message; raises `Rejected` once it is settled as turned away.

        `again` marks a run other than that of the message's arrival: its span links to the context that was kept.
        """
        feed = self._feeds[arrival.feed]
        request: Request | None = None
        try:
            request = self._read(feed, arrival, again)
            return await self._carry_out(Hand(arrival, request, resolution, feed.route))
        except Rejected as rejected:
            await self._turn_away(arrival, request, rejected.objection)
            raise
        except Refused as refused:
            by_terms = Rejected("terms", UNPROCESSABLE, "business-rule", f"{refused.code}: {refused.detail}")
            await self._turn_away(arrival, request, by_terms.objection)
            raise by_terms from refused

    def _read(self, feed: Feed, arrival: Arrival, again: bool) -> Request:
        link = context.link(arrival.traceparent, arrival.tracestate) if again else None
        links: Sequence[Link] = (link,) if link else ()
        with _tracer.start_as_current_span(
            f"{names.TRANSLATE} {feed.format}", links=links, record_exception=False, set_status_on_exception=False
        ):
            return feed.read(arrival.body, arrival.media_type, self.terms, clock.london_day(arrival.received_at))

    async def _turn_away(self, arrival: Arrival, request: Request | None, objection: Objection) -> None:
        measures.count(names.INTAKE_OBJECTIONS, feed=arrival.feed, code=objection.issue)
        await self._letterbox.settle(
            Settlement(arrival.id, State.REJECTED, (objection,), request.asks if request else None)
        )

    async def _carry_out(self, hand: Hand) -> Taken:
        match hand.request.asks:
            case Asks.NEW:
                return await self._receive(hand)
            case Asks.UPDATE:
                return await self._amend(hand)
            case Asks.CANCEL:
                return await self._withdraw(hand)
            case Asks.ANSWER:
                # Nothing is sent from here yet that could be answered.
                detail = "MessageHeader.response.identifier: names no message that this service has sent"
                raise Rejected("R15a", NOT_FOUND, "not-found", detail)

    async def _receive(self, hand: Hand) -> Taken:
        request, command_id = hand.request, hand.command_id(RECEIVE)
        referral_id = promised_id(hand.arrival.id)
        person, objections, holds = judged(hand, self.terms.nhs_number_policy)
        if request.person.dead and not hand.resolution:
            holds.append(held(Hold.DEAD, "Patient.deceased: the person is recorded as dead"))
        if holds:
            return await self._hold(hand, referral_id, [*objections, *holds])
        ref = reference(self._key, person, referral_id)
        command = ReceiveReferral(
            referral_id=referral_id,
            person_ref=ref,
            received_on=hand.day,
            source=self.terms.bars.source,
            route=hand.route,
            urgency=request.urgency or Urgency.ROUTINE,
            age=_age(person, hand.day),
            flags=request.flags,
            referrer_organisation=request.referrer_organisation,
            conversation_id=hand.arrival.correlation_id,
            today=clock.today(),
        )
        also = [registration(ref, person, referral_id, request.needs)]
        settlement = self._settlement(hand, State.TRANSLATED, referral_id, objections)
        taken = await self._handle(hand, command_id, command, also, settlement)
        if hand.resolution and hand.arrival.correlation_id:
            await self._take_held_back(hand.arrival.correlation_id)
        return taken

    async def _amend(self, hand: Hand) -> Taken:
        request = hand.request
        referral_id, state = await self._current(hand)
        if referral_id is None or state is None:
            return await self._hold_back(hand)
        last = await self._letterbox.last_sent_at(referral_id, hand.arrival.id)
        if last is not None and request.sent_at is not None and request.sent_at < last and not hand.resolution:
            detail = "Bundle.meta.lastUpdated: the referral was changed by a later message"
            raise Rejected("R15", CONFLICT, "conflict", detail)
        person, objections, number_holds = judged(hand, self.terms.nhs_number_policy)
        other = await self._somebody_else(state, person, by_name=True)
        if other and not hand.resolution:
            return await self._hold(hand, referral_id, [other])
        command = AmendReferral(on=hand.day, urgency=request.urgency, flags=request.flags, today=clock.today())
        also = [registration(_ref(state), person, referral_id, request.needs)]
        # A number that fails its check waits for a person; everything else of the update is taken now.
        became = State.QUARANTINED if number_holds else State.TRANSLATED
        settlement = self._settlement(hand, became, referral_id, [*objections, *number_holds])
        link = await self._link(hand, referral_id, state, person)
        if link is None:
            return await self._handle(hand, hand.command_id("amend"), command, also, settlement)
        # Two streams are two transactions. The person's details and the message follow with the second, so that an
        # attempt which finds only the first one done decides as the first attempt did.
        await self._amend_only(hand, referral_id, command)
        also.append(registration(link.same_as_ref, person, referral_id))
        order = Order(hand.command_id(f"link-{link.same_as_ref}"), hand.arrival.sent_by, hand.arrival.id)
        linked = await self._desks.links.handle(
            link_stream(link.person_ref, link.same_as_ref), link, order, (*also, settled(settlement))
        )
        return await self._settled(hand, settlement, done=not linked.repeated)

    async def _withdraw(self, hand: Hand) -> Taken:
        referral_id, state = await self._current(hand)
        if referral_id is None or state is None:
            return await self._hold_back(hand)
        other = await self._somebody_else(state, hand.request.person, by_name=False)
        if other and not hand.resolution:
            return await self._hold(hand, referral_id, [other])
        reason = hand.request.withdrawal_reason
        assert reason is not None  # A cancellation has one: the translator derives it from the status.
        command = WithdrawReferral(on=hand.day, reason=reason, today=clock.today())
        settlement = self._settlement(hand, State.TRANSLATED, referral_id, [])
        return await self._handle(hand, hand.command_id("withdraw"), command, [], settlement)

    async def _current(self, hand: Hand) -> tuple[UUID | None, Referral | None]:
        """R15: the referral that the message is about. None where its beginning still waits in the letterbox."""
        referral_id, state = await self._known(hand)
        if state is None:
            if await self._waiting_start(hand) is not None:
                return None, None
            detail = "ServiceRequest.id, X-Correlation-Id: name no referral that is known here"
            raise Rejected("R15", NOT_FOUND, "not-found", detail)
        if not state.current and not hand.resolution:
            detail = f"ServiceRequest: the referral is {state.status}, and only an active one can be changed"
            raise Rejected("R15", CONFLICT, "conflict", detail)
        return referral_id, state

    async def _known(self, hand: Hand) -> tuple[UUID | None, Referral | None]:
        """By the id that we gave it, or else by the conversation."""
        if hand.request.referral_id is not None:
            state, version = await self._desks.referrals.state(stream(hand.request.referral_id))
            if version:
                return hand.request.referral_id, state
        if hand.arrival.correlation_id is not None:
            referral_id = await self._listed.of_conversation(hand.arrival.correlation_id)
            if referral_id is not None:
                return referral_id, (await self._desks.referrals.state(stream(referral_id)))[0]
        return None, None

    async def _somebody_else(self, state: Referral, sent: PersonDetails, *, by_name: bool) -> Objection | None:
        """Why a message might be about another person than its referral, if it might."""
        known = await self._register.by_reference(_ref(state))
        return None if known is None else somebody_else(known.details, sent, by_name=by_name)

    async def _link(self, hand: Hand, referral_id: UUID, state: Referral, person: PersonDetails) -> LinkPeople | None:
        """What joins the referral's person to the reference under which an update names them, if that is another."""
        newly, before = reference(self._key, person, referral_id), _ref(state)
        if newly == before or not (person.nhs_number or person.known_by_details):
            return None
        known = await self._register.by_reference(before)
        evidence = Evidence.NHS_NUMBER_LEARNT if person.nhs_number else Evidence.DETAILS_CORRECTED
        if known is not None:
            if person.nhs_number is None and (known.details.nhs_number or known.details.known_by_details):
                return None  # A corrected name alone is no proof of identity: the details change, the reference stays.
            if person.nhs_number and known.details.nhs_number not in (None, person.nhs_number):
                evidence = Evidence.NHS_NUMBER_CORRECTED
        return LinkPeople(person_ref=before, same_as_ref=newly, evidence=evidence, on=hand.day, today=clock.today())

    async def _handle(
        self,
        hand: Hand,
        command_id: UUID,
        command: ReferralCommand,
        also: Sequence[Alongside],
        settlement: Settlement,
    ) -> Taken:
        """Carry the command out and settle the message, in one transaction."""
        order = Order(command_id, hand.arrival.sent_by, hand.arrival.id)
        done = False
        assert settlement.referral_id is not None  # Every command is about a referral.
        with suppress(KeyReused):  # Read otherwise than the first time, by a mended mapping: what was taken stands.
            outcome = await self._desks.referrals.handle(
                stream(settlement.referral_id), command, order, (*also, settled(settlement))
            )
            done = not outcome.repeated
        return await self._settled(hand, settlement, done=done)

    async def _amend_only(self, hand: Hand, referral_id: UUID, command: AmendReferral) -> None:
        with suppress(KeyReused):
            order = Order(hand.command_id("amend"), hand.arrival.sent_by, hand.arrival.id)
            await self._desks.referrals.handle(stream(referral_id), command, order)

    async def _settled(self, hand: Hand, settlement: Settlement, *, done: bool) -> Taken:
        """The end of a message. `done`: whether it was settled in the transaction of what it caused."""
        if not done:
            await self._letterbox.settle(settlement)
        for objection in settlement.objections:
            measures.count(names.INTAKE_OBJECTIONS, feed=hand.arrival.feed, code=objection.issue)
        assert settlement.referral_id is not None  # Every message that is taken or held is about a referral.
        return Taken(settlement.state, hand.request, settlement.referral_id)

    async def _hold(self, hand: Hand, referral_id: UUID, objections: Sequence[Objection]) -> Taken:
        settlement = self._settlement(hand, State.QUARANTINED, referral_id, objections)
        return await self._settled(hand, settlement, done=False)

    async def _hold_back(self, hand: Hand) -> Taken:
        """The conversation began with a message that waits for a person: this one waits behind it."""
        start = await self._waiting_start(hand)
        if start is None:  # It was decided about in this very moment.
            return await self._carry_out(hand)
        why = held(Hold.WAITS, "X-Correlation-Id: the conversation's first message waits for a person", "R15")
        return await self._hold(hand, promised_id(start), [why])

    async def _waiting_start(self, hand: Hand) -> UUID | None:
        conversation = hand.arrival.correlation_id
        return await self._letterbox.waiting_start(conversation) if conversation else None

    async def _take_held_back(self, conversation: UUID) -> None:
        for message_id in await self._letterbox.held_back(conversation):
            arrival = await self._letterbox.take_in_hand(message_id, State.QUARANTINED)
            if arrival is not None:
                try:
                    await self.take(arrival, again=True)
                except Rejected:
                    continue  # It is settled as turned away, with its reason, and stands in the list.

    def _settlement(self, hand: Hand, state: State, referral_id: UUID, objections: Sequence[Objection]) -> Settlement:
        request = hand.request
        return Settlement(
            hand.arrival.id, state, objections, request.asks, request.sent_at, referral_id, hand.resolution
        )


def _ref(state: Referral) -> str:
    assert state.received is not None  # Only referrals that are known come here.
    return state.received.person_ref


def _age(person: PersonDetails, day: date) -> int | None:
    age = person.age_on(day)
    return None if age is None or age < 0 else age
