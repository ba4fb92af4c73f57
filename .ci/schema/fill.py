"""Fills a fresh server with some of each object, and writes down their ids and who asks.

    fill.py BASE_URL admin|owner OUTPUT

MERIDIAN_SAMPLES is the program that prints the bodies of all collections (tests/examples/samples.rs).
Ids are by kind, as the hooks look them up; `token` is what the run shows, `spared` what it must not take away from itself.
"""

import datetime
import json
import os
import subprocess
import sys
import time

import requests

ADMIN = "the-token-of-the-platform"
PASSWORD = "correct horse battery staple"
SOME = 6


class Server:
    def __init__(self, base):
        self.base = base
        self.http = requests.Session()
        self.http.headers["Authorization"] = f"Bearer {ADMIN}"

    def wait(self):
        for _ in range(300):
            try:
                if self.http.get(f"{self.base}/health/ready", timeout=5).ok:
                    return
            except requests.ConnectionError:
                pass
            time.sleep(0.1)
        sys.exit("the server does not get ready")

    def ask(self, method, path, body=None, expected=(200, 201), **more):
        answer = self.http.request(method, self.base + path, json=body, timeout=30, **more)
        if answer.status_code not in expected:
            sys.exit(f"{method} {path} with {body}: {answer.status_code} {answer.text}")
        return answer.json() if answer.content else None

    def make(self, path, body, **more):
        return self.ask("POST", path, body, **more)["id"]


