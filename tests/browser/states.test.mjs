// Every page in the states that it can be in: menus and dialogs open, dark, and with errors shown; and whether its HTML holds together.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { browserProgram, faults, launch, logIn, overflow, owner, startSite } from "./site.mjs";

const program = browserProgram();
const skip = program ? false : "there is no Chromium";
if (skip) console.log("ignored: there is no Chromium, which the tests of pages need");

const LISTS = [
  "/app", "/app/calendar", "/app/calendar?view=day", "/app/jobs", "/app/candidates?job=1", "/app/interviews", "/app/slots", "/app/conflicts?resolution=all",
  "/app/appointments", "/app/clients", "/app/services", "/app/staff", "/app/hours", "/app/payments", "/app/calendars", "/app/search?q=a", "/app/settings",
  "/app/settings/people", "/app/settings/templates", "/app/settings/keys", "/app/settings/webhooks", "/app/settings/outbox", "/app/settings/effects", "/app/settings/rooms",
];
const FORMS = [
  "/app/jobs/new", "/app/candidates/new", "/app/interviews/new", "/app/slots/new", "/app/busy/new", "/app/services/new", "/app/staff/new",
  "/app/hours/weekly/new", "/app/hours/special/new", "/app/hours/off/new", "/app/hours/interviews/new", "/app/hours/interviews/slots", "/app/calendars/new", "/app/settings/people/new", "/app/settings/templates/new",
  "/app/settings/keys/new", "/app/settings/webhooks/new", "/app/settings/company", "/app/settings/booking-page", "/app/settings/booking",
  "/app/settings/notifications", "/app/settings/payments", "/app/settings/log-in", "/app/settings/rooms/address", "/app/settings/rooms/zoom",
  "/app/settings/rooms/google-service", "/app/settings/rooms/google-user", "/app/settings/rooms/teams", "/app/appointments/new", "/app/scheduling-links/new?candidate=4&job=1",
];
/** Pages of single records, by the links of their lists. */
const RECORDS = [
  ["/app/candidates", "/app/candidates/", ["", "/edit"]], ["/app/interviews?sort=start", "/app/interviews/", ["", "/edit", "/move", "/cancel"]],
  ["/app/conflicts?resolution=all", "/app/conflicts/", [""]], ["/app/appointments", "/app/appointments/", ["", "/edit", "/move", "/cancel"]],
  ["/app/services", "/app/services/", ["", "/edit"]], ["/app/staff", "/app/staff/", ["", "/edit"]], ["/app/clients", "/app/clients/", [""]],
  ["/app/payments", "/app/payments/", [""]], ["/app/calendars", "/app/calendars/", ["", "/edit"]], ["/app/settings/outbox", "/app/settings/outbox/", [""]],
];

let site, browser;

before(async () => {
  if (skip) return;
  browser = await launch(program);
  site = await startSite({ demo: true });
});

after(async () => {
  await browser?.close();
  site?.stop();
});

async function open(options = {}) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: "en-GB", ...options });
  const page = await context.newPage();
  await logIn(page, site);
  return { context, page };
}

async function records(page, there = site) {
  const paths = [];
  for (const [list, start, tails] of RECORDS) {
    await page.goto(there.address + list);
    const links = await page.locator(`main a[href^="${start}"]`).evaluateAll((all) => all.map((one) => one.getAttribute("href").split("?")[0]));
    const one = links.find((link) => !link.endsWith("/new") && link.split("/").length === start.split("/").length);
    assert.ok(one, `${list} leads to no record`);
    paths.push(...tails.map((tail) => one + tail));
  }
  return paths;
}

