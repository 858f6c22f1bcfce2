"""The digest of a trust list, and which list the centre confirms."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from kiosk.moment import HANOI
from kiosk.trust.digest import digest_of, is_newest
from kiosk.trust.lists import KeyStatus, TrustList
from tests.verdicts.cases import AT, KEY, LISTS

TRUST = LISTS.trust


def test_list_of_equal_number_and_content_is_the_newest() -> None:
    assert is_newest(TRUST, TRUST.version, digest_of(TRUST))


def test_digest_is_of_the_content_however_it_is_written() -> None:
    written = replace(TRUST, issued=TRUST.issued.astimezone(HANOI))
    assert digest_of.__wrapped__(written) == digest_of.__wrapped__(TRUST)


@pytest.mark.parametrize(
    "other",
    [
        replace(TRUST, version=TRUST.version + 1),
        replace(TRUST, issued=TRUST.issued + timedelta(seconds=1)),
        replace(TRUST, hosts=(*TRUST.hosts, "other.example")),
        replace(TRUST, keys=(KEY, KEY)),
        replace(TRUST, keys=(replace(KEY, public=b"\x01" * 32),)),
        replace(TRUST, keys=(replace(KEY, gtins=KEY.gtins | {"08930000000026"}),)),
        replace(TRUST, keys=(replace(KEY, status=KeyStatus.RETIRED),)),
    ],
)
def test_list_of_equal_number_and_other_content_is_not_the_newest(other: TrustList) -> None:
    assert digest_of(other) != digest_of(TRUST)
    assert not is_newest(TRUST, TRUST.version, digest_of(other))


def test_list_without_keys_is_never_the_newest() -> None:
    empty = TrustList(0, AT, ("trace.example",), ())
    assert not is_newest(empty, 0, digest_of(empty))


@pytest.mark.parametrize("digest", ["", "0" * 64])
def test_number_alone_confirms_nothing(digest: str) -> None:
    assert not is_newest(TRUST, TRUST.version, digest)
