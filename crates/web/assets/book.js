
// The pages on which people book. Without this script days are links, times are buttons, and forms say how long a time is held.

// Days and months come without loading the page anew, and the address follows.
const told = document.getElementById("told");
const view = () => document.getElementById("view");
const withoutHash = (address) => address.split("#")[0];
let asked = 0;
let shown = withoutHash(location.href);

async function swap(address, { push, focus }) {
  asked += 1;
  const turn = asked;
  let text;
  try {
    const answer = await fetch(address, { headers: { Accept: "text/html" } });
    if (!answer.ok) throw new Error(answer.statusText);
    text = await answer.text();
    address = answer.url;
  } catch {
    if (turn === asked) location.assign(address);
    return;
  }
  // Something else was chosen while this one came.
  if (turn !== asked) return;
  const next = new DOMParser().parseFromString(text, "text/html");
  const fresh = next.getElementById("view");
  if (!fresh) {
    location.assign(address);
    return;
  }
  // The focus goes to the day.
  for (const field of fresh.querySelectorAll("[autofocus]")) field.autofocus = false;
  view().replaceWith(document.adoptNode(fresh));
  // The switches of language and look lead back to where one is.
  const bar = next.querySelector("header");
  if (bar) document.querySelector("header")?.replaceWith(document.adoptNode(bar));
  document.title = next.title;
  if (push) history.pushState(null, "", address);
  shown = withoutHash(location.href);
  begin();
  const day = focus && document.querySelector(`[data-date="${focus}"]`);
  (day ?? chosenDay())?.focus({ preventScroll: true });
  const heading = document.getElementById("day");
  told.textContent = heading?.dataset.name ?? heading?.textContent ?? "";
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-swap]");
  if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  swap(link.href, { push: true });
});
// Links within the page, such as the one to its times, are no other page.
if (view()) {
  addEventListener("popstate", () => {
    if (withoutHash(location.href) !== shown) swap(location.href, { push: false });
  });
}

// The month is one stop for the keyboard; arrows go from day to day.
const days = () => [...document.querySelectorAll("[data-month] a[data-date]")];
const chosenDay = () => document.querySelector("[data-month] a[aria-current]");

function rove(to) {
  const active = to ?? chosenDay() ?? days()[0];
  for (const day of days()) day.tabIndex = day === active ? 0 : -1;
  if (to) to.focus();
}

const shifted = (date, count) => {
  const day = new Date(`${date}T00:00:00Z`);
  day.setUTCDate(day.getUTCDate() + count);
  return day.toISOString().slice(0, 10);
};

/** The same day of another month, or its last one. */
function turned(date, count) {
  const [year, month, day] = date.split("-").map(Number);
  const last = new Date(Date.UTC(year, month + count, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + count, Math.min(day, last))).toISOString().slice(0, 10);
}

function wanted(key, date) {
  const weekday = (new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7;
  switch (key) {
    case "ArrowLeft": return shifted(date, -1);
    case "ArrowRight": return shifted(date, 1);
    case "ArrowUp": return shifted(date, -7);
    case "ArrowDown": return shifted(date, 7);
    case "Home": return shifted(date, -weekday);
    case "End": return shifted(date, 6 - weekday);
    case "PageUp": return turned(date, -1);
    case "PageDown": return turned(date, 1);
    default: return null;
  }
}

/** The day, or the nearest one in its direction that can be chosen. */
function reach(date, target) {
  const all = days();
  const found = all.find((day) => day.dataset.date === target);
  if (found) {
    rove(found);
    return;
  }
  const ahead = target > date;
  const way = document.querySelector(`a[data-turn="${ahead ? "next" : "previous"}"]`);
  if (way && target.slice(0, 7) !== date.slice(0, 7)) {
    swap(way.href, { push: true, focus: target });
    return;
  }
  const edge = ahead ? all.at(-1) : all[0];
  if (edge) rove(edge);
}

document.addEventListener("keydown", (event) => {
  const day = event.target.closest?.("[data-month] a[data-date]");
  if (!day || event.ctrlKey || event.metaKey || event.altKey) return;
  const target = wanted(event.key, day.dataset.date);
  if (!target) return;
  event.preventDefault();
  reach(day.dataset.date, target);
});

// What app.js offers, which is in the same file, on a view that came without loading the page anew.
function begin() {
  rove();
  offerOwnZone();
  offerCopies();
}
begin();

// Of what is pasted as a code, the digits.
const code = document.querySelector("[data-code]");
code?.addEventListener("paste", (event) => {
  const digits = event.clipboardData.getData("text").replace(/\D/g, "").slice(0, 6);
  if (digits.length !== 6) return;
  event.preventDefault();
  code.value = digits;
});

// What is typed stays in this tab. What is sent without a network waits as other forms do (kept.js), and goes out from a page that is
// opened anew too. Both are forgotten when the answer is there: a network may go while the form is on its way.
const form = document.querySelector("form[data-kept]");
// A page without the form is that of a time that is booked.
if (!form) forget(location.pathname);
if (form) {
  const name = KEPT + location.pathname;
  const said = document.getElementById("kept");
  const say = (text) => {
    if (said.textContent === text) return;
    said.textContent = text;
    said.className = "note";
  };
  const typed = () => Object.fromEntries([...new FormData(form)].filter(([field]) => !["csrf", "code", "website"].includes(field)));
  // What was typed in this tab is as new as what the server has of it, or newer.
  const fill = (values, isNewer) => {
    for (const [name, value] of Object.entries(values ?? {})) {
      const field = form.elements[name];
      if (field && (isNewer || !field.value || field instanceof RadioNodeList)) field.value = value;
      const around = field?.closest?.("details");
      if (around && value) around.open = true;
    }
  };
  special.set(form, {
    name,
    words: form.dataset,
    say,
    begins(button) {
      stored(tab, name, typed());
      // Something else is asked for than what was kept to be sent.
      if (button.value !== "book") stored(browser, name, null);
    },
    // A page that is opened anew books: what else was asked for goes out from this one alone.
    keeps(at, button) {
      if (button.value === "book") stored(browser, name, { at, typed: typed() });
    },
    leaves() {},
  });
  form.addEventListener("input", () => stored(tab, name, typed()));

  const before = stored(browser, name);
  const kept = before && !isOver(before.at) ? before.typed : null;
  const isWrong = document.getElementById("errors");
  // What the server says itself is newer.
  if (!isWrong) fill(kept ?? stored(tab, name), !kept);
  const book = form.querySelector("button[value=book]");
  // The server has answered where something is wrong, a code is asked for, or the time is taken.
  if (kept && book && !isWrong && !code && !form.querySelector("button[formaction]")) {
    say(form.dataset.before);
    // Sooner it would be taken for a program's.
    setTimeout(() => book.click(), 2500);
  } else {
    stored(browser, name, null);
  }
}
