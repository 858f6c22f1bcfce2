"""Entity tags as RFC 9110 compares them: weakly to keep an answer, strongly to change what stands."""

from __future__ import annotations

import pytest
from fastapi import HTTPException

from kiosk.central.conditional import holds, must_match, not_modified

TAG = '"7"'


@pytest.mark.parametrize("held", [TAG, 'W/"7"', '"6", "7"', '"6",W/"7"', "*"])
def test_asker_who_holds_the_tag_gets_no_body(held: str) -> None:
    assert holds(held, TAG)
    empty = not_modified(held, {"ETag": TAG, "Cache-Control": "no-cache"})
    assert empty is not None
    assert (empty.status_code, empty.body, empty.headers["etag"]) == (304, b"", TAG)


@pytest.mark.parametrize("held", ["", '"6"', "7", '"77"', 'w/"7"', '"7'])
def test_asker_who_holds_another_tag_gets_the_answer(held: str) -> None:
    assert not holds(held, TAG)
    assert not_modified(held, {"ETag": TAG}) is None


@pytest.mark.parametrize("given", [TAG, '"6", "7"', "*"])
def test_change_of_the_state_that_stands_passes(given: str) -> None:
    must_match(given, TAG)


@pytest.mark.parametrize(("given", "status"), [(None, 428), ("", 412), ('"6"', 412), ('W/"7"', 412)])
def test_change_of_another_state_is_refused(given: str | None, status: int) -> None:
    with pytest.raises(HTTPException) as caught:
        must_match(given, TAG)
    assert caught.value.status_code == status
