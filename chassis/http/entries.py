"""The routes of one kind of entry: recorded one by one or many at once, listed, looked up, corrected, withdrawn."""

from collections.abc import Awaitable, Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from hashlib import sha256
from inspect import Parameter, Signature, isawaitable
from typing import Annotated, Any, Generic, TypeVar, get_type_hints
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel

from chassis import clock
from chassis.entry import Correct, Entry, EntryCommand, EntryKind, Record, Withdraw
from chassis.entrylist import STANDING, WITHDRAWN, EntryFilters, EntryList, Listing, reason_of
from chassis.errors import Fault, Invalid, NotFound, Refused
from chassis.handling import Desk, Order, Outcome, of_row
from chassis.http.entryshapes import Code, Moment, Shapes, Status, WithdrawalGiven, shapes
from chassis.http.identity import Caller, Commander, permit, permit_command
from chassis.http.orders import ExpectedVersion, etag, order_of
from chassis.http.requests import Day, Paging
from chassis.ids import derived_id
from contracts.roles import Permission

T = TypeVar("T")
G = TypeVar("G", bound=BaseModel)


def permits_all(given: Any, by: Commander) -> None:
    """The hook of a kind whose contents all who may record may record."""


def hides_nothing(caller: Caller) -> Collection[str]:  # noqa: ARG001
    """The hook of a kind of which all who may read may read everything."""
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryRoutes(Generic[T, G]):
    """What the routes of one kind of entry are made from."""

    prefix: str
    """Where they stand: `/contacts`."""
    tag: str
    kind: EntryKind[T]
    given: type[G]
    """The content as a request says it, with examples for the documents."""
    content: Callable[[G, date], T | Awaitable[T]]
    """The content itself, from what was said and today; may look something up; may raise `Invalid` and `Refused`.

    Two requests are the same if they say the same, whatever the day and what is looked up make of it.
    """
    listing: Callable[[T], Listing]
    record: Permission
    """What recording, correcting and withdrawing asks for."""
    read: Permission
    subject_field: str = "subject"
    """The name under which a search says of whom an entry is."""
    facets: Sequence[str] = ()
    """Names under which a list may be asked for a label, each beside the others: `?programme=` for `?label=`."""
    shared: Sequence[str] = ()
    """Fields of `given` that a batch may say once for all its rows."""
    noun_shown: str = ""
    """What people call it, if not by the kind's noun."""
    days: Sequence[str] = ("on",)
    """Fields of `given` that are today's when a request leaves them out; a correction must say them."""
    before: Callable[[G, Commander], None] = permits_all
    """Looks at what somebody wants to record: raises `NotPermitted` for what not all who may record may."""
    hidden: Callable[[Caller], Collection[str]] = hides_nothing
    """Labels of the entries that a caller may not see, which are then not there: neither listed nor counted."""

    @property
    def noun(self) -> str:
        """The entry's name in sentences."""
        return self.noun_shown or self.kind.noun.replace("-", " ")

    @property
    def content_type(self) -> Any:
        """The class of the content, as the event says that records it."""
        return get_type_hints(self.kind.recorded)["content"]


