"""The console's door, its first page, users and the audit."""

from __future__ import annotations

from kiosk.central.people.rights import Right
from tests.central.people.table import Row, console, public

NONE = "00000000-0000-7000-8000-000000000000"
USER = "/console/people/{user_id}"
NOBODY = f"/console/people/{NONE}"
FROM_HERE = {"Sec-Fetch-Site": "same-origin", "Content-Type": "application/x-www-form-urlencoded"}
SECRET = "nobody-was-given-this-secret-ever"

ROWS: tuple[Row, ...] = (
    public("GET", "/console"),
    public("GET", "/console/assets/{name}", "/console/assets/none.css"),
    public("GET", "/console/log-in"),
    public("POST", "/console/log-in", content=b"name=nobody", headers=FROM_HERE),
    public("GET", "/console/setup/{secret}", f"/console/setup/{SECRET}"),
    public("POST", "/console/setup/{secret}", f"/console/setup/{SECRET}", content=b"password=1", headers=FROM_HERE),
    console("GET", "/console/", Right.ENTER_CONSOLE),
    console("POST", "/console/log-out", Right.ENTER_CONSOLE),
    console("GET", "/console/own", Right.ENTER_CONSOLE),
    console("POST", "/console/own/password", Right.ENTER_CONSOLE),
    console("POST", "/console/own/factor", Right.ENTER_CONSOLE),
    console("POST", "/console/own/sessions", Right.ENTER_CONSOLE),
    console("GET", "/console/people", Right.SEE_PEOPLE),
    console("GET", "/console/people/new", Right.CHANGE_PEOPLE),
    console("POST", "/console/people/new", Right.CHANGE_PEOPLE),
    console("GET", USER, Right.SEE_PEOPLE, NOBODY),
    console("POST", f"{USER}/link", Right.CHANGE_PEOPLE, f"{NOBODY}/link"),
    console("POST", f"{USER}/grants", Right.CHANGE_PEOPLE, f"{NOBODY}/grants", form={"role": "supervisor"}),
    console("POST", f"{USER}/grants/{{grant_id}}/take", Right.CHANGE_PEOPLE, f"{NOBODY}/grants/{NONE}/take"),
    console("POST", f"{USER}/tokens/{{token_id}}/revoke", Right.CHANGE_PEOPLE, f"{NOBODY}/tokens/{NONE}/revoke"),
    console("POST", f"{USER}/sessions/end", Right.CHANGE_PEOPLE, f"{NOBODY}/sessions/end"),
    console("POST", f"{USER}/deactivate", Right.CHANGE_PEOPLE, f"{NOBODY}/deactivate"),
    console("POST", f"{USER}/activate", Right.CHANGE_PEOPLE, f"{NOBODY}/activate"),
    console("GET", "/console/audit", Right.SEE_CHANGES),
)
