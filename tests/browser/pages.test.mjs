// The pages as people meet them: `node --test tests/browser`. Needs the server (MERIDIAN_SERVER) and the packages of .ci/peers.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { browserProgram, faults, launch, logIn, overflow, smallTargets, startSite } from "./site.mjs";

const program = browserProgram();
const skip = program ? false : "there is no Chromium";
if (skip) console.log("ignored: there is no Chromium, which the tests of pages need");

const PAGES = [
  "/app", "/app/calendar", "/app/calendar?view=day", "/app/jobs", "/app/jobs/new", "/app/jobs/1/edit", "/app/candidates",
  "/app/candidates?job=1", "/app/candidates/new", "/app/candidates/4", "/app/candidates/4/edit", "/app/interviews",
  "/app/interviews/new", "/app/slots", "/app/slots/new", "/app/conflicts", "/app/calendars", "/app/calendars/1", "/app/calendars/new",
  "/app/settings", "/app/settings/company", "/app/settings/people", "/app/settings/people/new", "/app/settings/templates",
  "/app/settings/templates/1/edit", "/app/settings/notifications", "/app/settings/keys", "/app/settings/keys/new",
  "/app/settings/webhooks", "/app/settings/webhooks/new", "/app/settings/outbox", "/app/settings/effects", "/app/search?q=a",
  "/app/settings/log-in", "/app/settings/rooms", "/app/settings/rooms/address", "/app/settings/rooms/zoom", "/app/settings/rooms/google-service",
  "/app/settings/rooms/google-user", "/app/settings/rooms/teams", "/app/nothing",
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
  const told = [];
  page.on("console", (message) => { if (["error", "warning"].includes(message.type())) told.push(message.text()); });
  page.on("pageerror", (error) => told.push(String(error)));
  return { context, page, told };
}

/** Pages of single records, by the links of their lists. */
async function found(page) {
  const paths = [];
  for (const [list, start, tails] of [
    ["/app/interviews?sort=start", "/app/interviews/", ["", "/edit", "/move", "/cancel"]], ["/app/conflicts?resolution=all", "/app/conflicts/", [""]],
    ["/app/settings/outbox", "/app/settings/outbox/", [""]],
  ]) {
    await page.goto(site.address + list);
    const links = await page.locator(`a[href^="${start}"]`).evaluateAll((all) => all.map((one) => one.getAttribute("href")));
    const one = links.find((link) => !link.endsWith("/new"));
    if (one) paths.push(...tails.map((tail) => one + tail));
  }
  return paths;
}

for (const [width, scheme] of [[1440, "light"], [390, "light"], [390, "dark"], [1440, "dark"]]) {
  test(`axe finds nothing, nothing scrolls sideways and targets are large at ${width} px, ${scheme}`, { skip }, async () => {
    const { context, page, told } = await open({ viewport: { width, height: 844 }, colorScheme: scheme });
    await logIn(page, site);
    const wrong = [];
    for (const path of PAGES) {
      const answer = await page.goto(site.address + path);
      const expected = path === "/app/nothing" ? 404 : 200;
      if (answer.status() !== expected) wrong.push(`${path}: status ${answer.status()}`);
      wrong.push(...(await faults(page)).map((fault) => `${path}: ${fault}`));
      const wide = await overflow(page);
      if (wide > 0) wrong.push(`${path}: ${wide} px too wide`);
      wrong.push(...(await smallTargets(page)).map((target) => `${path}: small ${target}`));
    }
    for (const path of await found(page)) {
      const answer = await page.goto(site.address + path);
      if (answer.status() !== 200) wrong.push(`${path}: status ${answer.status()}`);
      wrong.push(...(await faults(page)).map((fault) => `${path}: ${fault}`));
      const wide = await overflow(page);
      if (wide > 0) wrong.push(`${path}: ${wide} px too wide`);
    }
    const unexpected = told.filter((text) => !text.includes("404"));
    await context.close();
    assert.deepEqual([...wrong, ...unexpected], []);
  });
}