def entry_router(routes: EntryRoutes[T, G], desk: Desk[EntryCommand[T], Any, Entry[T]], listed: EntryList) -> APIRouter:
    """The routes. The id of an entry follows from the command's, so that a repetition finds what it made."""
    noun, kind = routes.noun, routes.kind
    models = shapes(kind.noun, routes.given, routes.content_type, routes.subject_field, routes.facets, routes.shared)
    given_type, batch_type, correction_type, search_type = (
        routes.given,
        models.batch,
        models.correction,
        models.search,
    )
    counter = _Counter(routes, models, desk, listed)
    router = APIRouter(prefix=routes.prefix, tags=[routes.tag])
    recorder, reader = Depends(permit_command(routes.record)), Depends(permit(routes.read))

    @router.post("", status_code=201, response_model=models.shown, summary=f"Record: {noun}")
    async def record(given: given_type, response: Response, by: Annotated[Commander, recorder]) -> Any:  # type: ignore[valid-type]
        """Set one down. The same Idempotency-Key again changes nothing and is answered as before."""
        return await counter.record(given, by, response)

    @router.post("/batch", status_code=201, response_model=models.several, summary=f"Record several: {noun}")
    async def record_several(given: batch_type, by: Annotated[Commander, recorder]) -> Any:  # type: ignore[valid-type]
        """Set several down at once: all, or none with every fault of every row. One Idempotency-Key stands for all."""
        return await counter.record_several(given, by)

    @router.get("", response_model=models.page, summary=f"List: {noun}")
    async def list_them(
        paging: Paging,
        caller: Annotated[Caller, reader],
        status: Annotated[Status | None, Query()] = None,
        happened_from: Annotated[Day | None, Query(alias="from", description="First day.")] = None,
        happened_to: Annotated[Day | None, Query(alias="to", description="Last day.")] = None,
        worker_id: Annotated[UUID | None, Query()] = None,
        label: Annotated[Code | None, Query(description="A coded word by which the kind is found.")] = None,
        labels: Annotated[tuple[str, ...], Depends(_labels_of(routes.facets))] = (),
    ) -> Any:
        """The latest day first, corrected and withdrawn ones as they stand."""
        filters = EntryFilters(status, happened_from, happened_to, worker_id, label, labels=labels)
        return await counter.page(filters, caller, paging.limit, paging.offset)

    @router.post("/search", response_model=models.page, summary=f"Search: {noun}")
    async def search(sought: search_type, caller: Annotated[Caller, reader]) -> Any:  # type: ignore[valid-type]
        """The list by filters in a body, since an identifier of somebody never stands in an address."""
        return await counter.search(sought, caller)

    @router.get("/{entry_id}", response_model=models.in_full, summary=f"See: {noun}")
    async def see(entry_id: UUID, response: Response, caller: Annotated[Caller, reader]) -> Any:
        """One as it stands, with everything that happened to it."""
        return await counter.in_full(entry_id, caller, response)

    @router.post("/{entry_id}/correct", response_model=models.shown, summary=f"Correct: {noun}")
    async def correct(
        entry_id: UUID,
        given: correction_type,  # type: ignore[valid-type]
        expected: ExpectedVersion,
        response: Response,
        by: Annotated[Commander, recorder],
    ) -> Any:
        """Let another content stand in place of the first, with a coded reason. What was recorded is kept."""
        return await counter.correct(entry_id, given, by, expected, response)

    @router.post("/{entry_id}/withdraw", response_model=models.shown, summary=f"Withdraw: {noun}")
    async def withdraw(
        entry_id: UUID,
        given: WithdrawalGiven,
        expected: ExpectedVersion,
        response: Response,
        by: Annotated[Commander, recorder],
    ) -> Any:
        """Take one back that should not have been recorded, with a coded reason."""
        return await counter.withdraw(entry_id, given, by, expected, response)

    return router


