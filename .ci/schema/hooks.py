"""Makes questions that reach something: ids of what there is, times to come; and shows the run's credentials.

What is meant to be bad stays bad: parts that were generated as violations of their schema are left alone.
"""

import datetime
import json
import os
import random

import schemathesis
from schemathesis.core.parameters import ParameterLocation

with open(os.environ["FILLED"], encoding="utf-8") as file:
    WORLD = json.load(file)
IDS, TOKEN, SPARED = WORLD["ids"], WORLD["token"], WORLD["spared"]
CHANCE = random.Random(int(os.environ.get("SEED", "1")))

# Which kind of object a field of a body or a query names.
FIELDS = {
    "user_id": "users", "user_ids": "users", "interviewer": "users", "interviewer_id": "users",
    "interviewers": "users", "interviewer_ids": "users", "company": "companies", "company_id": "companies",
    "job": "jobs", "job_id": "jobs", "candidate_id": "candidates", "slot_id": "slots", "interview_id": "interviews",
    "service_id": "services", "staff_id": "staff", "staff": "staff", "services": "services",
}
STARTS = ("start", "start_time", "scheduled_at", "from", "start_date", "valid_from")
ENDS = ("end", "end_time", "to", "end_date", "valid_until")


@schemathesis.auth()
class Bearer:
    def get(self, case, context):
        return TOKEN

    def set(self, case, data, context):
        case.headers["Authorization"] = f"Bearer {data}"


def kind_in_path(path, name):
    """The kind of object that a parameter of a path names: the word before it says so, but for two."""
    if path == "/api/interviews/{id}/availability":
        return "interview-templates"
    if name == "company_id":
        return "companies"
    return path.split("{" + name + "}")[0].rstrip("/").rsplit("/", 1)[-1]


def is_good(case, location):
    """Whether a part of a request was generated as its schema has it."""
    meta = case.meta
    return meta is None or not meta.is_negative_at(location)


def lasting(case):
    """What the run asks with, and the company in which all is, are changed by nobody: it would end the run. They are not
    left out where they are only read."""
    for name, value in (case.path_parameters or {}).items():
        kind = kind_in_path(case.path, name)
        if str(value) == str(SPARED.get(kind)) and len(IDS[kind]) > 1:
            case.path_parameters[name] = CHANCE.choice(IDS[kind][1:])
    own = isinstance(case.body, dict) and case.path == "/api/v1/companies/{id}"
    if own and is_good(case, ParameterLocation.BODY) and case.body.get("active") is False:
        case.body["active"] = True


def fill_path(case):
    for name in list(case.path_parameters or {}):
        known = IDS.get(kind_in_path(case.path, name))
        if known and CHANCE.random() < 0.8:
            case.path_parameters[name] = CHANCE.choice(known)
    if "{delivery}" in case.path and CHANCE.random() < 0.8:
        number = CHANCE.randrange(len(IDS["deliveries"]))
        case.path_parameters = {"id": IDS["webhooks"][number], "delivery": IDS["deliveries"][number]}


def fill(fields):
    """Puts ids and times in the place of generated ones, sometimes."""
    day = datetime.date.today() + datetime.timedelta(days=CHANCE.randrange(1, 60))
    hour = CHANCE.randrange(8, 17)
    for name, value in fields.items():
        if CHANCE.random() < 0.3:
            continue
        known = IDS.get(FIELDS.get(name, ""))
        if known and isinstance(value, list):
            fields[name] = CHANCE.sample(known, min(len(known), 2))
        elif known and isinstance(value, (int, str)):
            fields[name] = CHANCE.choice(known)
        elif name in STARTS + ENDS and isinstance(value, str):
            late = name in ENDS
            fields[name] = timely(value, day, hour + late)


def timely(value, day, hour):
    """A value of the same form, in the time to come."""
    if "T" in value.upper():
        return f"{day}T{hour:02}:00:00Z"
    if value.count("-") == 2:
        return str(day)
    return f"{hour:02}:00" if ":" in value else value


# Where each list goes on, as its last answers have it.
CURSORS = {}


def go_on(case):
    """A cursor is what a list gave, and nothing that could be made up: a good one is that, or none."""
    if "cursor" in case.query:
        del case.query["cursor"]
        # It belongs to the filters that it was given with.
        if case.path in CURSORS:
            case.query = dict(CURSORS[case.path])


@schemathesis.hook
def after_call(context, case, response):
    if response.status_code == 200 and case.method == "GET" and isinstance(case.query, dict):
        found = response.json() if response.headers.get("content-type") == ["application/json"] else None
        if isinstance(found, dict) and found.get("next"):
            CURSORS[case.path] = {**case.query, "cursor": found["next"]}


@schemathesis.hook
def before_call(context, case, kwargs):
    if is_good(case, ParameterLocation.PATH):
        fill_path(case)
    if is_good(case, ParameterLocation.QUERY) and isinstance(case.query, dict):
        fill(case.query)
        go_on(case)
    if is_good(case, ParameterLocation.BODY) and isinstance(case.body, dict):
        fill(case.body)
    if case.method != "GET":
        lasting(case)


@schemathesis.check
def credentials_last(ctx, response, case):
    """The caller is known to the end: else all that comes after is about being refused."""
    sent = response.request.headers.get("Authorization")
    login = case.path.startswith("/api/v1/auth/login")
    if response.status_code == 401 and sent == f"Bearer {TOKEN}" and not login:
        raise AssertionError("the credentials of the run were refused")
