// Two tabs: what changes in one shows in the other, and does not move what is being read.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { browserProgram, faults, launch, logIn, overflow, startSite } from "./site.mjs";

const program = browserProgram();
const skip = program ? false : "there is no Chromium";
if (skip) console.log("ignored: there is no Chromium, which the tests of pages need");
const shots = process.env.MERIDIAN_SHOTS;

let site, browser, token, owner;

const ask = async (method, path, body) => {
  const answer = await fetch(site.address + path, {
    method, headers: { "content-type": "application/json", ...(token ? { authorization: `Bearer ${token}` } : {}) }, body: JSON.stringify(body),
  });
  const text = await answer.text();
  assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${text}`);
  return text ? JSON.parse(text) : null;
};

before(async () => {
  if (skip) return;
  browser = await launch(program);
  site = await startSite({ demo: true });
  token = (await ask("POST", "/api/v1/auth/login", { email: site.email, password: site.password })).access_token;
  owner = (await ask("GET", "/api/v1/users?limit=100")).items.find((one) => one.email === site.email).id;
});

after(async () => {
  await browser?.close();
  site?.stop();
});

let made = 0;
const another = () => made++;

/** Ten in the morning, that many days after tomorrow. */
const ten = (days) => `${new Date(Date.now() + (1 + days) * 86_400_000).toISOString().slice(0, 10)}T10:00:00Z`;

/** The first start of the days from tomorrow on at which the owner's own calendars, hours and bookings leave an hour. */
async function free() {
  const template = await ask("POST", "/api/v1/interview-templates", {
    company_id: 1, name: `Live ${made++}`, duration_minutes: 60, interviewers: [owner],
  });
  const path = `/api/interviews/${template.id}/availability`;
  const found = await ask("GET", `${path}?start=${ten(0).slice(0, 10)}T00:00:00Z&end=${ten(6).slice(0, 10)}T00:00:00Z`);
  return found.availableSlots[0].start;
}

/** Books an interview of somebody new, that many days after tomorrow. */
async function book(name, days, more = {}) {
  const candidate = await ask("POST", "/api/v1/candidates", { name, email: `live${made++}@example.com` });
  await ask("POST", `/api/v1/candidates/${candidate.id}/shortlist`, { job_id: 1, shortlisted: true });
  await ask("POST", `/api/v1/candidates/${candidate.id}/toggle-interview`, { job_id: 1, interview_enabled: true });
  const booked = { candidate_id: candidate.id, job_id: 1, interview_type: "offline", scheduled_at: ten(days), ...more };
  await ask("POST", "/api/v1/interviews", booked);
  return Date.now();
}

async function open(path, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: "en-GB", ...options });
  const page = await context.newPage();
  const told = [];
  page.on("console", (message) => { if (["error", "warning"].includes(message.type())) told.push(message.text()); });
  page.on("pageerror", (error) => told.push(String(error)));
  await logIn(page, site, path);
  await page.waitForTimeout(500);
  return { context, page, told };
}

const tops = (page, text) => page.getByRole("link", { name: text }).first().evaluate((link) => link.getBoundingClientRect().top);

test("a booking shows in a second tab", { skip }, async () => {
  const start = await free();
  for (const path of ["/app/interviews?sort=start", `/app/calendar?date=${start.slice(0, 10)}`, "/app"]) {
    const { context, page, told } = await open(path);
    const name = `Live ${path.replace(/\W/g, " ").trim()}`;
    // The calendar shows what takes somebody's time.
    const booked = await book(name, 0, path.includes("calendar") ? { interviewer_ids: [owner], scheduled_at: start } : {});
    await page.locator("[data-live]").getByText(name).first().waitFor();
    console.log(`${path}: ${Date.now() - booked} ms`);
    assert.deepEqual(await faults(page), []);
    assert.deepEqual(told, []);
    await context.close();
  }
});

/** Books an appointment of the first service; when, and its path. */
async function appoint(name) {
  const service = (await ask("GET", "/api/v1/appointments/services")).items.find((one) => one.active).id;
  const { date } = await ask("GET", `/api/v1/appointments/services/${service}/next-date?from=${ten(6).slice(0, 10)}`);
  const { items } = await ask("GET", `/api/v1/appointments/services/${service}/slots?date=${date}`);
  const { id } = await ask("POST", "/api/v1/appointments/book", {
    service_id: service, start: items[0].start, client: { name, email: `live${another()}@example.com` }, payment_type: "none",
  });
  return { at: Date.now(), id };
}

test("lists show what is booked, cancelled and made elsewhere", { skip }, async () => {
  const { context, page, told } = await open("/app/appointments?q=Live");
  const shown = (text) => page.locator("[data-live] tr", { hasText: text }).first();
  const { at, id } = await appoint("Live Lena");
  await shown("Live Lena").waitFor();
  console.log(`/app/appointments: ${Date.now() - at} ms`);
  await ask("POST", `/api/v1/appointments/appointments/${id}/cancel`, { reason: "ill" });
  await shown("Live Lena").getByText("Cancelled").waitFor();
  await page.goto(`${site.address}/app/clients?q=Live`);
  await page.waitForTimeout(500);
  await appoint("Live Carl");
  await shown("Live Carl").waitFor();
  await page.goto(`${site.address}/app/candidates?q=Live+Vera`);
  await page.waitForTimeout(500);
  await ask("POST", "/api/v1/candidates", { company_id: 1, name: "Live Vera", email: `live${another()}@example.com` });
  await shown("Live Vera").waitFor();
  assert.deepEqual(await faults(page), []);
  assert.deepEqual(told, []);
  await context.close();
});

test("what is being read stays where it is", { skip }, async () => {
  for (let number = 0; number < 25; number++) await book(`Filler ${String(number).padStart(2, "0")}`, 5 + number);
  const { context, page } = await open("/app/interviews?sort=start", { viewport: { width: 390, height: 844 } });
  await page.getByRole("link", { name: "Filler 12" }).first().scrollIntoViewIfNeeded();
  const before = await tops(page, "Filler 12");
  await book("Before the others", 2);
  await page.locator("[data-live]").getByText("Before the others").first().waitFor({ state: "attached", timeout: 4000 });
  assert.ok(Math.abs(await tops(page, "Filler 12") - before) < 2, "the row did not move");
  const show = page.getByRole("button", { name: "New: show" });
  await show.waitFor();
  if (shots) await page.screenshot({ path: `${shots}/live-390.png` });
  assert.deepEqual([await overflow(page), await faults(page)], [0, []]);
  await show.click();
  await page.waitForFunction(() => {
    const link = [...document.querySelectorAll("[data-live] a")].find((one) => one.textContent.includes("Before the others"));
    const { top } = link.getBoundingClientRect();
    return top >= 0 && top < innerHeight;
  });
  await context.close();
});

test("who is at work in a list is asked first", { skip }, async () => {
  const { context, page } = await open("/app/interviews?sort=start");
  const link = page.locator("[data-live] a").first();
  await link.focus();
  await book("Meanwhile", 3);
  const show = page.getByRole("button", { name: "New: show" });
  await show.waitFor({ timeout: 4000 });
  assert.equal(await page.locator("[data-live]").getByText("Meanwhile").count(), 0);
  assert.ok(await link.evaluate((one) => one === document.activeElement), "the focus stays");
  await show.press("Enter");
  await page.locator("[data-live]").getByText("Meanwhile").first().waitFor();
  assert.match(await page.evaluate(() => document.activeElement.textContent), /Meanwhile/);
  await context.close();
});

test("a tab that was hidden learns what it missed", { skip }, async () => {
  const { context, page } = await open("/app/interviews?sort=start");
  const hide = (hidden) => page.evaluate((value) => {
    Object.defineProperty(document, "hidden", { configurable: true, value });
    document.dispatchEvent(new Event("visibilitychange"));
  }, hidden);
  await hide(true);
  await book("While hidden", 4);
  await page.waitForTimeout(1500);
  assert.equal(await page.locator("[data-live]").getByText("While hidden").count(), 0);
  await hide(false);
  await page.locator("[data-live]").getByText("While hidden").first().waitFor({ timeout: 4000 });
  await context.close();
});
