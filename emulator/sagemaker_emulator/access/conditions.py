"""The conditions of statements, with the operators of IAM's policy language.

Gap in moto: it evaluates ``StringEquals`` only, ignores other operators, and takes a statement whose
condition is not met for an explicit denial.
"""

from __future__ import annotations

import ipaddress
import operator
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

Context = Mapping[str, Sequence[str]]
"""The values of the condition keys of a request, by the key in lower case."""

_VARIABLE = re.compile(r"\$\{([^}]*)\}")
_LITERALS = {"*": "*", "?": "?", "$": "$"}
_ARN_PARTS = 6


class UnknownOperator(ValueError):
    """An operator that the emulator does not evaluate."""


def matches(pattern: str, value: str) -> bool:
    """Return true if the value matches a pattern with ``*`` and ``?``, case-sensitively."""
    parts = (".*" if part == "*" else "." if part == "?" else re.escape(part) for part in re.split(r"([*?])", pattern))
    return re.fullmatch("".join(parts), value, re.DOTALL) is not None


def resolved(text: str, context: Context) -> str | None:
    """Return a text with the values of its policy variables, or ``None`` if the request lacks one of them."""
    missing = False

    def value_of(found: re.Match[str]) -> str:
        nonlocal missing
        name, _, default = found[1].partition(",")
        if name in _LITERALS:
            return _LITERALS[name]
        values = context.get(name.strip().lower(), ())
        if len(values) == 1:
            return values[0]
        if default:
            return default.strip().strip("'")
        missing = True
        return ""

    whole = _VARIABLE.sub(value_of, text)
    return None if missing else whole


def met(conditions: Mapping[str, Mapping[str, Any]], context: Context) -> bool:
    """Return true if every operator holds for every key."""
    return all(
        _holds(name, key, [str(item).lower() if isinstance(item, bool) else str(item) for item in as_list(wanted)], context)
        for name, keys in conditions.items()
        for key, wanted in keys.items()
    )


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _holds(name: str, key: str, wanted: list[str], context: Context) -> bool:
    quantifier, _, base = name.rpartition(":")
    values = context.get(key.lower())
    if base == "Null":
        return (values is None) == (wanted == ["true"])
    optional = base.endswith("IfExists")
    base = base.removesuffix("IfExists")
    if base not in _OPERATORS:
        raise UnknownOperator(name)
    test, negated = _OPERATORS[base]
    if values is None:
        # A negated operator holds for a key that is not there, and so does "for all values".
        return optional or quantifier == "ForAllValues" or (negated and quantifier != "ForAnyValue")
    known = [item for item in (resolved(text, context) for text in wanted) if item is not None]

    def passes(value: str) -> bool:
        return any(_compared(test, item, value) for item in known) != negated

    return all(map(passes, values)) if quantifier == "ForAllValues" else any(map(passes, values))


def _compared(test: Callable[[str, str], bool], wanted: str, value: str) -> bool:
    """Return false for values that are not of the type of the operator."""
    try:
        return test(wanted, value)
    except ValueError:
        return False


def _arn_matches(pattern: str, value: str) -> bool:
    wanted, given = pattern.split(":", _ARN_PARTS - 1), value.split(":", _ARN_PARTS - 1)
    return len(wanted) == len(given) == _ARN_PARTS and all(map(matches, wanted, given))


def _moment(text: str) -> datetime:
    if re.fullmatch(r"\d{5,}", text):
        return datetime.fromtimestamp(int(text), UTC)
    moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _ordered(
    compare: Callable[[Any, Any], bool], convert: Callable[[str], Any]
) -> Callable[[str, str], bool]:
    return lambda wanted, value: compare(convert(value), convert(wanted))


def _in_network(wanted: str, value: str) -> bool:
    return ipaddress.ip_address(value) in ipaddress.ip_network(wanted, strict=False)


def _same(wanted: str, value: str) -> bool:
    return wanted == value


def _same_letters(wanted: str, value: str) -> bool:
    return wanted.lower() == value.lower()


# The test of a wanted and a given value, and true if the operator holds when no wanted value passes the test.
_OPERATORS: dict[str, tuple[Callable[[str, str], bool], bool]] = {
    "StringEquals": (_same, False),
    "StringNotEquals": (_same, True),
    "StringEqualsIgnoreCase": (_same_letters, False),
    "StringNotEqualsIgnoreCase": (_same_letters, True),
    "StringLike": (matches, False),
    "StringNotLike": (matches, True),
    "ArnEquals": (_arn_matches, False),
    "ArnLike": (_arn_matches, False),
    "ArnNotEquals": (_arn_matches, True),
    "ArnNotLike": (_arn_matches, True),
    "Bool": (_same_letters, False),
    "IpAddress": (_in_network, False),
    "NotIpAddress": (_in_network, True),
}
for _type, _convert in (("Numeric", float), ("Date", _moment)):
    _conversion: Callable[[str], Any] = _convert
    _OPERATORS |= {
        f"{_type}Equals": (_ordered(operator.eq, _conversion), False),
        f"{_type}NotEquals": (_ordered(operator.eq, _conversion), True),
        f"{_type}LessThan": (_ordered(operator.lt, _conversion), False),
        f"{_type}LessThanEquals": (_ordered(operator.le, _conversion), False),
        f"{_type}GreaterThan": (_ordered(operator.gt, _conversion), False),
        f"{_type}GreaterThanEquals": (_ordered(operator.ge, _conversion), False),
    }
