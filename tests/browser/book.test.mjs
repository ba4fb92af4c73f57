// The pages on which anybody books, as people meet them.
import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { browserProgram, faults, launch, overflow, smallTargets, startSite } from "./site.mjs";

const program = browserProgram();
const skip = program ? false : "there is no Chromium";
if (skip) console.log("ignored: there is no Chromium, which the tests of pages need");

const CUT = "/book/lighthouse-labs/cut";
// A day that has all of its times, at whatever hour the tests run.
const AHEAD = `${CUT}/${new Date(Date.now() + 7 * 86_400_000).toISOString().slice(0, 10)}`;
let site, browser, api, service, people;

/** Calls the API as the company's owner. */
async function connect() {
  const entered = await fetch(`${site.address}/api/v1/auth/login`, {
    method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ email: site.email, password: site.password }),
  }).then((answer) => answer.json());
  return async (method, path, body) => {
    const headers = { Authorization: `Bearer ${entered.access_token}`, "Content-Type": "application/json", "Idempotency-Key": crypto.randomUUID() };
    const answer = await fetch(`${site.address}/api/v1${path}`, { method, headers, body: body && JSON.stringify(body) });
    const text = await answer.text();
    assert.ok(answer.ok, `${path}: ${answer.status} ${text}`);
    return text && JSON.parse(text);
  };
}

before(async () => {
  if (skip) return;
  browser = await launch(program);
  site = await startSite({ demo: true, more: { TRUST_FORWARDED_FOR: "true" } });
  api = await connect();
  service = await offer("Cut", { description: "Wash, cut and dry." });
  const { items } = await api("GET", "/users?limit=3");
  people = [];
  for (const user of items) {
    people.push(await api("POST", "/appointments/staff", { user_id: user.id, services: [service.id], work_on_saturday: true, work_on_sunday: true }));
  }
});

/** Another service of the same people, whose days nobody has booked yet; its path. */
async function offer(name, more = {}) {
  const made = await api("POST", "/appointments/services", { name, duration_minutes: 30, location_type: "online", ...more });
  for (const one of people ?? []) {
    one.services = [...new Set([...(one.services ?? [service.id]), made.id])];
    await api("PATCH", `/appointments/staff/${one.id}`, { services: one.services });
  }
  return { ...made, path: `/book/lighthouse-labs/${name.toLowerCase().replaceAll(" ", "-")}` };
}

afterEach(async () => {
  for (const status of skip ? [] : ["held", "verifying"]) {
    const { items } = await api("GET", `/appointments/requests?status=${status}`);
    for (const request of items) await api("DELETE", `/appointments/requests/${request.id}`);
  }
});

after(async () => {
  await browser?.close();
  site?.stop();
});

let networks = 0;
async function open(options = {}) {
  // Everybody is in a network of their own: one alone books five times without a code.
  networks += 1;
  const extraHTTPHeaders = { "x-forwarded-for": `10.1.${networks >> 8}.${networks & 255}` };
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, locale: "en-GB", timezoneId: "Europe/Berlin", extraHTTPHeaders, ...options });
  const page = await context.newPage();
  const told = [];
  page.on("console", (message) => { if (["error", "warning"].includes(message.type())) told.push(message.text()); });
  page.on("pageerror", (error) => told.push(String(error)));
  return { context, page, told };
}

const firstTime = (page) => page.locator("button[name=start]").first();
/** People take a while to fill in a form. */
const typed = () => new Promise((resolve) => setTimeout(resolve, 2100));

async function fill(page, name) {
  await page.getByLabel("Name").fill(name);
  await page.getByLabel("E-mail").fill(`${name.toLowerCase()}@example.com`);
  await typed();
}

