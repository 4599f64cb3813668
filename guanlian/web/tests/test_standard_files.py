"""What goes out of the standard's pages: files with the same rows, and refusals with their reason."""

import csv
import io
import json
from datetime import date

import pytest
from django.urls import reverse
from python_calamine import load_workbook

from guanlian.assessment import packs
from guanlian.assessment.evaluating import evaluate
from guanlian.web.tests.busy import YEAR, figure_address
from tests.factories import make_activity

PACK = packs.load("jiaxing-2015")


def text_of(response):
    return response.content.decode()


@pytest.mark.parametrize("page", ["standard", "clause", "hall", "figure"])
def test_each_table_goes_out_as_csv_excel_and_json_with_the_same_rows(busy, client, page):
    village = busy.villages[0]
    address = {
        "standard": reverse("portal:standard") + f"?year={YEAR}",
        "clause": reverse("portal:standard_clause", args=["subbranch.activities"]) + f"?year={YEAR}",
        "hall": reverse("portal:hall_standard", args=[village.code]) + f"?year={YEAR}",
        "figure": figure_address(village, "subbranch.activities"),
    }[page]

    as_json = json.loads(client.get(f"{address}&format=json").content)
    as_csv = list(csv.reader(io.StringIO(client.get(f"{address}&format=csv").content.decode("utf-8-sig"))))
    book = load_workbook(io.BytesIO(client.get(f"{address}&format=xlsx").content))
    as_excel = book.get_sheet_by_index(0).to_python()

    assert len(as_json) == len(as_csv) - 1 == len(as_excel) - 1 > 0
    plain = [["" if value is None else str(value) for value in row.values()] for row in as_json]
    assert as_csv[1:] == plain
    excel = [[str(int(v)) if isinstance(v, float) and v.is_integer() else str(v) for v in row] for row in as_excel[1:]]
    assert excel == plain


def test_the_exported_results_are_those_of_the_evaluation(busy, client):
    given = json.loads(client.get(reverse("portal:standard"), {"year": YEAR, "format": "json"}).content)

    evaluation = evaluate(PACK, YEAR)
    wanted = {(card.hall.code, r.clause.id): r.records for card in evaluation.scorecards for r in card.results}
    assert {(row["hall"], row["clause"]): row["records"] for row in given} == wanted


def test_a_title_that_looks_like_a_formula_is_harmless_in_a_spreadsheet(network, client):
    make_activity(network.villages[0], on=date(YEAR, 3, 3), title='=HYPERLINK("http://x","y")')

    given = client.get(figure_address(network.villages[0], "subbranch.activities", format="csv"))

    cells = [cell for row in csv.reader(io.StringIO(given.content.decode("utf-8-sig"))) for cell in row]
    assert '\'=HYPERLINK("http://x","y")' in cells
    assert not any(cell.startswith("=") for cell in cells)


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("/standard/?year=2999", "2999 年还没有开始"),
        ("/standard/?year=二〇二五", "四位数"),
        ("/standard/?pack=none", "没有名为“none”的标准"),
        ("/standard/?year=2025&as_of=2024-05-01", "截至日期"),
        ("/standard/?year=2025&as_of=soon", "截至日期"),
        ("/standard/nothing/", "没有条款“nothing”"),
        ("/halls/000/standard/", "没有代码为 000 的馆"),
        ("/halls/990000000000/standard/?year=2001", "2001 年的网络里没有"),
        ("/halls/990000000000/standard/subbranch.activities/", "没有这一项"),
    ],
)
def test_a_question_that_cannot_be_answered_is_refused_with_the_reason(network, client, path, why):
    response = client.get(path)

    assert response.status_code == 404
    assert why in text_of(response)
