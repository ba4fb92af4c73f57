
// What is sent without a network stays in the browser for an hour, and goes out once there is one again.
const KEPT = "meridian-kept:";
const SENT = "meridian-sent";
const HOUR = 3_600_000;
const tab = () => sessionStorage, browser = () => localStorage;
const isOver = (at) => !(Math.abs(Date.now() - at) < HOUR);

/** What is kept there under that name; with a value, keeps that, and with `null`, nothing any more. */
function stored(where, name, value) {
  try {
    if (value === undefined) return JSON.parse(where().getItem(name));
    if (value) where().setItem(name, JSON.stringify(value));
    else where().removeItem(name);
  } catch { /* browsers may refuse to keep anything */ }
  return null;
}
const names = (where) => {
  try {
    return Object.keys(where()).filter((name) => name.startsWith(KEPT));
  } catch {
    return [];
  }
};
for (const name of names(browser)) if (isOver(stored(browser, name)?.at)) stored(browser, name, null);

/** Forgets what was typed in this tab, and what the browser kept of the booking at this path. */
function forget(path) {
  stored(browser, KEPT + path, null);
  for (const name of names(tab)) stored(tab, name, null);
}
// The form of a booking (book.js) has arrived once it leads to the appointment, or to where that is paid.
if (document.referrer && /^\/(booked|pay)\//.test(location.pathname.slice(place.length))) forget(new URL(document.referrer).pathname);

async function reached() {
  if (!navigator.onLine) return false;
  const icon = document.querySelector("link[rel=icon]").href;
  return fetch(icon, { cache: "no-store", signal: AbortSignal.timeout(8000) }).then((answer) => answer.ok, () => false);
}

// Files, and what is secret, are never kept.
const SECRET = /password|secret|credential|token/;
const isNeverKept = (field) => ["file", "password"].includes(field.type) || field.autocomplete === "one-time-code" || SECRET.test(field.name);
const fields = (form) => [...form.elements].filter((field) => field.name && field.matches("input:not([type=hidden]), select, textarea"));
const who = () => document.querySelector("[data-who]")?.dataset.who ?? "";

/** How a form waits that is no booking; `null` for one that is not kept. */
function ordinary(form) {
  const words = document.getElementById("main")?.dataset;
  if (!words?.offline || form.getAttribute("method") !== "post" || form.matches("[data-unkept]")) return null;
  const all = fields(form);
  if (!all.length || all.some(isNeverKept)) return null;
  const name = KEPT + new URL(form.getAttribute("action") ?? "", location.href).pathname;
  const typed = () => {
    const own = new Set(all.map((field) => field.name));
    return [...new FormData(form)].filter(([field]) => own.has(field));
  };
  const keeps = (at) => stored(browser, name, { at, who: who(), typed: typed() });
  const leaves = (at) => {
    keeps(at);
    stored(tab, SENT, name);
  };
  return { name, words, keeps, leaves, begins() {}, say: (text) => say(form, text) };
}

/** Says something below a form. What says it is there before the words are, so that they are read out. */
function say(form, text) {
  let said = form.querySelector("[data-said]");
  if (!said) {
    said = document.createElement("p");
    said.dataset.said = "";
    said.setAttribute("role", "status");
    form.append(said);
  }
  setTimeout(() => {
    if (said.textContent === text) return;
    said.textContent = text;
    said.className = text ? "note" : "";
  }, 100);
  return said;
}

// How the form of a booking waits (book.js).
const special = new WeakMap();
// What waits: a form, the button that was pressed, how, and since when.
let waiting = null, asking = false, timer = 0;

function rest() {
  const { button } = waiting;
  clearInterval(timer);
  [waiting, timer] = [null, 0];
  return button;
}

async function attempt() {
  if (asking || !waiting) return;
  const { form, way, since } = waiting;
  // So much later it is another day, or somebody else who is at the device.
  if (isOver(since)) {
    rest().removeAttribute("aria-busy");
    stored(browser, way.name, null);
    way.say(way.words.late);
    return;
  }
  asking = true;
  const goes = await reached();
  asking = false;
  if (form !== waiting?.form) return;
  if (goes) {
    if (timer) way.say(way.words.sending);
    way.leaves(since);
    form.dataset.goes = "yes";
    form.requestSubmit(rest());
    return;
  }
  const { button } = waiting;
  button.removeAttribute("aria-busy");
  way.keeps(since, button);
  way.say(way.words.offline);
  timer ||= setInterval(attempt, 3000);
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.matches("[data-who]")) for (const where of [tab, browser]) for (const name of names(where)) stored(where, name, null);
  if (form.dataset.goes) return;
  const way = special.get(form) ?? ordinary(form);
  const button = event.submitter ?? form.querySelector("button:not([type=button])");
  if (!way || !button) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (waiting && waiting.form !== form) rest().removeAttribute("aria-busy");
  waiting = { form, button, way, since: Date.now() };
  way.begins(button);
  button.setAttribute("aria-busy", "true");
  attempt();
}, true);
addEventListener("online", attempt);
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("[data-goes]")) delete form.dataset.goes;
});

// A form has arrived once its answer is there. Who goes back, or opens a page by its address, has seen none.
const sent = stored(tab, SENT);
const [came] = performance.getEntriesByType("navigation");
stored(tab, SENT, null);
if (sent && came?.type !== "back_forward" && (document.referrer || came?.redirectCount || document.getElementById("errors"))) stored(browser, sent, null);

/** Fills a form in with what was kept of it. */
function fill(form, typed) {
  const turn = new Map();
  for (const field of fields(form)) {
    const all = typed.filter(([name]) => name === field.name).map(([, value]) => value);
    const at = turn.get(field.name) ?? 0;
    turn.set(field.name, at + 1);
    if (["checkbox", "radio"].includes(field.type)) field.checked = all.includes(field.value);
    else if (field.type === "select-multiple") for (const option of field.options) option.selected = all.includes(option.value);
    else if (at < all.length) field.value = all[at];
    const around = field.closest("details");
    if (around && all.length) around.open = true;
  }
}

/** Offers what did not arrive of the form that was opened again. */
function offerKept(form) {
  const way = ordinary(form);
  const kept = way && stored(browser, way.name);
  if (!kept) return;
  if (kept.who !== who() || !Array.isArray(kept.typed)) {
    stored(browser, way.name, null);
    return;
  }
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button quiet small";
  button.textContent = way.words.fill;
  button.addEventListener("click", () => {
    fill(form, kept.typed);
    button.remove();
    way.say("");
    fields(form)[0].focus();
  });
  // Before its fields, where it is seen.
  const said = way.say(way.words.before);
  form.prepend(said, button);
}
for (const form of document.forms) offerKept(form);
