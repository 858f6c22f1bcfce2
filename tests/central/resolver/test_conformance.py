"""What GS1's own test suite for resolvers asks, statement by statement, and the standard's other demands.

Left out is HTTPS, which the web server in front does, and decompression (docs/decisions/0018-resolver.md).
"""

from __future__ import annotations

import jsonschema
import pytest
from starlette.testclient import TestClient

from kiosk.central.resolver.links import LinkType
from tests.central.resolver.conftest import IN_LOT, PACK, PLACE, PRODUCT, ROOT, hrefs, linkset_at

ITEMS = (PRODUCT, IN_LOT, PACK, PLACE)
KEYS = {
    "all", "01", "8006", "8013", "8010", "410", "411", "412", "413", "414", "415", "417", "8017", "8018", "255", "00",
    "253", "401", "402", "8003", "8004",
}  # fmt: skip
"""What the published schema of description files allows."""


@pytest.mark.parametrize("path", ITEMS)
def test_default_is_a_temporary_redirect_to_the_page(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.headers["location"]) == (307, f"/label{path}")


@pytest.mark.parametrize("path", ITEMS)
def test_default_link_of_the_linkset_is_where_the_redirect_leads(client: TestClient, path: str) -> None:
    own = linkset_at(client, path)[-1]
    assert own["anchor"] == ROOT + path
    assert hrefs(own, "defaultLink") == [ROOT + client.get(path).headers["location"]]


@pytest.mark.parametrize("path", ITEMS)
def test_each_level_has_one_default_link_with_nothing_but_a_title(client: TestClient, path: str) -> None:
    for context in linkset_at(client, path):
        links = context["https://ref.gs1.org/voc/defaultLink"]
        assert isinstance(links, list)
        assert [set(link) for link in links] == [{"href", "title"}]


@pytest.mark.parametrize("path", ITEMS)
def test_default_page_is_linked_under_a_type_that_describes_it_too(client: TestClient, path: str) -> None:
    for context in linkset_at(client, path):
        assert hrefs(context, "pip") + hrefs(context, "locationInfo") == hrefs(context, "defaultLink")


@pytest.mark.parametrize("path", ITEMS)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_linkset_is_valid_by_the_published_schema(
    client: TestClient, schema: jsonschema.Draft7Validator, path: str, language: str
) -> None:
    schema.validate({"linkset": linkset_at(client, path, **{"Accept-Language": language})})


@pytest.mark.parametrize("asked", ["linkset", "all"])
def test_linkset_is_given_without_a_redirect(client: TestClient, asked: str) -> None:
    answer = client.get(f"{PACK}?linkType={asked}")
    assert answer.status_code == 200
    assert answer.json()["linkset"] == linkset_at(client, PACK)


def test_linkset_holds_the_links_of_all_levels_up_to_the_key(client: TestClient) -> None:
    assert [context["anchor"] for context in linkset_at(client, PACK)] == [ROOT + PRODUCT, ROOT + IN_LOT, ROOT + PACK]


def test_linkset_names_the_context_that_makes_json_ld_of_it(client: TestClient) -> None:
    link = client.get(f"{PACK}?linkType=linkset").headers["link"]
    assert 'rel="http://www.w3.org/ns/json-ld#context"' in link
    assert 'type="application/ld+json"' in link


def test_json_ld_bears_its_context(client: TestClient) -> None:
    answer = client.get(PACK, headers={"Accept": "application/ld+json"})
    assert answer.headers["content-type"] == "application/ld+json"
    assert answer.json()["@context"] == "https://ref.gs1.org/standards/resolver/linkset-context"


@pytest.mark.parametrize("accept", ["application/json", "application/linkset+json;q=0.9, text/html;q=0.1"])
def test_software_that_accepts_json_gets_the_linkset(client: TestClient, accept: str) -> None:
    assert client.get(PACK, headers={"Accept": accept}).json()["linkset"] == linkset_at(client, PACK)


def test_redirect_names_the_linkset_and_no_other_link(client: TestClient) -> None:
    link = client.get(PACK).headers["link"]
    assert link == f'<{PACK}?linkType=linkset>; rel="linkset"; type="application/linkset+json"'


