// What pages do beyond what they do without a script. Every page works without this one.
const place = new URL(import.meta.url).pathname.replace(/\/assets\/[^/]*$/, "");

// What is wrong, or what has changed, is read first.
document.querySelector("[data-focus]")?.focus();

// Where clients and candidates are, what a form was answered with is the page of its address: who comes back to it asks for it anew,
// and is not asked whether to send the form again.
if (/^\/(book|booked|pick|me)\//.test(`${location.pathname.slice(place.length)}/`)) {
  const address = new URL(location.href);
  if (document.querySelector("[data-code]")) address.searchParams.set("step", "code");
  history.replaceState(history.state, "", address);
}

// A second click sends nothing twice.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-once]")) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  event.submitter?.setAttribute("aria-busy", "true");
});
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("[data-sent]")) {
    delete form.dataset.sent;
    for (const button of form.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
  }
});

// Back to a form as it was left: the browser keeps what was typed.
for (const button of document.querySelectorAll("[data-back]")) {
  button.hidden = false;
  button.addEventListener("click", () => history.back());
}

// "Undo" is offered for ten seconds, and for longer while it has the focus or the pointer.
for (const undo of document.querySelectorAll("[data-undo]")) {
  const end = () => {
    if (undo.matches(":hover, :focus")) setTimeout(end, 1000);
    else undo.closest("form").remove();
  };
  setTimeout(end, 10_000);
}

// A time that is held: how long still, a word two minutes before, and at the end, when it can't be held longer any more.
const held = document.querySelector("[data-left]");
if (held) {
  const end = performance.now() + Number(held.dataset.left) * 1000;
  const clock = held.querySelector("[data-clock]"), timer = held.querySelector("[role=timer]");
  const note = held.querySelector("[data-soon]");
  const say = (text) => {
    if (note.textContent === text) return;
    note.textContent = text;
    note.hidden = false;
  };
  const finish = () => {
    say(held.dataset.over);
    const prolong = held.querySelector("[data-prolong]");
    if (prolong?.contains(document.activeElement)) note.focus();
    prolong?.remove();
    timer.remove();
  };
  const tick = () => {
    const left = Math.max(0, Math.round((end - performance.now()) / 1000));
    if (left === 0) {
      finish();
      return;
    }
    clock.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    if (left <= 120) say(note.dataset.soon);
    setTimeout(tick, 1000);
  };
  tick();
}

// Menus close by Escape, and by a click elsewhere.
const menus = () => document.querySelectorAll("details.menu[open]");
document.addEventListener("click", (event) => {
  for (const menu of menus()) if (!menu.contains(event.target)) menu.open = false;
});

// Filters are applied as they are chosen; what is typed, with Enter.
for (const form of document.querySelectorAll("[data-filter]")) {
  form.addEventListener("change", (event) => {
    if (event.target.matches("select, input[type=date]")) form.requestSubmit();
  });
  // Fields that say nothing need not stand in the address.
  form.addEventListener("formdata", (event) => {
    for (const [name, value] of [...event.formData]) if (!value) event.formData.delete(name);
  });
}

// Keys: Ctrl or Cmd and K finds, m moves what has the focus, ? lists them. They can be switched off.
const isTyping = (target) => target.matches("input, select, textarea, [contenteditable]");
document.addEventListener("keydown", (event) => {
  if (document.documentElement.dataset.keys === "off" && event.key !== "Escape") return;
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
    const find = document.querySelector("[data-finds]") ?? document.getElementById("find");
    if (find) {
      event.preventDefault();
      document.querySelector("dialog[open]")?.close();
      find.focus();
      find.select();
    }
    return;
  }
  if (event.key === "Escape") {
    for (const menu of menus()) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  }
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  if (event.key === "?") {
    const list = document.getElementById("shortcuts");
    if (list && !list.open) list.showModal();
  }
  if (document.querySelector("dialog[open]")) return;
  const move = event.target.closest?.("[data-move]")?.dataset.move;
  if (event.key === "m" && move) location.assign(place + move);
});

// What is found is shown as one types.
for (const field of document.querySelectorAll("[data-finds]")) {
  let turn = 0;
  field.addEventListener("input", async () => {
    const own = ++turn;
    await new Promise((done) => setTimeout(done, 200));
    if (own !== turn) return;
    const address = new URL(location.href);
    address.search = new URLSearchParams({ q: field.value }).toString();
    const answer = await fetch(address).catch(() => null);
    if (!answer?.ok || own !== turn) return;
    const shown = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(field.dataset.finds);
    if (!shown || own !== turn) return;
    document.getElementById(field.dataset.finds).replaceWith(shown);
    history.replaceState(history.state, "", address);
  });
}

// Times can be shown in the zone of the device, where that is another.
function offerOwnZone() {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const plain = (name) => name.replaceAll("_", " ");
  for (const offer of own ? document.querySelectorAll("[data-own-zone]") : []) {
    if (plain(own) === plain(offer.dataset.ownZone)) continue;
    const link = offer.querySelector("a");
    const address = new URL(link.href);
    for (const [name, value] of new URLSearchParams(location.search)) if (name !== "done") address.searchParams.set(name, value);
    address.searchParams.set("tz", own);
    link.href = address.href;
    link.textContent = offer.dataset.words.replace("{zone}", plain(own));
    link.hidden = false;
    offer.hidden = false;
  }
}
offerOwnZone();

// A zone that nobody has chosen yet is that of the browser, where the server knows it.
for (const field of document.querySelectorAll("[data-zone-of-browser]")) {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (field.value !== field.defaultValue || ![...field.list?.options ?? []].some((option) => option.value === own)) continue;
  field.value = own;
  document.getElementById(`h-${field.name}`).textContent = field.dataset.zoneOfBrowser;
}

// Buttons that copy an address: of the field that they name, else of the page. Without a script it is selected by hand.
function offerCopies() {
  for (const button of navigator.clipboard ? document.querySelectorAll("[data-copied]") : []) button.hidden = false;
}
offerCopies();
document.addEventListener("click", async (event) => {
  const button = event.target.closest?.("[data-copied]");
  if (!button) return;
  const field = button.dataset.copy ? document.getElementById(button.dataset.copy) : null;
  field?.select();
  await navigator.clipboard.writeText(field?.value ?? location.href);
  const said = document.createElement("span");
  said.setAttribute("role", "status");
  said.textContent = button.dataset.copied;
  button.after(said);
  setTimeout(() => said.remove(), 4000);
});