test("a page of the company leads to the log-in and back", { skip }, async () => {
  const { context, page } = await open();
  await page.goto(`${site.address}/app/jobs?q=back`);
  assert.equal(new URL(page.url()).pathname, "/login");
  await page.getByLabel("E-mail").fill(site.email);
  await page.getByLabel("Password").fill("wrong password");
  await page.getByRole("button", { name: "Log in", exact: true }).click();
  await page.getByRole("alert").getByText("wrong").waitFor();
  await page.getByLabel("Password").fill(site.password);
  await page.getByRole("button", { name: "Log in", exact: true }).click();
  await page.getByRole("heading", { name: "Jobs", level: 1 }).waitFor();
  assert.equal(new URL(page.url()).search, "?q=back");
  const [cookie] = (await context.cookies()).filter((one) => one.name === "meridian_session");
  assert.ok(cookie.httpOnly && cookie.sameSite === "Lax");
  await page.getByText("Lena Vogel").first().click();
  await page.getByRole("button", { name: "Log out" }).click();
  await page.getByText("You are logged out.").waitFor();
  await page.goto(`${site.address}/app`);
  assert.equal(new URL(page.url()).pathname, "/login");
  await context.close();
});

test("without a script a job is made, changed under somebody's feet, and both are shown", { skip }, async () => {
  const { context, page } = await open({ javaScriptEnabled: false });
  await logIn(page, site, "/app/jobs/new");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("alert").getByRole("link", { name: "Fill this in." }).click();
  await page.getByLabel("Title").fill("Data Engineer");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Created.").waitFor();
  await page.getByRole("row", { name: /Data Engineer/ }).getByRole("link", { name: "Edit" }).click();
  const other = await context.newPage();
  await other.goto(page.url());
  await other.getByLabel("Title").fill("Data Engineer (Berlin)");
  await other.getByRole("button", { name: "Save" }).click();
  await page.getByLabel("Title").fill("Data Engineer (Munich)");
  const [answer] = await Promise.all([page.waitForResponse((one) => one.request().method() === "POST"), page.getByRole("button", { name: "Save" }).click()]);
  assert.equal(answer.status(), 412);
  await page.getByRole("cell", { name: "Data Engineer (Berlin)" }).waitFor();
  await page.getByRole("cell", { name: "Data Engineer (Munich)" }).waitFor();
  await page.getByRole("button", { name: "Save mine" }).click();
  await page.getByRole("link", { name: "Data Engineer (Munich)", exact: true }).waitFor();
  await context.close();
});

test("a session that ends in the middle of a form loses nothing", { skip }, async () => {
  const { context, page } = await open();
  await logIn(page, site, "/app/jobs/new");
  await page.getByLabel("Title").fill("Kept through the log-in");
  await context.clearCookies({ name: "meridian_session" });
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("what you typed is still there").waitFor();
  await page.getByLabel("E-mail").fill(site.email);
  await page.getByLabel("Password").fill(site.password);
  await page.getByRole("button", { name: "Log in", exact: true }).click();
  await page.getByText("What you typed is in the form, and is not sent yet.").waitFor();
  assert.equal(await page.getByLabel("Title").inputValue(), "Kept through the log-in");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("link", { name: "Kept through the log-in" }).waitFor();
  await context.close();
});

test("a list is filtered in its address, and the file has exactly that", { skip }, async () => {
  const { context, page } = await open();
  await logIn(page, site, "/app/candidates");
  await page.getByLabel("Name contains").fill("ad");
  await page.keyboard.press("Enter");
  await page.waitForURL(/q=ad/);
  const shown = await page.getByRole("table").getByRole("row").count() - 1;
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "Download as CSV" }).click()]);
  const chunks = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk);
  const lines = Buffer.concat(chunks).toString().trim().split("\r\n");
  assert.equal(lines.length - 1, shown);
  assert.ok(lines[0].startsWith("id,name,email"));
  await page.getByLabel("Name contains").fill("nobody is called so");
  await page.keyboard.press("Enter");
  await page.getByText("Nothing matches these filters.").waitFor();
  await context.close();
});