for (const [width, colorScheme] of [[390, "light"], [390, "dark"], [1440, "light"], [1440, "dark"]]) {
  test(`axe finds nothing, nothing scrolls sideways and targets are large at ${width} px, ${colorScheme}`, { skip }, async () => {
    const { context, page, told } = await open({ viewport: { width, height: 844 }, colorScheme });
    const wrong = [];
    const look = async (name) => {
      wrong.push(...(await faults(page)).map((fault) => `${name}: ${fault}`));
      const wide = await overflow(page);
      if (wide > 0) wrong.push(`${name}: ${wide} px too wide`);
      wrong.push(...(await smallTargets(page)).map((target) => `${name}: small ${target}`));
      if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/${name}-${width}-${colorScheme}.png`, fullPage: true });
    };
    await page.goto(site.address + "/book/lighthouse-labs");
    await look("company");
    await page.getByRole("link", { name: /Cut/ }).click();
    await look("service");
    await page.goto(`${site.address}${CUT}?tz=indiana`);
    await look("zones");
    await firstTime(page).click();
    await page.getByRole("heading", { name: "Your details" }).waitFor();
    await look("details");
    await page.getByRole("button", { name: "Book", exact: true }).click();
    await page.getByRole("alert").getByText("Fill this in.").first().waitFor();
    await look("errors");
    await page.goto(`${site.address}${CUT}/2020-01-01T09:00:00Z`);
    await look("taken");
    await context.close();
    // The answers 422 and 409 are told to the console by the browser itself.
    const unexpected = told.filter((text) => !/status of (409|422|404)/.test(text));
    assert.deepEqual([...wrong, ...unexpected], []);
  });
}

test("the first view is small, of this server, and does not move; the first time is above the fold", { skip }, async () => {
  const { context, page } = await open();
  await page.addInitScript(() => {
    globalThis.shifted = 0;
    new PerformanceObserver((list) => { for (const one of list.getEntries()) globalThis.shifted += one.value; }).observe({ type: "layout-shift", buffered: true });
  });
  const session = await context.newCDPSession(page);
  await session.send("Network.enable");
  let bytes = 0;
  const requests = [];
  session.on("Network.loadingFinished", (event) => { bytes += event.encodedDataLength; });
  session.on("Network.requestWillBeSent", (event) => requests.push(event.request.url));
  await page.goto(site.address + CUT, { waitUntil: "networkidle" });
  assert.ok(requests.length <= 4 && requests.every((url) => url.startsWith(site.address)), requests.join("\n"));
  assert.ok(bytes <= 40_000, `${bytes} bytes`);
  assert.equal(await page.evaluate(() => globalThis.shifted), 0);
  const box = await firstTime(page).boundingBox();
  assert.ok(box.y + box.height <= 844, `the first time ends at ${box.y + box.height}`);
  await context.close();
});

for (const javaScriptEnabled of [true, false]) {
  test(`from the link to the booking in two clicks, ${javaScriptEnabled ? "with" : "without"} scripts`, { skip }, async () => {
    const { path } = await offer(javaScriptEnabled ? "Two clicks" : "Two clicks without scripts");
    const { context, page } = await open({ javaScriptEnabled });
    await page.goto(site.address + path);
    await firstTime(page).click();
    await fill(page, javaScriptEnabled ? "Ann" : "Bob");
    const form = page.url();
    await page.getByRole("button", { name: "Book", exact: true }).click();
    await page.waitForURL(/\/booked\//);
    await page.goto(form);
    await page.getByRole("heading", { name: "You are booked" }).waitFor();
    await context.close();
  });
}

test("back after a mistake and a booking says that it is booked", { skip }, async () => {
  const { path } = await offer("Back again");
  const { context, page } = await open();
  await page.goto(site.address + path);
  await page.locator("button[name=start]").first().click();
  await page.getByRole("heading", { name: "Your details" }).waitFor();
  await page.getByLabel("Name").fill("Bo");
  await page.getByLabel("E-mail").fill("bo");
  await typed();
  await page.getByRole("button", { name: "Book", exact: true }).click();
  await page.locator("#errors").waitFor();
  await page.reload();
  await page.getByRole("heading", { name: "Your details" }).waitFor();
  await page.getByLabel("Name").fill("Bo");
  await page.getByLabel("E-mail").fill("bo");
  await typed();
  await page.getByRole("button", { name: "Book", exact: true }).click();
  await page.locator("#errors").waitFor();
  await page.getByLabel("E-mail").fill("bo@example.com");
  await typed();
  await page.getByRole("button", { name: "Book", exact: true }).click();
  await page.waitForURL(/\/booked\//);
  await page.goBack();
  await page.getByRole("heading", { name: "You are booked" }).waitFor();
  await context.close();
});

test("twelve keys book", { skip }, async () => {
  const { path } = await offer("Twelve keys");
  const { context, page } = await open();
  await page.goto(site.address + path);
  let keys = 0;
  const press = async (key) => { keys += 1; await page.keyboard.press(key); };
  while (!(await page.evaluate(() => document.activeElement?.getAttribute("name") === "start"))) {
    assert.ok(keys < 12, "the first time is too far away");
    await press("Tab");
  }
  await press("Enter");
  await page.getByRole("heading", { name: "Your details" }).waitFor();
  await page.keyboard.type("Kim");
  await press("Tab");
  await page.keyboard.type("kim@example.com");
  await typed();
  await press("Enter");
  await page.waitForURL(/\/booked\//);
  assert.ok(keys <= 12, `${keys} keys`);
  await context.close();
});

test("the month is one stop, and arrows go through its days", { skip }, async () => {
  const { context, page } = await open();
  await page.goto(site.address + CUT);
  const stops = await page.locator("[data-month] [data-date][tabindex='0']").count();
  assert.equal(stops, 1);
  const day = () => page.evaluate(() => document.activeElement?.dataset.date);
  await page.locator("[data-month] [data-date][tabindex='0']").focus();
  const first = await day();
  const plus = (date, count) => new Date(Date.parse(`${date}T00:00:00Z`) + count * 86_400_000).toISOString().slice(0, 10);
  const until = async (expected) => {
    await page.waitForFunction((date) => document.activeElement?.dataset.date === date, expected);
  };
  await page.keyboard.press("ArrowRight");
  await until(plus(first, 1));
  await page.keyboard.press("ArrowDown");
  await until(plus(first, 8));
  await page.keyboard.press("ArrowUp");
  await until(plus(first, 1));
  await page.keyboard.press("End");
  const sunday = await day();
  assert.equal(new Date(`${sunday}T00:00:00Z`).getUTCDay(), 0);
  await page.keyboard.press("PageDown");
  await page.waitForFunction((month) => document.activeElement?.dataset.date?.slice(0, 7) > month, sunday.slice(0, 7));
  const later = await day();
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => url.pathname.endsWith(later));
  const name = await page.locator(`[data-date="${later}"]`).getAttribute("aria-label");
  assert.match(name, /^[A-Z][a-z]+day \d+ [A-Z][a-z]+, (no times|\d+ times?)$/);
  await page.waitForFunction((text) => document.getElementById("told").textContent === text, name);
  await page.goBack();
  await context.close();
});

test("a time that was taken keeps what was typed, and leads to another", { skip }, async () => {
  const one = await open();
  await one.page.goto(site.address + AHEAD);
  const value = await one.page.locator("button[name=start]").nth(4).getAttribute("value");
  await one.page.goto(`${site.address}${CUT}/${value}`);
  await fill(one.page, "Cleo");
  for (const [index] of people.entries()) {
    await api("POST", "/appointments/book", {
      service_id: service.id, start: value, client: { name: `X${index}`, email: `x${index}@example.com` }, payment_type: "none",
    }).catch(() => null);
  }
  await one.page.getByRole("button", { name: "Book", exact: true }).click();
  const heading = one.page.getByRole("heading", { name: "This time is no longer free" });
  await heading.waitFor();
  assert.ok(await heading.evaluate((element) => element === document.activeElement), "the heading has the focus");
  assert.equal(await one.page.getByLabel("Name").inputValue(), "Cleo");
  await one.page.locator("button[formaction]").first().click();
  await one.page.getByRole("heading", { name: "Your details" }).waitFor();
  assert.equal(await one.page.getByLabel("E-mail").inputValue(), "cleo@example.com");
  await one.context.close();
});

test("a hold shows its time, warns, is prolonged, and ends without a loss", { skip }, async () => {
  const { context, page } = await open();
  await page.clock.install();
  await page.goto(site.address + AHEAD);
  await page.locator("button[name=start]").nth(8).click();
  await page.getByRole("timer").getByText(/1[45]:\d\d/).waitFor();
  const said = await page.getByRole("timer").innerText();
  assert.ok(/until \d\d:\d\d \([^)]+\): 1[45]:\d\d left\.$/.test(said), said);
  await page.getByLabel("Name").fill("Dora");
  await page.clock.fastForward("13:10");
  await page.getByText("Two minutes are left.").waitFor();
  await page.getByRole("button", { name: "Keep it 15 minutes longer" }).click();
  await page.getByRole("timer").getByText(/(29|30):\d\d/).waitFor();
  await page.getByLabel("Name").fill("Dora Day");
  await page.reload();
  await page.getByRole("timer").getByText(/(29|30):\d\d/).waitFor();
  assert.equal(await page.getByLabel("Name").inputValue(), "Dora Day");
  await page.getByLabel("Name").fill("Dora");
  assert.equal(await page.getByLabel("Name").inputValue(), "Dora");
  await page.clock.fastForward("30:10");
  await page.getByText("The time is held no longer.").waitFor();
  assert.equal(await page.getByRole("timer").count(), 0);
  assert.equal(await page.getByLabel("Name").inputValue(), "Dora");
  await context.close();
});

test("a hold that ends is prolonged no more", { skip }, async () => {
  const { path } = await offer("A hold that ends");
  const { context, page } = await open();
  await page.clock.install();
  await page.goto(site.address + path);
  await firstTime(page).click();
  const prolong = page.getByRole("button", { name: "Keep it 15 minutes longer" });
  await prolong.focus();
  await page.clock.fastForward("15:10");
  const note = page.getByRole("alert").filter({ hasText: "The time is held no longer." });
  await note.waitFor();
  assert.equal(await prolong.count(), 0);
  assert.ok(await note.evaluate((one) => one === document.activeElement), "the focus is not lost");
  await context.close();
});

test("what was typed stays where a hold is prolonged without scripts", { skip }, async () => {
  const { path } = await offer("Prolonged without scripts");
  const { context, page } = await open({ javaScriptEnabled: false });
  await page.goto(site.address + path);
  await firstTime(page).click();
  await page.getByLabel("Name").fill("Dora");
  await page.getByRole("button", { name: "Keep it 15 minutes longer" }).click();
  await page.getByRole("timer").getByText(/^(29|30) minutes$/).waitFor();
  const answer = await page.reload();
  assert.deepEqual([answer.status(), await page.getByLabel("Name").inputValue()], [200, "Dora"]);
  await context.close();
});

test("one thing asks for the focus, where something is wrong", { skip }, async () => {
  const { context, page } = await open();
  const told = [];
  page.on("console", (message) => told.push(message.text()));
  const focused = () => page.evaluate(() => document.activeElement?.id);
  await page.goto(site.address + CUT);
  await firstTime(page).click();
  await page.getByRole("button", { name: "Book", exact: true }).click();
  await page.getByRole("alert").getByText("Fill this in.").first().waitFor();
  await page.waitForFunction(() => document.activeElement?.id === "f-name");
  await page.goto(`${site.address}${CUT}/2020-01-01T09:00:00Z`);
  await page.waitForFunction(() => document.activeElement?.id === "heading");
  await page.goto(`${site.address}${CUT}?tz=Nowhere/X`);
  const summary = page.getByRole("alert").getByRole("link", { name: /There is no time zone/ });
  await summary.waitFor();
  await page.waitForFunction(() => document.activeElement?.id === "tz");
  await summary.click();
  assert.equal(await focused(), "tz");
  assert.deepEqual(told.filter((text) => /focus/i.test(text)), []);
  assert.deepEqual(await faults(page), []);
  await context.close();
});

test("a zone that was chosen stays after booking", { skip }, async () => {
  const { path } = await offer("A zone that stays");
  const { context, page } = await open();
  await page.goto(`${site.address}${path}`);
  await page.getByLabel("Time zone").fill("America/New_York");
  await page.getByRole("button", { name: "Change time zone" }).click();
  await page.getByText("Times in America/New York").waitFor();
  await page.goto(`${site.address}${path}`);
  await firstTime(page).click();
  await fill(page, "Newton");
  await page.getByRole("button", { name: "Book", exact: true }).click();
  await page.waitForURL(/\/booked\//);
  await page.getByText("(America/New York)").first().waitFor();
  await page.getByRole("link", { name: "Choose another time" }).click();
  await page.getByText("Times are in the zone America/New York.").waitFor();
  await context.close();
});

test("zones are found by search, hours are counted as one likes, and the device says where it is", { skip }, async () => {
  const { context, page, told } = await open({ timezoneId: "Asia/Tokyo" });
  await page.goto(site.address + CUT);
  await page.getByRole("link", { name: "Show times in Asia/Tokyo" }).waitFor();
  await page.getByLabel("Time zone").fill("new york");
  await page.getByRole("button", { name: "Change time zone" }).click();
  await page.getByText("Times in America/New York").waitFor();
  await page.getByRole("link", { name: "Show 12-hour times" }).click();
  await page.getByRole("button", { name: /\d (am|pm)$/ }).first().waitFor();
  await page.reload();
  await page.getByRole("link", { name: "Show 24-hour times" }).click();
  await page.getByRole("button", { name: /^\d\d:\d\d$/ }).first().waitFor();
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.getByRole("button", { name: "Copy this address" }).click();
  await page.getByText("Copied", { exact: true }).waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), page.url());
  assert.deepEqual(told, []);
  await context.close();
});

test("a day that was chosen is copied, kept by the switches, and left alone by links within the page", { skip }, async () => {
  const { context, page, told } = await open();
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.goto(site.address + CUT);
  await page.locator("[data-month] a[data-date].has").last().click();
  await page.waitForURL(/\/\d{4}-\d\d-\d\d$/);
  const day = page.url().slice(-10);
  await page.getByRole("button", { name: "Copy this address" }).click();
  await page.getByText("Copied", { exact: true }).waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), page.url());
  const switched = await page.locator("a[hreflang=de]").getAttribute("href");
  assert.ok(switched.includes(day), switched);
  await page.locator("a.skip").focus();
  await page.keyboard.press("Enter");
  await page.waitForURL(/#times$/);
  await new Promise((resolve) => setTimeout(resolve, 300));
  assert.equal(await page.evaluate(() => document.activeElement?.id), "times");
  await context.close();
  assert.deepEqual(told, []);
});

test("a pasted code fills in", { skip }, async () => {
  const { context, page } = await open();
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.goto(site.address + AHEAD);
  await page.locator("button[name=start]").nth(12).click();
  // Ann is known from her first booking: she shows that the address is hers.
  await fill(page, "Ann");
  await page.getByRole("button", { name: "Book", exact: true }).click();
  const code = page.getByLabel("Code");
  await code.waitFor();
  assert.deepEqual([await code.getAttribute("autocomplete"), await code.getAttribute("inputmode")], ["one-time-code", "numeric"]);
  await page.evaluate(() => navigator.clipboard.writeText("Your code: 123 456."));
  await code.focus();
  await page.keyboard.press("Control+V");
  assert.equal(await code.inputValue(), "123456");
  await context.close();
});
