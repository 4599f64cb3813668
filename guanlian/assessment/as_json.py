"""Results as JSON, as the command and the API give them (design: contracts)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from guanlian.assessment.evaluating import Evaluation, Result
from guanlian.assessment.explaining import Explanation
from guanlian.assessment.showing import Shown, shown, with_what_is_shown


def number(value: Decimal | None) -> int | float | None:
    """A figure as a JSON number, to four decimals."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(round(value, 4))


def result_json(result: Result) -> dict[str, Any]:
    """One result."""
    return {
        "clause": result.clause.id,
        "value": number(result.value),
        "target": number(result.target),
        "unit": result.clause.unit,
        "status": result.status.value,
        "records": result.records,
    }


def evaluation_json(evaluation: Evaluation) -> dict[str, Any]:
    """A whole evaluation."""
    return {
        "pack": evaluation.pack.id,
        "year": evaluation.year,
        "as_of": evaluation.as_of.isoformat(),
        "halls": [
            {
                "code": card.hall.code,
                "name": card.hall.name,
                "tier": card.hall.tier,
                "results": [result_json(result) for result in card.results],
            }
            for card in evaluation.scorecards
        ],
    }


def record_json(seen: Shown) -> dict[str, Any]:
    """A record by its code and what it is, without persons' names. `on` is its first day in Asia/Shanghai."""
    return {
        "code": seen.code or None,
        "register": seen.register,
        "title": seen.title,
        "detail": seen.detail,
        "hall": seen.hall_code,
        "on": seen.on.isoformat() if seen.on else None,
    }


def explanation_json(explanation: Explanation) -> dict[str, Any]:
    """A result with all its records."""
    evaluation, result = explanation.evaluation, explanation.result
    return {
        "pack": evaluation.pack.id,
        "year": evaluation.year,
        "as_of": evaluation.as_of.isoformat(),
        "hall": {"code": explanation.hall.code, "name": explanation.hall.name, "tier": explanation.hall.tier},
        "text": result.clause.text,
        "result": result_json(result),
        "records": [
            record_json(shown(record)) for behind in explanation.behind for record in with_what_is_shown(behind.records)
        ],
        "below": [
            {"code": b.hall.code, "name": b.hall.name, "records": b.records, "reached": b.reached}
            for b in explanation.below
        ],
        "weeks_left_out": [week.first.isoformat() for week in explanation.weeks_left_out],
    }
