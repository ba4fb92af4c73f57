// A page that is open hears that something of a kind changed (server-sent events), and looks again. What is being read stays where
// it is; where somebody is at work in a list, a button offers what is new.
const place = new URL(import.meta.url).pathname.replace(/\/assets\/[^/]*$/, "");
const box = document.getElementById("live");
const topics = new Set(box.dataset.topics.split(" "));
const [button, told] = box.children;
const regions = () => [...document.querySelectorAll("[data-live][id]")];
let since = box.dataset.since;
let events, timer, ready, again;

/** What a region says, without what differs each time. */
function words(region) {
  const copy = region.cloneNode(true);
  for (const field of copy.querySelectorAll("input[name=csrf]")) field.remove();
  for (const link of copy.querySelectorAll(".fresh")) link.classList.remove("fresh");
  for (const link of copy.querySelectorAll('[class=""]')) link.removeAttribute("class");
  return copy.innerHTML;
}

// What a pointer holds, or draws on, stays until it lets go.
let pressed = false;
for (const [kind, is] of [["pointerdown", true], ["pointerup", false], ["pointercancel", false]]) addEventListener(kind, () => { pressed = is; }, true);

/** Whether somebody is at work in what would be changed. */
const busy = () => pressed || regions().some((region) => region.contains(document.activeElement)
  || region.querySelector("input:checked, details[open]")
  || (!getSelection().isCollapsed && region.contains(getSelection().anchorNode)));

const key = (link) => `${link.getAttribute("href")} ${link.textContent}`;
const links = () => regions().flatMap((region) => [...region.querySelectorAll("a[href]")]);
const top = (link) => link.getBoundingClientRect().top;
const seen = (link) => top(link) >= 0 && top(link) < innerHeight;

/** Shows what is new. The first thing that is seen stays where it is on the screen. */
function swap(page, asked) {
  document.documentElement.style.overflowAnchor = "none";
  const before = new Set(links().map(key));
  const anchor = links().find(seen);
  const [name, at] = anchor ? [key(anchor), top(anchor)] : [];
  for (const region of regions()) {
    const fresh = page.getElementById(region.id);
    if (fresh && words(fresh) !== words(region)) region.replaceChildren(...document.importNode(fresh, true).childNodes);
  }
  const same = links().find((link) => key(link) === name);
  if (same && !asked) scrollBy({ top: top(same) - at, behavior: "instant" });
  const fresh = links().filter((link) => !before.has(key(link)));
  for (const link of fresh) link.classList.add("fresh");
  told.textContent = box.dataset.updated;
  button.hidden = asked || fresh.every(seen);
  if (asked && fresh[0]) {
    fresh[0].scrollIntoView({ block: "center", behavior: "instant" });
    fresh[0].focus({ preventScroll: true });
  }
}

async function look() {
  const answer = await fetch(location.href, { headers: { accept: "text/html" } }).catch(() => null);
  // Whose session has ended, or who has lost their place, sees it at the next click.
  if (!answer?.ok || new URL(answer.url).pathname !== location.pathname) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const changed = regions().some((region) => {
    const fresh = page.getElementById(region.id);
    return fresh && words(fresh) !== words(region);
  });
  if (!changed) return;
  if (!busy()) return swap(page, false);
  ready = page;
  button.hidden = false;
}

button.addEventListener("click", () => {
  if (ready) swap(ready, true);
  else document.querySelector("[data-live] .fresh")?.scrollIntoView({ block: "center", behavior: "instant" });
  ready = null;
  button.hidden = true;
});

function listen() {
  clearTimeout(again);
  events?.close();
  events = new EventSource(`${place}/app/live?since=${since}`);
  events.addEventListener("ready", (event) => { since = event.lastEventId; });
  events.addEventListener("changed", (event) => {
    since = event.lastEventId;
    if (!topics.has(event.data)) return;
    // Several kinds change at once: the page looks once.
    clearTimeout(timer);
    timer = setTimeout(look, 150);
  });
  // The browser asks again by itself, but where the answer was no stream: the server is full, or just starts.
  events.onerror = ({ target }) => {
    if (target === events && target.readyState === EventSource.CLOSED && !document.hidden) again = setTimeout(listen, 30_000);
  };
}

// A page that nobody sees needs no connection, of which a browser has few.
document.addEventListener("visibilitychange", () => (document.hidden ? events.close() : listen()));
addEventListener("pagehide", () => events?.close());
addEventListener("pageshow", (event) => { if (event.persisted) listen(); });
if (!document.hidden) listen();
