"""Arithmetic on stated figures: small formulas over their ids, worked out exactly and written with the numbers."""

import ast
import re
from collections.abc import Mapping
from fractions import Fraction
from math import ceil, floor

_NAME = re.compile(r"\b[a-z][a-z0-9_]*")
_FUNCTIONS = {"floor": floor, "ceil": ceil}


class NoFormula(ValueError):
    """What was given is no sum, difference, product, quotient, `floor` or `ceil` of known ids and whole numbers."""


def names_in(formula: str) -> frozenset[str]:
    """The ids of figures that a formula speaks of."""
    return frozenset(name for name in _NAME.findall(formula) if name not in _FUNCTIONS)


def worked_out(formula: str, known: Mapping[str, Fraction]) -> Fraction:
    """What a formula comes to; raises `NoFormula` for anything it does not know."""
    try:
        return _value(ast.parse(formula, mode="eval").body, known)
    except (SyntaxError, ZeroDivisionError) as error:
        raise NoFormula(f"{formula}: {error}") from None


def written(formula: str, known: Mapping[str, Fraction]) -> str:
    """A formula with the numbers in place of the ids: `2,155 × 4,000`."""
    told = _NAME.sub(lambda found: _number(known[found[0]]) if found[0] in known else found[0], formula)
    return told.replace("*", "×")


def _value(node: ast.expr, known: Mapping[str, Fraction]) -> Fraction:
    match node:
        case ast.Constant(value=int() as whole) if not isinstance(whole, bool):
            return Fraction(whole)
        case ast.Name(id=name) if name in known:
            return known[name]
        case ast.BinOp(left=left, op=op, right=right):
            return _both(_value(left, known), op, _value(right, known))
        case ast.Call(func=ast.Name(id=name), args=[one], keywords=[]) if name in _FUNCTIONS:
            return Fraction(_FUNCTIONS[name](_value(one, known)))
    raise NoFormula(f"{ast.unparse(node)} is no formula over known figures")


def _both(left: Fraction, op: ast.operator, right: Fraction) -> Fraction:
    match op:
        case ast.Add():
            return left + right
        case ast.Sub():
            return left - right
        case ast.Mult():
            return left * right
        case ast.Div():
            return left / right
    raise NoFormula(f"{type(op).__name__} is no operation of a formula")


def _number(value: Fraction) -> str:
    """With commas between thousands; to two decimals where it is not whole."""
    if value.denominator == 1:
        return f"{value.numerator:,}"
    hundredths = floor(value * 100 + Fraction(1, 2))
    return f"{hundredths // 100:,}.{hundredths % 100:02}"
