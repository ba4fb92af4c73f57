// The calendar under pointers and keys. Whatever is moved or drawn ends at a form, which asks before anything changes.
const place = new URL(import.meta.url).pathname.replace(/\/assets\/[^/]*$/, "");
const told = document.getElementById("moved");
const week = document.getElementById("week");
const MINUTE = 60_000, DAY = 1440 * MINUTE;

// Times on the clock of the page, as if they were in UTC: the server knows the zone.
const read = (text) => Date.parse(`${text}Z`);
const write = (at) => new Date(at).toISOString().slice(0, 16);
// Days and spans as the texts of the page have them.
const language = document.documentElement.lang === "en" ? "en-GB" : document.documentElement.lang;
const date = new Intl.DateTimeFormat(language, { timeZone: "UTC", weekday: "long", day: "numeric", month: "long" });
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
const dayOf = (at) => write(at).slice(0, 10);
// Where hours are counted to twelve, the page says with which words.
function timeOf(at) {
  const time = write(at).slice(11), hour = Number(time.slice(0, 2));
  if (!told.dataset.am) return time;
  return fill(hour < 12 ? told.dataset.am : told.dataset.pm, { time: `${((hour + 11) % 12) + 1}${time.slice(2)}` });
}
const moment = (at) => fill(told.dataset.moment, { date: date.format(at), time: timeOf(at) });
const span = (from, until) => fill(told.dataset.span, { start: moment(from), end: dayOf(from) === dayOf(until) ? timeOf(until) : moment(until) });
const say = (text, bad) => {
  told.classList.toggle("no", Boolean(bad));
  told.textContent = text;
};

/** The starts that can be had within the days that are shown, in order, and the time between them where they have a step; nothing where
 * every time can be had. What was asked for, and what is known of it. */
const asked = new Map(), known = new Map();
async function ask(path) {
  const days = [...week.querySelectorAll("[data-day]")];
  const answer = await fetch(`${place}${path}?from=${days[0].dataset.day}&days=${days.length}`);
  const found = answer.ok ? await answer.json() : { any: true };
  if (found.any) return null;
  const [from, to] = [read(`${days[0].dataset.day}T00:00`), read(`${days.at(-1).dataset.day}T00:00`) + DAY];
  return { starts: found.starts.map(read), step: found.step && found.step * MINUTE, from, to };
}
function starts({ dataset: { starts: path } }) {
  if (!path) return Promise.resolve();
  if (!asked.has(path)) asked.set(path, ask(path).catch(() => null).then((found) => {
    known.set(path, found);
    if (pulled && held?.dataset.starts === path) show();
  }));
  return asked.get(path);
}

/** The starts of the day of a time. */
const ofDay = (free, at) => free?.starts.filter((start) => dayOf(start) === dayOf(at)) ?? [];

/** Why a time can't be had; nothing where it can, or where only the server knows. */
function wrong(link, at) {
  if (at === read(link.dataset.at)) return "";
  if (at <= read(told.dataset.now)) return told.dataset.over;
  const free = known.get(link.dataset.starts);
  if (!free || at < free.from || at >= free.to || free.starts.includes(at)) return "";
  if (!free.step) return told.dataset.slot;
  const day = ofDay(free, at), isStart = !day.length || day.some((start) => (at - start) % free.step === 0);
  return isStart ? told.dataset.taken : fill(told.dataset.every, { minutes: free.step / MINUTE });
}

/** The steps in which something moves on the day of a time, and where they begin. */
function grid(link, at) {
  const free = known.get(link.dataset.starts);
  const first = free?.step ? ofDay(free, at)[0] : undefined;
  return { free, step: free?.step || link.dataset.step * MINUTE, base: first ?? read(`${dayOf(at)}T00:00`) };
}

/** The nearest start to a time that is less than a step away from it, else the time itself. */
function near(link, at) {
  const { free, step } = grid(link, at), away = (start) => Math.abs(start - at);
  const found = free?.starts.filter((start) => away(start) < step).sort((one, other) => away(one) - away(other));
  return found?.[0] ?? at;
}