class _Counter(Generic[T, G]):
    """Where the routes are served: requests become commands here, and outcomes answers."""

    def __init__(
        self,
        routes: EntryRoutes[T, G],
        models: Shapes,
        desk: Desk[EntryCommand[T], Any, Entry[T]],
        listed: EntryList,
    ) -> None:
        self._routes, self._models, self._desk, self._listed = routes, models, desk, listed
        self._kind = routes.kind

    async def record(self, given: G, by: Commander, response: Response) -> Any:
        entry_id = derived_id(by.command_id, self._kind.noun)
        stream, order = self._kind.stream(entry_id), _order(by, given, "content")
        try:
            command = _record(entry_id, await self._content(given, by))
        except (Refused, Invalid):
            # Of a repetition the first answer counts, though what was looked up for it may have changed.
            outcome = await self._desk.repetition(stream, _record(entry_id), order)
            if outcome is None:
                raise
        else:
            outcome = await self._desk.handle(stream, command, order, fresh=True)
        response.headers.update(etag(outcome.version) | {"Location": f"{self._routes.prefix}/{entry_id}"})
        return self._shown(outcome.state)

    async def record_several(self, batch: Any, by: Commander) -> Any:
        order = _order(by, batch, *(f"rows.{number}.content" for number in range(len(batch.rows))))
        items: list[tuple[str, EntryCommand[T]]] = []
        faults: list[Fault] = []
        for number, given in enumerate(batch.rows):
            entry_id = derived_id(by.command_id, self._kind.noun, number)
            try:
                command = _record(entry_id, await self._content(given, by))
            except (Refused, Invalid) as refusal:
                faults += of_row(number, refusal)
                command = _record(entry_id)
            items.append((self._kind.stream(entry_id), command))
        if faults:
            outcomes = await self._desk.repetition_of_all(items, order)
            if outcomes is None:
                raise Invalid(tuple(faults))
        else:
            outcomes = await self._desk.handle_all(items, order, fresh=True)
        return self._models.several(entries=[self._shown(outcome.state) for outcome in outcomes])

    async def search(self, sought: Any, caller: Caller) -> Any:
        filters = EntryFilters(
            sought.status,
            sought.happened_from,
            sought.happened_to,
            sought.worker_id,
            sought.label,
            getattr(sought, self._routes.subject_field),
            tuple(word for facet in self._routes.facets if (word := getattr(sought, facet)) is not None),
        )
        return await self.page(filters, caller, sought.limit, sought.offset)

    async def page(self, filters: EntryFilters, caller: Caller, limit: int, offset: int) -> Any:
        asked = replace(filters, hidden=tuple(self._routes.hidden(caller)))
        rows, total = await self._listed.page(self._kind.noun, asked, limit, offset)
        entries = [
            self._models.shown(entry_id=row.entry_id, status=row.status, reason=row.reason, content=row.content)
            for row in rows
        ]
        return self._models.page(total=total, entries=entries)

    async def in_full(self, entry_id: UUID, caller: Caller, response: Response) -> Any:
        history = await self._desk.history(self._kind.stream(entry_id))
        state = self._desk.folded([event for _, event in history])
        self._seen(entry_id, state, caller)
        response.headers.update(etag(len(history)))
        timeline = [
            Moment(version=stored.version, event=stored.name, recorded_at=stored.recorded_at, facts=_facts(event))
            for stored, event in history
            if not self._is_hidden(getattr(event, "content", None), caller)
        ]
        shown = self._shown(state)
        return self._models.in_full(**dict(shown), version=len(history), timeline=timeline)

    async def correct(self, entry_id: UUID, given: Any, by: Commander, expected: int | None, response: Response) -> Any:
        stream, order = await self._order_of_one(entry_id, given, by, "content")
        try:
            outcome = await self._corrected(stream, given, by, order, expected)
        except Invalid as invalid:
            raise Invalid(tuple(_in_content(invalid.faults))) from None
        except Refused as refused:
            if refused.field in (None, "reason"):
                raise
            raise Refused(refused.code, refused.detail, f"content.{refused.field}") from None
        response.headers.update(etag(outcome.version))
        return self._shown(outcome.state)

    async def withdraw(
        self, entry_id: UUID, given: WithdrawalGiven, by: Commander, expected: int | None, response: Response
    ) -> Any:
        stream, order = await self._order_of_one(entry_id, given, by)
        outcome = await self._desk.handle(stream, Withdraw(reason=given.reason), order, expected=expected)
        response.headers.update(etag(outcome.version))
        return self._shown(outcome.state)

    async def _order_of_one(self, entry_id: UUID, given: Any, by: Commander, *unsaid: str) -> tuple[str, Order]:
        """Stream and order of a change to an entry that the caller may see; of another nothing is told."""
        stream = self._kind.stream(entry_id)
        state, _ = await self._desk.state(stream)
        self._seen(entry_id, state, by.caller)
        return stream, _order(by, given, *unsaid)

    async def _corrected(
        self, stream: str, given: Any, by: Commander, order: Order, expected: int | None
    ) -> Outcome[Any, Entry[T]]:
        missing = [name for name in self._routes.days if getattr(given.content, name, "") is None]
        if missing:
            detail = "must be given: a correction says all of what stands afterwards"
            raise Invalid(tuple(Fault(name, detail, "missing") for name in missing))
        try:
            command = _correct(given.reason, await self._content(given.content, by))
        except (Refused, Invalid):
            outcome = await self._desk.repetition(stream, _correct(given.reason), order)
            if outcome is None:
                raise
            return outcome
        return await self._desk.handle(stream, command, order, expected=expected)

    async def _content(self, given: G, by: Commander) -> T:
        self._routes.before(given, by)
        content = self._routes.content(given, clock.today())
        return await content if isawaitable(content) else content

    def _seen(self, entry_id: UUID, state: Entry[T], caller: Caller) -> None:
        if state.content is None or self._is_hidden(state.content, caller):
            raise NotFound(self._routes.noun, entry_id)

    def _is_hidden(self, content: T | None, caller: Caller) -> bool:
        hidden = self._routes.hidden(caller)
        return bool(hidden and content is not None and set(hidden) & set(self._routes.listing(content).labels))

    def _shown(self, state: Entry[T]) -> Any:
        status = STANDING if state.stands else WITHDRAWN
        return self._models.shown(
            entry_id=state.entry_id, status=status, reason=reason_of(state), content=state.content
        )


def _labels_of(facets: Sequence[str]) -> Callable[..., Awaitable[tuple[str, ...]]]:
    """A dependency whose query parameters have the names of the facets; gives the labels that are asked for."""

    async def asked(**given: str | None) -> tuple[str, ...]:
        return tuple(word for word in given.values() if word is not None)

    word = Annotated[Code | None, Query()]
    parameters = [Parameter(facet, Parameter.KEYWORD_ONLY, default=None, annotation=word) for facet in facets]
    asked.__signature__ = Signature(parameters)  # type: ignore[attr-defined]
    return asked


def _order(by: Commander, given: BaseModel, *unsaid: str) -> Order:
    """The order of a request: what makes it another is what it says, not what is made of that."""
    said = sha256(given.model_dump_json(exclude_defaults=True).encode()).digest()
    return order_of(by, said, unsaid)


def _record(entry_id: UUID, content: Any = None) -> Record[Any]:
    """The command; without its content only to ask how it was answered."""
    return Record(entry_id=entry_id, content=content, today=clock.today())


def _correct(reason: str, content: Any = None) -> Correct[Any]:
    return Correct(content=content, reason=reason, today=clock.today())


def _facts(event: Any) -> dict[str, Any]:
    return {each.name: getattr(event, each.name) for each in fields(event) if each.name != "entry_id"}


def _in_content(faults: Sequence[Fault]) -> Iterator[Fault]:
    for fault in faults:
        yield Fault(f"content.{fault.field}", fault.detail, fault.code)
