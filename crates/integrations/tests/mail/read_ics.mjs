// Reads a JSON list of iCalendar texts from standard input with ical.js, found in the folder of the first argument; prints
// what it made of each as a JSON list.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const require = createRequire(`${process.argv[2]}/package.json`);
const { default: ICAL } = await import(pathToFileURL(require.resolve("ical.js")).href);

const instant = (time) => time.toJSDate().toISOString().replace(".000Z", "Z");

function person(property) {
  const params = {};
  for (const name of Object.keys(property.jCal[1])) params[name.toUpperCase()] = property.getParameter(name);
  return { address: property.getFirstValue(), params };
}

function event(found) {
  const value = (name) => found.getFirstPropertyValue(name);
  return {
    names: [...new Set(found.getAllProperties().map((property) => property.name.toUpperCase()))].sort(),
    uid: value("uid"),
    sequence: value("sequence"),
    dtstamp: instant(value("dtstamp")),
    start: instant(value("dtstart")),
    end: instant(value("dtend")),
    status: value("status"),
    summary: value("summary"),
    description: value("description"),
    location: value("location"),
    url: value("url"),
    organizer: person(found.getFirstProperty("organizer")),
    attendees: found.getAllProperties("attendee").map(person),
    inner: found.getAllSubcomponents().length,
  };
}

function read(text) {
  const calendar = new ICAL.Component(ICAL.parse(text));
  return {
    method: calendar.getFirstPropertyValue("method"),
    version: calendar.getFirstPropertyValue("version"),
    events: calendar.getAllSubcomponents().map(event),
  };
}

console.log(JSON.stringify(JSON.parse(readFileSync(0, "utf8")).map(read)));