/** The next start in a direction. Where none is offered within a step it is the next full step: a quarter past, not ten past. */
function next(link, at, down) {
  const { free, step, base } = grid(link, at);
  const full = (down ? Math.floor((at - base) / step) + 1 : Math.ceil((at - base) / step) - 1) * step + base;
  // Slots have no step: the next one may be far away.
  const isNear = (start) => free.step === null || (down ? start <= full : start >= full);
  const ahead = [...free?.starts ?? [], read(link.dataset.at)].filter((start) => (down ? start > at : start < at));
  const offered = free ? ahead.filter(isNear).sort((one, other) => one - other) : [];
  return (down ? offered[0] : offered.at(-1)) ?? full;
}

// What is being moved, and where it is now.
let held, to, pulled;

function hold(link) {
  if (held === link) return;
  drop();
  [held, to] = [link, read(link.dataset.at)];
  link.classList.add("held");
  starts(link);
}

/** Puts what is held back where it was. */
function drop(text) {
  if (!held) return;
  held.classList.remove("held", "no");
  held.style.translate = "";
  held = null;
  if (text !== undefined) say(text);
}

const rowOf = (grid) => parseFloat(getComputedStyle(grid).gridAutoRows) || 0;

function show() {
  const bad = wrong(held, to), end = to + held.dataset.minutes * MINUTE;
  say(`${span(to, end)}. ${bad || (pulled ? "" : told.dataset.enter)}`, bad);
  held.classList.toggle("no", Boolean(bad));
  const own = held.closest("[data-day]"), grid = held.closest(".grid");
  const day = week.querySelector(`[data-day="${write(to).slice(0, 10)}"]`);
  if (!grid || !day) return;
  const minutes = (to % DAY - read(held.dataset.at) % DAY) / MINUTE;
  held.style.translate = `${day.getBoundingClientRect().left - own.getBoundingClientRect().left}px ${(minutes / 5) * rowOf(grid)}px`;
}

/** How the calendar is seen, and of whom; its day is that of what was moved. */
function seen() {
  const asked = new URLSearchParams(location.search), kept = new URLSearchParams();
  for (const name of ["view", "people"]) for (const value of asked.getAll(name)) kept.append(name, value);
  const query = kept.toString();
  return query ? `/app/calendar?${query}` : "/app/calendar";
}

/** On to the form, filled in. */
function go() {
  const bad = wrong(held, to);
  if (bad) return say(`${moment(to)}. ${bad}`, true);
  if (to === read(held.dataset.at)) return drop(told.dataset.kept);
  location.assign(`${place}${held.dataset.move}?start=${encodeURIComponent(write(to))}&back=${encodeURIComponent(seen())}`);
}

/** Does something with what is held once its starts are known, one after the other, unless it was given up meanwhile. */
async function after(link, act) {
  await starts(link);
  if (held === link) act();
}

const STEPS = { ArrowUp: -1, ArrowDown: 1, ArrowLeft: -DAY, ArrowRight: DAY };
function key(event) {
  if (from && event.key === "Escape") {
    giveUp();
    event.preventDefault();
    event.stopPropagation();
    return;
  }
  const link = event.target.closest?.("[data-at]");
  // What is held by a pointer is given up also where keys are switched off.
  if (!link || (document.documentElement.dataset.keys === "off" && event.key !== "Escape")) return;
  const by = STEPS[event.key];
  if (by && event.altKey) {
    hold(link);
    after(link, () => {
      to = Math.abs(by) === 1 ? next(link, to, by > 0) : near(link, to + by);
      show();
    });
  } else if (held === link && event.key === "Escape") drop(told.dataset.kept);
  else if (held === link && ["Enter", "m"].includes(event.key) && !event.ctrlKey && !event.metaKey && !event.altKey) after(link, go);
  else return;
  event.preventDefault();
  event.stopPropagation();
}
document.addEventListener("keydown", key, true);

// Pointers. A finger scrolls; lists have nothing to pull.
let from, ghost;

function down(event) {
  if (event.button || event.pointerType === "touch") return;
  const link = event.target.closest(".grid [data-at]"), drawn = event.target.closest("[data-draws] .drawn");
  if (link) from = { link, x: event.clientX, y: event.clientY };
  else if (drawn && !event.target.closest("a")) from = { drawn, y: event.clientY };
}

