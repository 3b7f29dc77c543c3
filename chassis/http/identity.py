"""Who calls, and what they may do: each route declares it, and a route that declares nothing stops the start."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any
from uuid import UUID

from fastapi import FastAPI, Request
from fastapi.openapi.models import HTTPBearer as BearerModel
from fastapi.routing import RouteContext, iter_route_contexts
from fastapi.security.base import SecurityBase

from chassis.errors import RedroseError
from chassis.http.requests import command_id
from chassis.http.tokens import BadToken, TokenCheck
from chassis.telemetry import measures
from contracts.roles import PERMISSIONS, Permission, Role


class NotPermitted(RedroseError):
    """The caller is known, and may not do this. `reason` is a class of refusals, fit for a metric."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason, self.detail = reason, detail


class UndeclaredRoute(RedroseError):
    """Routes that say neither who may call them nor that anyone may."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who a request comes from, as their token says. `roles` are those in the contract of this service."""

    subject: str
    contract: str
    roles: frozenset[Role] = frozenset()
    contracts: Mapping[str, frozenset[Role]] = field(default_factory=lambda: MappingProxyType({}))
    organisation: str | None = None
    """ODS code of the organisation that the caller works for, if the token names one."""

    def may(self, permission: Permission, contract: str | None = None) -> bool:
        """Whether a role in the contract (of this service, if none is named) has the permission."""
        roles = self.roles if contract is None else self.contracts.get(contract, frozenset())
        return any(permission in PERMISSIONS[role] for role in roles)

    def may_anywhere(self, permission: Permission) -> bool:
        """Whether a role in any contract has the permission."""
        return any(self.may(permission, contract) for contract in self.contracts)


@dataclass(frozen=True, slots=True)
class Commander:
    """The caller of a route that carries out a command, and the id under which they ask for it."""

    caller: Caller
    command_id: UUID


@dataclass(frozen=True, slots=True)
class Identity:
    """How this process knows its callers: the check of tokens, and the contract it serves."""

    tokens: TokenCheck
    contract: str = ""

    def caller(self, authorization: str | None) -> Caller:
        """The caller of a request by its Authorization header; raises `BadToken`."""
        claims = self.tokens.claims(authorization)
        return Caller(
            subject=claims.subject,
            contract=self.contract,
            roles=claims.contracts.get(self.contract, frozenset()),
            contracts=claims.contracts,
            organisation=claims.organisation,
        )


class _Policy(SecurityBase):
    """What a route asks of its caller. FastAPI sees a security scheme and writes it into the OpenAPI document."""

    scheme_name = "token"
    model = BearerModel(
        bearerFormat="at+jwt", description="Access token of the organisation's identity provider (RFC 9068)."
    )


class _Permitting(_Policy):
    def __init__(self, permissions: tuple[Permission, ...], any_contract: bool) -> None:
        self.permissions, self.any_contract = permissions, any_contract

    @property
    def text(self) -> str:
        """The policy in words, for the OpenAPI document."""
        asked = " or ".join(f"`{permission}`" for permission in self.permissions)
        where = "any contract" if self.any_contract else "the contract of this service"
        return f"Asks for {asked} in {where}."

    def _caller(self, request: Request) -> Caller:
        """The caller, if they may; counts a refusal by its class."""
        identity: Identity = request.app.state.identity
        try:
            caller = identity.caller(request.headers.get("authorization"))
            self._check(caller)
        except (BadToken, NotPermitted) as refusal:
            measures.auth_refused(refusal.reason)
            raise
        return caller

    def _check(self, caller: Caller) -> None:
        if self.any_contract:
            if not any(caller.may_anywhere(permission) for permission in self.permissions):
                raise NotPermitted("missing-permission", self.text)
        elif caller.contract not in caller.contracts:
            raise NotPermitted("other-contract", "The token gives no role in the contract of this service.")
        elif not any(caller.may(permission) for permission in self.permissions):
            raise NotPermitted("missing-permission", self.text)


class Permit(_Permitting):
    """The declaration of a route that callers with any of some permissions may call. Made by `permit`."""

    async def __call__(self, request: Request) -> Caller:
        """The caller, if they may."""
        return self._caller(request)


class PermitCommand(_Permitting):
    """The same of a route that carries out a command. Made by `permit_command`.

    It reads the command's id too: a dependency of its own would cost a twentieth of a small request.
    """

    async def __call__(self, request: Request) -> Commander:
        """The caller, if they may, and then the id under which they ask."""
        caller = self._caller(request)
        return Commander(caller, command_id(request))


class Public:
    """The declaration of a route that anyone may call. Made by `public`."""

    text = "Open to anyone."

    async def __call__(self) -> None:
        """Nothing is asked."""


def permit(*permissions: Permission, any_contract: bool = False) -> Permit:
    """A dependency that gives the `Caller` if they have any of the permissions: `Depends(permit(...))`.

    With `any_contract` a permission in whatever contract opens the route, and the route itself looks at which.
    """
    if not permissions:
        raise ValueError("permit() needs a permission; a route for everyone is declared with public()")
    return Permit(permissions, any_contract)


def permit_command(*permissions: Permission, any_contract: bool = False) -> PermitCommand:
    """A dependency that gives the `Commander` of a command if they have any of the permissions, as `permit` does."""
    if not permissions:
        raise ValueError("permit_command() needs a permission: nobody carries out a command without one")
    return PermitCommand(permissions, any_contract)


def public() -> Public:
    """A dependency that declares a route open to anyone: `dependencies=[Depends(public())]`."""
    return Public()


Policy = Permit | PermitCommand | Public
"""What a route can declare."""


def policies(app: FastAPI) -> Iterator[tuple[str, str, Policy | None]]:
    """Method, path and policy of every route of the application, in order."""
    for route in iter_route_contexts(app.routes):
        path, methods = getattr(route, "path", None), getattr(route, "methods", None) or {"*"}
        for method in sorted(methods):
            yield method, path or repr(route), policy_of(route)


def policy_of(route: RouteContext) -> Policy | None:
    """What a route declares, itself or by the router that holds it."""
    return _policy_in(getattr(route, "dependant", None))


def declared(app: FastAPI) -> None:
    """Raise `UndeclaredRoute` unless every route says who may call it, and let each ask for that before all else.

    FastAPI solves dependencies in the order in which they are written: a stranger would otherwise be told what is
    wrong with their request before they are told that they are strangers.
    """
    bare = [f"{method} {path}" for method, path, policy in policies(app) if policy is None]
    if bare:
        raise UndeclaredRoute(f"routes without permit() or public(): {', '.join(bare)}")
    for route in iter_route_contexts(app.routes):
        _caller_first(getattr(route, "dependant", None))


def _policy_in(dependant: Any) -> Policy | None:
    if dependant is None:
        return None
    if isinstance(dependant.call, Policy):
        return dependant.call
    found = (_policy_in(inner) for inner in dependant.dependencies)
    return next((policy for policy in found if policy is not None), None)


def _caller_first(dependant: Any) -> None:
    if dependant is not None:
        dependant.dependencies.sort(key=lambda inner: _policy_in(inner) is None)
        for inner in dependant.dependencies:
            _caller_first(inner)