test("candidates are shortlisted in bulk and by a switch", { skip }, async () => {
  const { context, page } = await open();
  await logIn(page, site, "/app/candidates");
  await page.getByRole("checkbox", { name: "Choose Ada Winter" }).check();
  await page.getByLabel("for the job").selectOption({ label: "Backend Engineer" });
  await page.getByRole("button", { name: "Shortlist", exact: true }).click();
  await page.getByText("The shortlist is changed.").waitFor();
  await page.goto(`${site.address}/app/candidates?job=1`);
  const toggle = page.getByRole("button", { name: "Interviews for Ada Winter", exact: true });
  assert.equal(await toggle.getAttribute("aria-pressed"), "false");
  await toggle.click();
  await page.getByText("The shortlist is changed.").waitFor();
  assert.equal(await toggle.getAttribute("aria-pressed"), "true");
  await context.close();
});

test("an interview gets a common time, is moved by the keyboard from the calendar, and is cancelled", { skip }, async () => {
  const { context, page } = await open();
  await logIn(page, site, "/app/interviews/new?candidate=4&job=1");
  await page.getByRole("checkbox", { name: "Lena Vogel" }).check();
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("link", { name: "Find a time" }).click();
  await page.getByRole("region", { name: "Times at which everybody can" }).getByRole("button").first().click();
  await page.getByText("Moved. Everybody concerned is told.").waitFor();
  await page.getByText("Scheduled", { exact: true }).waitFor();
  const path = new URL(page.url()).pathname;
  const when = await page.getByRole("definition").first().innerText();
  const months = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
  const [, day, month, year] = /(\d+) (\w+) (\d{4})/.exec(when);
  const date = `${year}-${String(months.indexOf(month) + 1).padStart(2, "0")}-${day.padStart(2, "0")}`;
  await page.goto(`${site.address}/app/calendar?view=day&date=${date}`);
  await page.getByRole("link", { name: /Dora Ferrari/ }).focus();
  await page.keyboard.press("m");
  await page.waitForURL(`**${path}/move`);
  await page.goto(`${site.address}${path}/cancel`);
  await page.getByLabel("Reason").fill("The candidate withdrew.");
  await page.getByRole("button", { name: "Cancel interview" }).click();
  await page.getByText("Cancelled. Everybody concerned is told.").waitFor();
  await page.getByText("The candidate withdrew.").first().waitFor();
  await context.close();
});

test("a conflict shows both sides and is settled", { skip }, async () => {
  const { context, page } = await open();
  await logIn(page, site, "/app/conflicts");
  await page.getByRole("table").getByRole("link").nth(1).click();
  await page.getByRole("heading", { name: "This interview" }).waitFor();
  await page.getByRole("heading", { name: "Free times" }).first().waitFor();
  await page.getByLabel("Notes").fill("They meet another time.");
  await page.getByRole("button", { name: "Settle the conflict" }).click();
  await page.getByText("The conflict is settled.").waitFor();
  await page.getByText("No open conflicts.").waitFor();
  await context.close();
});

test("the language and the appearance are kept, and the page stays", { skip }, async () => {
  const { context, page } = await open();
  await logIn(page, site, "/app/jobs?sort=-name");
  await page.getByText("Display", { exact: true }).click();
  await page.getByRole("link", { name: "Deutsch" }).click();
  await page.getByRole("heading", { name: "Stellen", level: 1 }).waitFor();
  assert.equal(await page.locator("html").getAttribute("lang"), "de");
  assert.equal(new URL(page.url()).search, "?sort=-name");
  await page.getByText("Anzeige", { exact: true }).click();
  await page.getByRole("link", { name: "Dunkel" }).click();
  assert.equal(await page.locator("html").getAttribute("data-theme"), "dark");
  await context.close();
});

