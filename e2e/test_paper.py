"""The day sheet as PDF, from the page that it is printed of."""

import pytest
from playwright.sync_api import expect

from e2e import youths
from e2e.conftest import Visit
from e2e.walk import assert_accessible_at_all_widths
from fullfolj.config.cast import Cast
from fullfolj.core.tests.tagged import Tagged


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_bo_opens_his_day_as_pdf(visit: Visit, cast: Cast, script: bool) -> None:
    youths.morning(cast)
    page = visit("/dagblad/", user=cast.bo, script=script)
    if script:
        assert_accessible_at_all_widths(page, "day-sheet")
    link = page.get_by_role("link", name="Öppna som PDF")
    expect(link).to_be_visible()
    with page.expect_response("**/dagblad/pdf/") as answered:
        link.click()
    assert answered.value.status == 200
    # To be shown, and not kept as a file; a browser without a reader of PDF keeps it.
    assert answered.value.headers["content-disposition"].startswith("inline;")
    told = Tagged(page.request.get("/dagblad/pdf/").body())
    assert [node.text for node in told.tree.all("/Strong")] == ["Nour", "Omar"]
    assert told.part == "1"