@pytest.mark.parametrize("path", ITEMS)
def test_each_link_is_where_its_type_leads(client: TestClient, path: str) -> None:
    seen: set[str] = set()
    for context in reversed(linkset_at(client, path)):
        for address, links in context.items():
            if not isinstance(links, list) or address in seen:
                continue
            seen.add(address)
            for link in links:
                name = address.removeprefix("https://ref.gs1.org/voc/")
                asked = f"{context['anchor']}?linkType=gs1:{name}"
                answer = client.get(asked, headers={"Accept": link.get("type", "*/*")})
                assert answer.status_code == 307
                assert ROOT + answer.headers["location"].partition("?")[0] == link["href"]


def test_link_type_may_be_named_by_its_address(client: TestClient) -> None:
    for written in ("gs1:pip", "gs1%3Apip", "https://ref.gs1.org/voc/pip", "https://gs1.org/voc/pip"):
        answer = client.get(f"{PACK}?linkType={written}")
        assert answer.headers["location"] == f"/label{PACK}?linkType={written}"


@pytest.mark.parametrize("absent", ["gs1:nosuchlt", "gs1:locationInfo", "pip", "nonsense"])
def test_link_type_that_is_absent_is_not_found(client: TestClient, absent: str) -> None:
    assert client.get(f"{PACK}?linkType={absent}").status_code == 404


def test_each_type_is_a_term_of_the_gs1_web_vocabulary() -> None:
    terms = {"defaultLink", "pip", "locationInfo", "traceability", "certificationInfo", "recallStatus", "masterData"}
    assert {each.value for each in LinkType} <= terms


def test_whole_query_is_handed_on_as_it_was_sent(client: TestClient) -> None:
    query = "17=261130&foo=b%20r&s=x&empty"
    assert client.get(f"{PACK}?{query}").headers["location"] == f"/label{PACK}?{query}"


@pytest.mark.parametrize("path", [*ITEMS, f"{PRODUCT}/foo", f"{PRODUCT}/10/L/21/S/"])
def test_slash_at_the_end_makes_no_difference(client: TestClient, path: str) -> None:
    bare, slashed = client.get(path.rstrip("/")), client.get(path.rstrip("/") + "/")
    assert (bare.status_code, bare.headers.get("location")) == (slashed.status_code, slashed.headers.get("location"))


@pytest.mark.parametrize("path", [PACK, f"{PRODUCT}/foo", f"{PACK}?linkType=gs1:none", f"{PACK}?linkType=linkset"])
def test_every_answer_is_open_to_other_origins(client: TestClient, path: str) -> None:
    answer = client.get(path, headers={"Origin": "https://shop.example"})
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["access-control-allow-methods"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize("path", ITEMS)
def test_head_answers_as_get_does(client: TestClient, path: str) -> None:
    for query in ("", "?linkType=linkset"):
        head, get = client.head(path + query), client.get(path + query)
        assert (head.status_code, head.headers.get("location")) == (get.status_code, get.headers.get("location"))


@pytest.mark.parametrize("path", [PACK, "/.well-known/gs1resolver"])
def test_options_says_what_may_be_asked(client: TestClient, path: str) -> None:
    answer = client.options(path, headers={"Origin": "https://shop.example", "Access-Control-Request-Method": "GET"})
    assert (answer.status_code, answer.headers["allow"]) == (204, "GET, HEAD, OPTIONS")


def test_description_file_is_of_the_published_form(client: TestClient) -> None:
    assert client.head("/.well-known/gs1resolver").status_code == 200
    described = client.get("/.well-known/gs1resolver").json()
    assert described["resolverRoot"] == ROOT
    assert set(described["supportedPrimaryKeys"]) <= KEYS
    assert described["supportedLinkType"] == [{"namespace": "https://ref.gs1.org/voc/", "prefix": "gs1:"}]
    assert described["linkTypeDefaultCanBeLinkset"] is False


def test_answers_may_be_kept_for_a_minute_and_differ_by_what_is_accepted(client: TestClient) -> None:
    for path in (PACK, f"{PACK}?linkType=linkset"):
        answer = client.get(path)
        assert answer.headers["cache-control"] == "public, max-age=60"
        assert answer.headers["vary"] == "Accept, Accept-Language"


def test_linkset_that_the_asker_has_is_not_sent_again(client: TestClient) -> None:
    tag = client.get(f"{PACK}?linkType=linkset").headers["etag"]
    for held in (tag, f'"other", W/{tag}', "*"):
        again = client.get(f"{PACK}?linkType=linkset", headers={"If-None-Match": held})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert client.get(f"{PACK}?linkType=linkset", headers={"If-None-Match": '"other"'}).status_code == 200
