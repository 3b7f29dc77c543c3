"""Refusals in the words of BaRS: an OperationOutcome for whatever went wrong, and the one table of its status codes.

Where the standard has no code of its own, the HTTP status stays what HTTP says and the nearest REC_ code goes with it:
a body that is too large is 413 with REC_UNPROCESSABLE_ENTITY, a media type that is not read 415 with REC_BAD_REQUEST.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from chassis import ids
from chassis.http.problems import problem_of
from services.referrals.intake.fhir_r4 import objections
from services.referrals.intake.fhir_r4.document import Node
from services.referrals.intake.fhir_r4.objections import Objection, Rejected

CODES = "https://fhir.nhs.uk/Codesystem/http-error-codes"
PROFILE = "https://fhir.hl7.org.uk/StructureDefinition/UKCore-OperationOutcome"

STATUS: Mapping[str, int] = MappingProxyType(
    {
        objections.BAD_REQUEST: 400,
        objections.UNAUTHORIZED: 401,
        objections.FORBIDDEN: 403,
        objections.NOT_FOUND: 404,
        objections.NOT_ACCEPTABLE: 406,
        objections.TIMEOUT: 408,
        objections.CONFLICT: 409,
        objections.UNPROCESSABLE: 422,
        objections.TOO_EARLY: 425,
        objections.SERVER_ERROR: 500,
        objections.NOT_IMPLEMENTED: 501,
        objections.UNAVAILABLE: 503,
    }
)
_OF_STATUS: Mapping[int, tuple[str, str]] = MappingProxyType(
    {
        400: (objections.BAD_REQUEST, "invalid"),
        401: (objections.UNAUTHORIZED, "forbidden"),
        403: (objections.FORBIDDEN, "forbidden"),
        404: (objections.NOT_FOUND, "not-found"),
        409: (objections.CONFLICT, "conflict"),
        413: (objections.UNPROCESSABLE, "too-costly"),
        415: (objections.BAD_REQUEST, "not-supported"),
        422: (objections.UNPROCESSABLE, "business-rule"),
        503: (objections.UNAVAILABLE, "transient"),
    }
)


def refusal(error: Exception) -> tuple[int, Objection, Mapping[str, str]]:
    """Status, objection and further headers that tell of an error."""
    if isinstance(error, Rejected):
        return STATUS[error.objection.code], error.objection, {}
    problem = problem_of(error)
    code, issue = _OF_STATUS.get(problem.status, (objections.SERVER_ERROR, "exception"))
    status = problem.status if problem.status in _OF_STATUS else 500
    return status, Objection("any", code, issue, problem.detail), problem.headers


def operation_outcome(objection: Objection) -> Node:
    """The FHIR resource that tells of an objection."""
    issue: dict[str, Any] = {
        "severity": "error",
        "code": objection.issue,
        "details": {"coding": [{"system": CODES, "code": objection.code}]},
        "diagnostics": objection.detail,
    }
    return {
        "resourceType": "OperationOutcome",
        "id": str(ids.new_id()),
        "meta": {"profile": [PROFILE]},
        "issue": [issue],
    }
