"""The nginx example, run by a real nginx in front of the service."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from fastapi import FastAPI, Request

from kiosk.central.limits import LARGER_BODIES, MAX_BODY_BYTES
from kiosk.messages.http import Problem
from kiosk.processes.demo import own_port
from tests.central.conftest import NOW
from tests.central.running import serving

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "provisioning" / "nginx-central.conf"
UNPACKED = ROOT / ".venv" / "nginx" / "usr" / "sbin" / "nginx"
"""Where the set-up for tests unpacks Debian's package: installing it would start a service on port 80."""

NGINX = str(UNPACKED) if UNPACKED.exists() else shutil.which("nginx")
needs_nginx = pytest.mark.skipif(NGINX is None, reason="no nginx: provisioning/setup.sh tests unpacks one")

# As root nginx would give its work to a user who may not enter a test's folder.
AROUND = """
{user}
daemon off;
pid {folder}/nginx.pid;
error_log stderr crit;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/central.conf;
}}
"""


def write_certificate(folder: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "records.example")])
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    made = made.not_valid_before(NOW - timedelta(days=3650)).not_valid_after(NOW + timedelta(days=3650))
    certificate = made.sign(key, hashes.SHA256())
    (folder / "kiosk-central.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "kiosk-central.key").write_bytes(private)


def configuration(folder: Path, upstream: str, port: int, plain_port: int) -> Path:
    """Return the example as a file that nginx can be run with here: other ports, places and certificate."""
    text = EXAMPLE.read_text("utf-8")
    text = re.sub(r"^    listen \[::\].*\n", "", text, flags=re.MULTILINE)
    text = text.replace("listen 80;", f"listen 127.0.0.1:{plain_port};")
    text = text.replace("listen 443 ssl;", f"listen 127.0.0.1:{port} ssl;")
    text = text.replace("127.0.0.1:8080", upstream.removeprefix("http://"))
    text = re.sub(r"/etc/ssl/(certs|private)|/var/log/nginx", str(folder), text)
    write_certificate(folder)
    (folder / "central.conf").write_text(text, "utf-8")
    (folder / "nginx.conf").write_text(
        AROUND.format(folder=folder, user="user root;" if os.getuid() == 0 else ""), "utf-8"
    )
    return folder / "nginx.conf"


@needs_nginx
def test_nginx_understands_the_example(tmp_path: Path) -> None:
    with own_port() as port, own_port() as plain_port:
        file = configuration(tmp_path, "http://127.0.0.1:8080", port, plain_port)
    assert NGINX is not None
    said = subprocess.run(
        [NGINX, "-t", "-p", tmp_path, "-e", "stderr", "-c", file], capture_output=True, text=True, check=False
    )
    assert said.returncode == 0, said.stderr
    assert "[warn]" not in said.stderr.replace('the "user" directive', ""), said.stderr


def echo() -> FastAPI:
    """Return a service that says what came through."""
    app = FastAPI()

    @app.api_route("/{path:path}", methods=["GET", "POST"])
    async def said(request: Request) -> dict[str, str | int]:
        return {
            "raw_path": request.scope["raw_path"].decode(),
            "client": request.client.host if request.client else "",
            "scheme": request.url.scheme,
            "host": request.headers["host"],
            "request_id": request.headers.get("x-request-id", ""),
            "bytes": len(await request.body()),
        }

    return app


@pytest.fixture
def proxy(tmp_path: Path) -> Iterator[httpx.Client]:
    """A client of nginx in front of the echo."""
    assert NGINX is not None
    with serving(echo()) as upstream, own_port() as port, own_port() as plain_port:
        file = configuration(tmp_path, upstream, port, plain_port)
        process = subprocess.Popen([NGINX, "-p", tmp_path, "-e", "stderr", "-c", file])
        try:
            for _ in range(600):
                with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 0.2):
                    break
                time.sleep(0.05)
            else:
                pytest.fail("nginx does not listen")
            with httpx.Client(base_url=f"https://127.0.0.1:{port}", verify=False, trust_env=False) as client:
                yield client
        finally:
            process.terminate()
            process.wait(10)


@needs_nginx
def test_path_goes_through_as_it_was_sent(proxy: httpx.Client) -> None:
    said = proxy.get("/01/09521234543213//10/A%2FB%20c?x=%2F").json()
    assert said["raw_path"].partition("?")[0] == "/01/09521234543213//10/A%2FB%20c"
    assert (said["scheme"], said["host"]) == ("https", proxy.base_url.netloc.decode())
    assert re.fullmatch("[0-9a-f]{32}", said["request_id"])


@needs_nginx
def test_what_the_asking_side_claims_to_be_counts_for_nothing(proxy: httpx.Client) -> None:
    claimed = {"X-Forwarded-For": "203.0.113.7", "X-Request-Id": "claimed-id-claimed"}
    said = proxy.get("/", headers=claimed).json()
    assert (said["client"], said["request_id"] != "claimed-id-claimed") == ("127.0.0.1", True)


@needs_nginx
@pytest.mark.parametrize("path", ["/metrics", "/healthz"])
def test_what_is_nobodys_business_is_not_there(proxy: httpx.Client, path: str) -> None:
    assert proxy.get(path).status_code == 404


@needs_nginx
@pytest.mark.parametrize(("path", "most"), [*LARGER_BODIES, ("/people/users", MAX_BODY_BYTES)])
def test_bodies_are_limited_as_by_the_service(proxy: httpx.Client, path: str, most: int) -> None:
    assert proxy.post(path, content=b"x" * most).json()["bytes"] == most
    answer = proxy.post(path, content=b"x" * (most + 1))
    assert answer.headers["content-type"] == "application/problem+json"
    assert Problem.model_validate_json(answer.content).status == answer.status_code == 413


@needs_nginx
def test_who_asks_too_often_is_told_so(proxy: httpx.Client) -> None:
    assert proxy.get("/").status_code == 200
    answers = (proxy.get("/") for _ in range(5000))  # so many: a slow machine does not ask too often
    refused = next((answer for answer in answers if answer.status_code != 200), None)
    assert refused is not None
    assert Problem.model_validate_json(refused.content).status == refused.status_code == 429
    assert refused.headers["retry-after"] == "1"


@needs_nginx
def test_log_holds_no_address_path_or_query(proxy: httpx.Client, tmp_path: Path) -> None:
    proxy.get("/01/09521234543213?secret=7")
    proxy.close()
    for _ in range(600):
        text = (tmp_path / "kiosk-central.log").read_text("utf-8")
        if text:
            break
        time.sleep(0.05)
    assert re.search(r"GET 200 \d+ ", text)
    assert not re.search(r"127\.0\.0\.1|09521234543213|secret", text)