function pull(event) {
  const { link, x, y } = from;
  if (!pulled && Math.hypot(event.clientX - x, event.clientY - y) < 6) return;
  pulled = true;
  hold(link);
  const start = read(link.dataset.at);
  const over = [...week.querySelectorAll("[data-day]")].find((day) => {
    const box = day.getBoundingClientRect();
    return event.clientX >= box.left && event.clientX < box.right;
  }) ?? link.closest("[data-day]");
  const days = read(`${over.dataset.day}T00:00`) - read(`${link.closest("[data-day]").dataset.day}T00:00`);
  const by = ((event.clientY - y) / rowOf(link.closest(".grid"))) * 5 * MINUTE;
  const { step, base } = grid(link, start + days);
  const full = Math.round((start + days + by - base) / step) * step + base;
  if (Math.abs(by) < step / 2) to = days ? near(link, start + days) : start;
  else to = near(link, full);
  show();
}

/** The minutes of a day at a height of the screen, to a quarter of an hour. */
function minuteAt(grid, y) {
  const rows = (y - grid.getBoundingClientRect().top) / rowOf(grid);
  return Math.min(1440, Math.max(0, Math.round(rows / 3) * 15 + week.dataset.first * 60));
}

function draw(event) {
  const grid = from.drawn.querySelector(".grid");
  if (!ghost && Math.abs(event.clientY - from.y) < 6) return;
  if (!ghost) grid.append(ghost = Object.assign(document.createElement(grid.matches("ul") ? "li" : "div"), { className: "ghost" }));
  const [a, b] = [minuteAt(grid, from.y), minuteAt(grid, event.clientY)].sort((one, other) => one - other);
  const first = week.dataset.first * 60, end = Math.max(b, a + 15);
  ghost.style.gridRow = `${(a - first) / 5 + 1} / ${(end - first) / 5 + 1}`;
  const day = read(`${from.drawn.closest("[data-day]").dataset.day}T00:00`);
  from.time = [day + a * MINUTE, day + end * MINUTE];
  say(span(...from.time));
}

function move(event) {
  if (!from || !event.buttons) return;
  event.preventDefault();
  if (from.link) pull(event);
  else draw(event);
}

/** Offers what can be made of a time. */
function offer([start, end]) {
  const names = {
    day: dayOf(start), last: dayOf(start), from: timeOf(start), to: timeOf(end),
    start: write(start), end: write(end), minutes: (end - start) / MINUTE,
  };
  const dialog = document.getElementById("make");
  document.getElementById("make-when").textContent = span(start, end);
  for (const link of dialog.querySelectorAll("[data-to]")) {
    link.href = place + link.dataset.to.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(names[name]));
  }
  dialog.showModal();
}

// The click that ends a pull opens nothing.
const still = (click) => click.preventDefault();
const open = () => setTimeout(() => { pulled = false; removeEventListener("click", still, { capture: true }); });

/** Ends a pull whose button is still down. */
function giveUp() {
  from = null;
  ghost?.remove();
  ghost = null;
  drop(told.dataset.kept);
  addEventListener("click", still, { capture: true });
  addEventListener("pointerup", open, { capture: true, once: true });
}

function up() {
  const was = from;
  from = null;
  if (pulled && held) {
    addEventListener("click", still, { capture: true });
    open();
    const bad = wrong(held, to);
    if (bad) drop(`${bad} ${told.dataset.kept}`);
    else go();
  }
  ghost?.remove();
  ghost = null;
  if (was?.time) {
    say("");
    if (was.time[0] > read(told.dataset.now)) offer(was.time);
    else say(told.dataset.over, true);
  }
}

document.addEventListener("pointerdown", down);
document.addEventListener("pointermove", move);
document.addEventListener("pointerup", up);
document.addEventListener("pointercancel", () => { [from, pulled] = [null, false]; drop(); ghost?.remove(); ghost = null; });
// What changed meanwhile is shown anew: what was held is gone, and what was free may not be.
new MutationObserver(() => {
  asked.clear();
  known.clear();
  if (held && !held.isConnected) drop("");
}).observe(week, { childList: true });