/** What does not hold together: ids twice, names of nothing, controls within controls, and what the parser had to move. */
const broken = (page) => page.evaluate(() => {
  const wrong = [], ids = new Set();
  for (const { id } of document.querySelectorAll("[id]")) {
    if (ids.has(id)) wrong.push(`the id ${id} twice`);
    ids.add(id);
  }
  for (const name of ["for", "aria-labelledby", "aria-describedby", "aria-controls", "list", "popovertarget", "form"]) {
    for (const one of document.querySelectorAll(`[${name}]`)) {
      for (const id of one.getAttribute(name).split(/\s+/)) if (id && !ids.has(id)) wrong.push(`${name}="${id}" names nothing`);
    }
  }
  for (const link of document.querySelectorAll('a[href^="#"]')) if (!ids.has(link.hash.slice(1))) wrong.push(`${link.hash} leads to nothing`);
  for (const one of document.querySelectorAll("a a, a button, button a, button button, label label, form form, a input, button input")) wrong.push(`within a control: ${one.outerHTML.slice(0, 80)}`);
  for (const one of document.querySelectorAll("ul > :not(li, script, template), ol > :not(li, script, template), dl > :not(div, dt, dd), tr > :not(td, th)")) wrong.push(`out of place: ${one.outerHTML.slice(0, 80)}`);
  // Where a paragraph holds what it can't, the parser leaves an empty one behind.
  for (const one of document.querySelectorAll("p:empty")) if (!one.attributes.length) wrong.push(`an empty paragraph in ${one.parentElement.outerHTML.slice(0, 80)}`);
  if (document.querySelectorAll("h1").length !== 1) wrong.push(`${document.querySelectorAll("h1").length} first headings`);
  for (const field of document.querySelectorAll("input:not([type=hidden]), select, textarea")) if (!field.labels.length && !field.getAttribute("aria-label")) wrong.push(`no label: ${field.outerHTML.slice(0, 80)}`);
  return wrong;
});

/** Opens every menu, every part that is folded in, and the dialog. */
const unfold = (page) => page.evaluate(() => {
  for (const one of document.querySelectorAll("details")) one.open = true;
});

/** Menus that reach out of the window, where nobody can read them. */
const outside = (page) => page.evaluate(() => [...document.querySelectorAll(".sheet")].filter((one) => {
  const box = one.getBoundingClientRect();
  return box.left < 0 || box.right > document.documentElement.clientWidth;
}).map((one) => `a menu reaches out of the window: ${one.parentElement.querySelector("summary").textContent.trim()}`));

for (const width of [390, 1440]) {
  test(`every page holds together with its menus open in the dark, at ${width} px`, { skip }, async () => {
    const { context, page } = await open({ viewport: { width, height: 900 }, colorScheme: "dark" });
    const wrong = [];
    for (const path of [...LISTS, ...FORMS, ...(await records(page))]) {
      const answer = await page.goto(site.address + path);
      if (answer.status() !== 200) wrong.push(`${path}: status ${answer.status()}`);
      wrong.push(...(await broken(page)).map((fault) => `${path}: ${fault}`));
      await unfold(page);
      wrong.push(...(await faults(page)).map((fault) => `${path}, unfolded: ${fault}`));
      wrong.push(...(await outside(page)).map((fault) => `${path}, unfolded: ${fault}`));
      if (await overflow(page) > 0) wrong.push(`${path}, unfolded: ${await overflow(page)} px too wide`);
    }
    await context.close();
    assert.deepEqual(wrong, []);
  });
}

test("the navigation and the dialog of the calendar are fine when they are open", { skip }, async () => {
  for (const colorScheme of ["light", "dark"]) {
    const { context, page } = await open({ viewport: { width: 390, height: 844 }, colorScheme });
    const places = page.getByRole("navigation", { name: "Main" });
    assert.equal(await places.isVisible(), false);
    await page.getByRole("button", { name: "Menu" }).click();
    await places.getByRole("link", { name: "Conflicts" }).waitFor();
    assert.deepEqual(await faults(page), []);
    await page.keyboard.press("Escape");
    assert.equal(await places.isVisible(), false);
    await page.getByRole("button", { name: "Menu" }).click();
    await places.getByRole("link", { name: "Calendar", exact: true }).click();
    await page.waitForURL("**/app/calendar");
    await page.evaluate(() => document.getElementById("make").showModal());
    assert.deepEqual(await faults(page), []);
    await context.close();
  }
});

test("names of all scripts, as long as they may be, stay within the page and turn nothing around", { skip }, async () => {
  const { context, page } = await open({ viewport: { width: 390, height: 844 } });
  const names = [[..."👩🏽‍🚀שלום\u202eمرحبا".repeat(20)].slice(0, 180).join(""), "W".repeat(200)];
  for (const [number, name] of names.entries()) {
    await page.goto(`${site.address}/app/candidates/new`);
    await page.getByLabel("Name", { exact: true }).fill(name);
    await page.getByLabel("E-mail").fill(`long${number}@example.com`);
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Created.").waitFor();
    await page.goto(`${site.address}/app/candidates?q=${encodeURIComponent(name.slice(0, 12))}`);
    const link = page.getByRole("link", { name }).first();
    await link.waitFor();
    assert.equal(await overflow(page), 0, `the list with ${name.slice(0, 8)}`);
    await link.click();
    await page.getByRole("heading", { level: 1 }).waitFor();
    assert.equal(await overflow(page), 0, `the page of ${name.slice(0, 8)}`);
    assert.ok((await page.locator("main").innerText()).includes(name));
    assert.deepEqual(await faults(page), []);
  }
  await context.close();
});