class Times:
    """Hours that nothing else has, from the day after tomorrow on."""

    def __init__(self):
        today = datetime.datetime.now(datetime.timezone.utc).replace(hour=0, minute=0, second=0, microsecond=0)
        self.first, self.number = today + datetime.timedelta(days=2), 0

    def next(self):
        start = self.first + datetime.timedelta(days=self.number // 12, hours=9 + self.number % 12)
        self.number += 1
        return [moment.strftime("%Y-%m-%dT%H:%M:%SZ") for moment in (start, start + datetime.timedelta(hours=1))]


def people(server, ids, company):
    def user(role, number):
        body = {"email": f"{role}{number}@example.com", "name": f"{role} {number}", "role": role, "company_id": company}
        return server.make("/api/v1/users", body | {"password": PASSWORD})

    ids["owner"] = user("owner", 0)
    ids["users"] = [user("staff", number) for number in range(SOME)] + [user("recruiter", 0), user("owner", 1)]
    collections(server, ids, company, ids["users"][0])
    for candidate in ids["candidates"]:
        for job in ids["jobs"]:
            path = f"/api/v1/candidates/{candidate}"
            server.ask("POST", f"{path}/shortlist", {"job_id": job, "shortlisted": True})
            body = {"job_id": job, "interview_enabled": True, "online_interview_enabled": True}
            server.ask("POST", f"{path}/toggle-interview", body)


def collections(server, ids, company, user):
    """Some of every collection that has a sample, but for companies and users, which are there, and the profiles of staff:
    each user has one."""
    ids["staff"] = [server.make("/api/v1/appointments/staff", {"user_id": one}) for one in ids["users"][1:1 + SOME]]
    command = [os.environ["MERIDIAN_SAMPLES"], str(company), str(user), str(ids["staff"][0]), str(SOME)]
    for sample in json.loads(subprocess.run(command, check=True, capture_output=True).stdout):
        kind = sample["path"].rsplit("/", 1)[-1]
        if kind in ("companies", "users", "staff"):
            continue
        ids[kind] = [server.make(sample["path"], body) for body in sample["bodies"]]


def calendars(server, ids, company):
    body = {"user_id": ids["users"][0], "kind": "simulated", "name": "Simulated"}
    ids["calendars"].append(server.make("/api/v1/calendars", body))


def interviews(server, ids, company):
    times = Times()

    def slot(places=1):
        start, end = times.next()
        return server.make("/api/interviews/slots", {
            "company": company, "ai_interview_type": "general", "start_time": start, "end_time": end,
            "max_candidates": places,
        })

    def interview(number):
        candidate, job = ids["candidates"][number % SOME], ids["jobs"][number % SOME]
        body = {"candidate_id": candidate, "job_id": job, "interview_type": "online"}
        return server.make("/api/v1/interviews", body)

    ids["slots"] = [slot(3) for _ in range(SOME)]
    ids["interviews"] = [interview(number) for number in range(2 * SOME)]
    for number in range(SOME):
        body = {"interview_id": ids["interviews"][number], "slot_id": slot()}
        ids["schedules"].append(server.make("/api/interviews/schedules", body))
    server.ask("POST", f"/api/interviews/schedules/{ids['schedules'][0]}/confirm_schedule")
    for number in range(SOME):
        full = slot()
        server.ask("POST", f"/api/interviews/slots/{full}/book_slot", {})
        body = {"interview_id": interview(number), "slot_id": full}
        refused = server.ask("POST", "/api/interviews/schedules", body, expected=(409,))
        ids["conflicts"].append(refused["conflict_id"])
    for number, user in enumerate(ids["users"][:SOME]):
        week = {
            "day_of_week": number + 1, "start_time": "09:00", "end_time": "17:00", "valid_from": "2025-01-01",
        }
        ids["availability"].append(server.make("/api/interviews/availability", week | {"interviewer": user}))
        body = week | {"company": company, "interview_type": "coding"}
        ids["configurations"].append(server.make("/api/interviews/configurations", body))


def appointments(server, ids, company):
    base = "/api/v1/appointments"
    for number, service in enumerate(ids["services"]):
        # Nobody has hours of their own but the first: the company's count.
        staff = ids["staff"][1 + number % (len(ids["staff"]) - 1)]
        server.ask("PATCH", f"{base}/services/{service}", {"staff": [staff]})
        date = server.ask("GET", f"{base}/services/{service}/next-date")["date"]
        free = server.ask("GET", f"{base}/services/{service}/slots?date={date}")["items"]
        client = {"name": f"Client {number}", "email": f"client{number}@example.com"}
        body = {"service_id": service, "payment_type": "none"}
        made = server.ask("POST", f"{base}/book", body | {"start": free[0]["start"], "client": client})
        ids["appointments"].append(made["id"])
        ids["requests"].append(server.make(f"{base}/requests", body | {"start": free[-1]["start"]}))
    found = server.ask("GET", f"{base}/payments?company_id={company}")
    ids["payments"] = [item["id"] for item in found["items"]]


def outside(server, ids, company):
    for number in range(SOME):
        body = {"url": f"https://hooks.example.com/{number}", "company_id": company}
        webhook = server.make("/api/v1/webhooks", body)
        ids["webhooks"].append(webhook)
        ids["deliveries"].append(server.make(f"/api/v1/webhooks/{webhook}/test", None))
        body = {"name": f"Key {number}", "role": "viewer", "company_id": company}
        ids["api-keys"].append(server.make("/api/v1/api-keys", body))
    body = {"issuer": "https://login.example.com", "client_id": "meridian"}
    server.ask("PUT", f"/api/v1/companies/{company}/identity-provider", body)
    for kind in ("effects", "messages"):
        found = server.ask("GET", f"/api/v1/{kind}?company_id={company}&limit=20")
        ids[kind] = [item["id"] for item in found["items"]]


def main(base, who, output):
    server = Server(base)
    server.wait()
    names = (
        "users jobs candidates interview-templates calendars busy-periods slots interviews schedules conflicts availability "
        "configurations webhooks deliveries api-keys effects messages services staff working-hours special-hours days-off "
        "appointments requests payments"
    )
    ids = {name: [] for name in names.split()}
    company = server.make("/api/v1/companies", {"name": "Acme", "business_hours": {"start": "00:00", "end": "24:00"}})
    # The company in which all is comes first; the others may be deleted.
    ids["companies"] = [company, *(server.make("/api/v1/companies", {"name": f"Other {n}"}) for n in range(2))]
    for part in (people, calendars, interviews, appointments, outside):
        part(server, ids, company)
    token = ADMIN
    if who == "owner":
        ids["companies"] = [company]
        body = {"email": "owner0@example.com", "password": PASSWORD}
        token = server.ask("POST", "/api/v1/auth/login", body)["access_token"]
    told = {"ids": ids, "token": token, "who": who, "spared": {"users": ids.pop("owner"), "companies": company}}
    with open(output, "w", encoding="utf-8") as file:
        json.dump(told, file)


if __name__ == "__main__":
    main(*sys.argv[1:])