test("pages work below a path of a proxy", { skip }, async () => {
  const below = await startSite({ demo: true, path: "/meridian" });
  const { context, page, told } = await open();
  try {
    await logIn(page, below, "/app/jobs/new");
    await page.getByLabel("Title").fill("Below a path");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("link", { name: "Below a path" }).click();
    await page.getByRole("heading", { name: "Candidates", level: 1 }).waitFor();
    assert.ok(new URL(page.url()).pathname.startsWith("/meridian/app/candidates"));
    assert.deepEqual(told, []);
  } finally {
    await context.close();
    below.stop();
  }
});

test("the first view is small and of this server alone", { skip }, async () => {
  const { context, page } = await open({ viewport: { width: 390, height: 844 } });
  const seen = [];
  page.on("response", async (answer) => seen.push(answer));
  await page.goto(`${site.address}/login`, { waitUntil: "networkidle" });
  const sizes = await Promise.all(seen.map((answer) => answer.request().sizes()));
  const bytes = sizes.reduce((sum, one) => sum + one.responseBodySize + one.responseHeadersSize, 0);
  assert.ok(bytes <= 40_000, `${bytes} bytes`);
  assert.ok(seen.every((answer) => answer.url().startsWith(site.address)), "another host");
  assert.ok(seen.every((answer) => answer.headers()["content-security-policy"]), "an answer without a policy");
  const shift = await page.evaluate(() => new Promise((resolve) => {
    let sum = 0;
    new PerformanceObserver((list) => { for (const one of list.getEntries()) sum += one.value; }).observe({ type: "layout-shift", buffered: true });
    setTimeout(() => resolve(sum), 300);
  }));
  assert.equal(shift, 0);
  await context.close();
});

test("a form that a session ended under comes back as it was, also without scripts", { skip }, async () => {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, locale: "en-GB", javaScriptEnabled: false });
  const page = await context.newPage();
  await logIn(page, site);
  await page.goto(`${site.address}/app/candidates/new`);
  await page.getByLabel("Name", { exact: true }).fill("Typed Before");
  await page.getByLabel("E-mail").fill("typed-before@example.com");
  await context.clearCookies({ name: /session/ });
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("heading", { name: "Log in", level: 1 }).waitFor();
  await page.getByLabel("E-mail").fill(site.email);
  await page.getByLabel("Password").fill(site.password);
  await page.getByRole("button", { name: "Log in", exact: true }).click();
  await page.getByRole("heading", { name: "New candidate", level: 1 }).waitFor();
  assert.equal(await page.getByLabel("Name", { exact: true }).inputValue(), "Typed Before");
  assert.equal(await page.getByLabel("E-mail").inputValue(), "typed-before@example.com");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("heading", { name: "Typed Before", level: 1 }).waitFor();
  await context.close();
});

test("hours are counted as the language and the switch say", { skip }, async () => {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: "en-US" });
  const page = await context.newPage();
  await logIn(page, site);
  const main = page.getByRole("main");
  await page.goto(`${site.address}/app/hours`);
  await main.getByText(/\d (am|pm)/).first().waitFor();
  await page.getByText("Display").click();
  await page.getByRole("link", { name: "24 hours" }).click();
  await page.waitForURL("**/app/hours");
  assert.equal(await main.getByText(/\d (am|pm)/).count(), 0);
  await page.goto(`${site.address}/clock/12?next=/app/hours`);
  await context.clearCookies({ name: "meridian_clock" });
  await page.goto(`${site.address}/language/de?next=/app/calendar`);
  assert.doesNotMatch(await main.innerText(), /vormittags|nachmittags| (am|pm)\b/);
  await context.close();
});