test("forms say what is wrong in the dark, and put the focus on it", { skip }, async () => {
  const { context, page } = await open({ colorScheme: "dark" });
  const wrong = [];
  let refused = 0;
  // A new appointment begins with a question that changes nothing.
  for (const path of FORMS.filter((one) => one !== "/app/appointments/new")) {
    await page.goto(site.address + path);
    const form = page.locator("main form[method=post]").first();
    await form.evaluate((one) => {
      for (const field of one.querySelectorAll("input:not([type=hidden], [type=checkbox], [type=radio]), textarea")) {
        try { field.value = ["text", "textarea"].includes(field.type) ? "x".repeat(6000) : ""; } catch { /* a file */ }
      }
      one.noValidate = true;
    });
    const asked = await page.evaluate(() => performance.timeOrigin);
    const [answer] = await Promise.all([page.waitForResponse((one) => one.request().method() === "POST"), form.evaluate((one) => one.requestSubmit())]);
    // The page that was answered is there once its request is over.
    await answer.finished();
    await page.waitForFunction((path) => document.readyState === "complete" && performance.timeOrigin > path, asked);
    if (answer.status() === 303) continue; // Nothing in it can be wrong.
    refused += 1;
    if (![409, 422].includes(answer.status())) wrong.push(`${path}: status ${answer.status()}`);
    wrong.push(...(await broken(page)).map((fault) => `${path}, wrong: ${fault}`), ...(await faults(page)).map((fault) => `${path}, wrong: ${fault}`));
    // On the first field that is wrong, or where no field is, on the summary.
    const [seen, wanted] = await page.evaluate(() => {
      const name = (one) => `${one?.tagName}#${one?.id}`;
      const bad = document.querySelector("main .field.bad");
      const field = bad?.matches("fieldset") ? bad : bad?.querySelector("input, select, textarea");
      return [name(document.activeElement), name(field ?? document.querySelector("main .errors, main [data-focus]"))];
    });
    if (seen !== wanted) wrong.push(`${path}: the focus is on ${seen}, not on ${wanted}`);
  }
  await context.close();
  assert.deepEqual(wrong, []);
  assert.ok(refused > 15, `${refused} of ${FORMS.length} forms were refused`);
});

test("very long names without a space make nothing wider than a phone", { skip }, async () => {
  const own = await startSite({ demo: true });
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, locale: "en-GB" });
  try {
    const call = await owner(own), page = await context.newPage();
    await logIn(page, own);
    const long = (what, most = 150) => `${what}${"donaudampfschifffahrtsgesellschaft".repeat(9)}`.slice(0, most);
    const items = async (path) => (await call("GET", path)).items;
    const paths = [...LISTS, ...FORMS, ...await records(page, own), "/book/lighthouse-labs"];
    for (const [path, name] of [["/jobs", "title"], ["/candidates", "name"], ["/interview-templates", "name"], ["/appointments/services", "name"], ["/users", "name"], ["/locations", "name"]]) {
      for (const one of await items(path)) await call("PATCH", `${path}/${one.id}`, { [name]: long(`${name}${one.id}`) });
    }
    for (const one of await items("/appointments/services")) await call("PATCH", `/appointments/services/${one.id}`, { location: long("place"), description: long("about", 400) }).catch(() => {});
    const wrong = [];
    for (const path of paths) {
      await page.goto(own.address + path);
      const by = await overflow(page);
      if (by > 0) wrong.push(`${path}: ${by} px`);
    }
    await page.goto(`${own.address}/book/lighthouse-labs`);
    await page.locator("main .services a").first().click();
    if (await overflow(page) > 0) wrong.push(page.url());
    await page.locator("button[name=start]").first().click();
    if (await overflow(page) > 0) wrong.push(page.url());
    assert.deepEqual(wrong, []);
  } finally {
    await context.close();
    own.stop();
  }
});
