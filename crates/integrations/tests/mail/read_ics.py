"""Reads a JSON list of iCalendar texts from standard input with the parser named by the first argument; prints what it
made of each as a JSON list."""

import json
import sys
from datetime import timezone


def instant(value):
    return value.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def by_icalendar(text):
    from icalendar import Calendar

    calendar = Calendar.from_ical(text)

    def person(value):
        return {"address": str(value), "params": {name.upper(): str(v) for name, v in value.params.items()}}

    def event(found):
        if found.errors:
            raise ValueError(found.errors)
        attendees = found.get("ATTENDEE", [])
        attendees = attendees if isinstance(attendees, list) else [attendees]
        return {
            "names": sorted({name for name in found.keys()}),
            "uid": str(found["UID"]),
            "sequence": int(found["SEQUENCE"]),
            "dtstamp": instant(found["DTSTAMP"].dt),
            "start": instant(found["DTSTART"].dt),
            "end": instant(found["DTEND"].dt),
            "status": str(found["STATUS"]),
            "summary": str(found["SUMMARY"]),
            "description": str(found["DESCRIPTION"]) if "DESCRIPTION" in found else None,
            "location": str(found["LOCATION"]) if "LOCATION" in found else None,
            "url": str(found["URL"]) if "URL" in found else None,
            "organizer": person(found["ORGANIZER"]),
            "attendees": [person(attendee) for attendee in attendees],
            "inner": len(found.subcomponents),
        }

    events = [event(found) for found in calendar.subcomponents]
    return {"method": str(calendar["METHOD"]), "version": str(calendar["VERSION"]), "events": events}


def by_vobject(text):
    import vobject

    calendars = list(vobject.readComponents(text))
    assert len(calendars) == 1, calendars
    calendar = calendars[0]

    def person(line):
        return {"address": line.value, "params": {name.upper(): v[0] for name, v in line.params.items()}}

    def text_of(found, name):
        return getattr(found, name).value if name in found.contents else None

    def event(found):
        return {
            "names": sorted(name.upper() for name in found.contents),
            "uid": found.uid.value,
            "sequence": int(found.sequence.value),
            "dtstamp": instant(found.dtstamp.value),
            "start": instant(found.dtstart.value),
            "end": instant(found.dtend.value),
            "status": found.status.value,
            "summary": found.summary.value,
            "description": text_of(found, "description"),
            "location": text_of(found, "location"),
            "url": text_of(found, "url"),
            "organizer": person(found.organizer),
            "attendees": [person(line) for line in found.contents.get("attendee", [])],
            "inner": len(list(found.components())),
        }

    events = [event(found) for found in calendar.components()]
    return {"method": calendar.method.value, "version": calendar.version.value, "events": events}


texts = json.loads(sys.stdin.buffer.read())
reader = {"icalendar": by_icalendar, "vobject": by_vobject}[sys.argv[1]]
print(json.dumps([reader(text) for text in texts]))
