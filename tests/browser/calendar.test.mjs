// The calendar under keys and pointers: what is moved ends at a form that asks, and nothing changes before it is sent.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { browserProgram, faults, launch, logIn, overflow, smallTargets, startSite } from "./site.mjs";

const program = browserProgram();
const skip = program ? false : "there is no Chromium";
if (skip) console.log("ignored: there is no Chromium, which the tests of pages need");

let site, browser, token, owner, interview, start;

const ask = async (method, path, body, more = {}) => {
  const answer = await fetch(site.address + path, {
    method, headers: { "content-type": "application/json", ...(token ? { authorization: `Bearer ${token}` } : {}), ...more }, body: JSON.stringify(body),
  });
  const text = await answer.text();
  assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${text}`);
  return text ? JSON.parse(text) : null;
};

/** A day of the week after next, so that no test depends on today: Wednesday is the third. */
function day(number) {
  const monday = new Date(Date.now() + 14 * 86_400_000);
  monday.setUTCDate(monday.getUTCDate() - ((monday.getUTCDay() + 6) % 7) + number - 1);
  return monday.toISOString().slice(0, 10);
}

before(async () => {
  if (skip) return;
  browser = await launch(program);
  site = await startSite({ demo: true });
  token = (await ask("POST", "/api/v1/auth/login", { email: site.email, password: site.password })).access_token;
  const [company] = (await ask("GET", "/api/v1/companies")).items;
  // Somebody new, whom nothing takes.
  owner = (await ask("POST", "/api/v1/users", {
    company_id: company.id, email: "calendar@example.com", name: "Cal Endar", role: "hr_manager", time_zone: "UTC", password: "a sentence is good",
  })).id;
  const candidate = await ask("POST", "/api/v1/candidates", { name: "Moved Person", email: "moved@example.com" });
  await ask("POST", `/api/v1/candidates/${candidate.id}/shortlist`, { job_id: 1, shortlisted: true });
  await ask("POST", `/api/v1/candidates/${candidate.id}/toggle-interview`, { job_id: 1, interview_enabled: true });
  start = `${day(3)}T10:00:00Z`;
  interview = (await ask("POST", "/api/v1/interviews", {
    candidate_id: candidate.id, job_id: 1, interview_type: "offline", scheduled_at: start, interviewer_ids: [owner],
  })).id;
  await ask("POST", "/api/v1/busy-periods", { user_id: owner, start: `${day(3)}T14:00:00Z`, end: `${day(3)}T16:00:00Z`, title: "Training" });
});

after(async () => {
  await browser?.close();
  site?.stop();
});

async function open(options = {}) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 1000 }, locale: "en-GB", ...options });
  const page = await context.newPage();
  const told = [];
  page.on("console", (message) => { if (["error", "warning"].includes(message.type())) told.push(message.text()); });
  page.on("pageerror", (error) => told.push(String(error)));
  await logIn(page, { ...site, email: "calendar@example.com", password: "a sentence is good" }, `/app/calendar?date=${day(3)}`);
  return { context, page, told };
}

const moved = (page) => page.getByRole("link", { name: /Moved Person/ }).first();
const stored = async () => (await ask("GET", `/api/v1/interviews/${interview}`)).scheduled_at;

test("the week is drawn by hours, and every event is reachable by keyboard", { skip }, async () => {
  const { context, page, told } = await open();
  const events = page.locator(".event");
  const seen = new Set();
  await page.locator(".calbar a").first().focus();
  for (let presses = 0; presses < 80; presses++) {
    await page.keyboard.press("Tab");
    const id = await page.evaluate(() => [...document.querySelectorAll(".event")].indexOf(document.activeElement));
    if (id >= 0) seen.add(id);
  }
  assert.equal(seen.size, await events.count());
  const boxes = await page.evaluate(() => {
    const box = (text) => [...document.querySelectorAll(".grid .event")].find((one) => one.textContent.includes(text)).getBoundingClientRect();
    const [first, training] = [box("Moved Person"), box("Training")];
    return { apart: training.top - first.top, height: training.height, left: Math.abs(first.left - training.left) };
  });
  // Four hours lie between them, and the second takes two: as the rows have it.
  assert.ok(Math.abs(boxes.apart / boxes.height - 2) < 0.1 && boxes.left < 2, JSON.stringify(boxes));
  assert.deepEqual(await faults(page), []);
  assert.deepEqual(told, []);
  await context.close();
});

test("keys shift an event, announce its time, and give up", { skip }, async () => {
  const { context, page } = await open();
  const announced = page.locator("#moved");
  await moved(page).focus();
  await page.keyboard.press("Alt+ArrowDown");
  await announced.filter({ hasText: /Wednesday \d+ \w+, 10:15 to 11:15/ }).waitFor();
  await page.keyboard.press("Alt+ArrowRight");
  await announced.filter({ hasText: /Thursday.*10:15/ }).waitFor();
  assert.deepEqual(await faults(page), []);
  await page.keyboard.press("Escape");
  await announced.filter({ hasText: "Nothing was moved." }).waitFor();
  // A time that is not free is said, and leads nowhere.
  for (let steps = 0; steps < 14; steps++) await page.keyboard.press("Alt+ArrowDown");
  await announced.filter({ hasText: /13:30.*This time is not free/ }).waitFor();
  await page.keyboard.press("Enter");
  await page.waitForTimeout(200);
  assert.equal(new URL(page.url()).pathname, "/app/calendar");
  await page.keyboard.press("Escape");
  await page.keyboard.press("m");
  await page.waitForURL(`**/app/interviews/${interview}/move`);
  assert.equal(await stored(), start);
  await context.close();
});

test("an appointment is shifted by the step of its service", { skip }, async () => {
  const service = await ask("POST", "/api/v1/appointments/services", { name: "Fitting", duration_minutes: 30 });
  const staff = await ask("POST", "/api/v1/appointments/staff", { user_id: owner, services: [service.id], slot_duration_minutes: 30 });
  await ask("POST", "/api/v1/appointments/book", {
    service_id: service.id, staff_id: staff.id, start: `${day(5)}T14:00:00Z`, client: { name: "Fitted Person", email: "fitted@example.com" }, payment_type: "none",
  }, { "idempotency-key": "fitted" });
  const { context, page, told } = await open();
  const announced = page.locator("#moved");
  await page.getByRole("link", { name: /Fitted Person/ }).first().focus();
  for (const [key, text] of [["Alt+ArrowDown", "14:30 to 15:00"], ["Alt+ArrowDown", "15:00 to 15:30"], ["Alt+ArrowUp", "14:30 to 15:00"]]) {
    await page.keyboard.press(key);
    await announced.filter({ hasText: text }).waitFor();
    assert.doesNotMatch(await announced.textContent(), /not free/);
  }
  assert.match(await announced.textContent(), /^Friday \d+ \w+, 14:30/);
  await page.keyboard.press("Escape");
  await page.keyboard.press("m");
  await page.waitForURL("**/move");
  assert.equal(await page.getByLabel("Day", { exact: true }).inputValue(), day(5));
  assert.deepEqual(told, []);
  await context.close();
});

test("keys that are switched off move nothing", { skip }, async () => {
  const { context, page } = await open();
  const calendar = page.url();
  await page.goto(`${site.address}/keys/off?next=${encodeURIComponent(new URL(calendar).pathname + new URL(calendar).search)}`);
  await moved(page).focus();
  for (const key of ["Alt+ArrowDown", "m", "?"]) await page.keyboard.press(key);
  await page.waitForTimeout(200);
  assert.equal(page.url(), calendar);
  assert.equal(await page.locator("#moved").textContent(), "");
  assert.equal(await page.locator(".event.held, dialog[open]").count(), 0);
  await context.close();
});

test("a shifted event asks before it moves, and moves when it is told to", { skip }, async () => {
  const { context, page } = await open();
  await moved(page).focus();
  for (let steps = 0; steps < 2; steps++) await page.keyboard.press("Alt+ArrowDown");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/move\?start=/);
  const box = page.getByRole("region", { name: "Move it to this time?" });
  for (const text of [/10:00 to 11:00/, /10:30 to 11:30/, "Moved Person, Cal Endar", "None"]) await box.getByText(text).waitFor();
  assert.equal(await stored(), start);
  assert.deepEqual(await faults(page), []);
  await box.getByRole("button", { name: "Move it there" }).click();
  await page.getByText("Moved.").first().waitFor();
  assert.equal(new URL(page.url()).pathname, "/app/calendar");
  assert.equal(await stored(), `${day(3)}T10:30:00Z`);
  await ask("PATCH", `/api/v1/interviews/${interview}`, { scheduled_at: start });
  await context.close();
});

/** Drags an event by hours and days, in steps as a hand does. */
async function drag(page, hours, days, end = true) {
  const box = await moved(page).boundingBox();
  const [row, width] = await page.evaluate(() => [
    parseFloat(getComputedStyle(document.querySelector(".grid")).gridAutoRows) * 12, document.querySelector("[data-day]").getBoundingClientRect().width,
  ]);
  const [x, y] = [box.x + box.width / 2, box.y + 8];
  await page.mouse.move(x, y);
  await page.mouse.down();
  for (let step = 1; step <= 8; step++) await page.mouse.move(x + (days * width * step) / 8, y + (hours * row * step) / 8);
  await page.waitForTimeout(400);
  await page.mouse.move(x + days * width, y + hours * row + 1);
  if (end) await page.mouse.up();
}

test("dragging shows the time, refuses what is taken, and fills in the form", { skip }, async () => {
  const { context, page, told } = await open();
  const announced = page.locator("#moved");
  await drag(page, 4.5, 0, false);
  await announced.filter({ hasText: /14:30.*This time is not free/ }).waitFor();
  assert.ok(await moved(page).evaluate((link) => link.classList.contains("no")));
  await page.mouse.up();
  await announced.filter({ hasText: "Nothing was moved." }).waitFor();
  assert.equal(new URL(page.url()).pathname, "/app/calendar");
  await drag(page, 1, 1);
  await page.waitForURL(/\/move\?start=/);
  assert.equal(new URL(page.url()).searchParams.get("start"), `${day(4)}T11:00`);
  await page.getByRole("button", { name: "Move it there" }).waitFor();
  assert.equal(await stored(), start);
  assert.deepEqual(told, []);
  await context.close();
});

test("a time that is drawn becomes busy time or slots by a form", { skip }, async () => {
  const { context, page } = await open();
  const [x, y, row] = await page.evaluate((date) => {
    const grid = document.querySelector(`[data-day="${date}"] .grid`), box = grid.getBoundingClientRect();
    return [box.left + box.width / 2, box.top, parseFloat(getComputedStyle(grid).gridAutoRows) * 12];
  }, day(5));
  await page.mouse.move(x, y + row + 1);
  await page.mouse.down();
  for (let step = 1; step <= 6; step++) await page.mouse.move(x, y + row + 1 + (1.5 * row * step) / 6);
  await page.mouse.up();
  const dialog = page.getByRole("dialog", { name: "New" });
  await dialog.getByText(/09:00 to 10:30/).waitFor();
  assert.deepEqual(await faults(page), []);
  await dialog.getByRole("link", { name: "New slots" }).click();
  await page.getByRole("heading", { name: "New slots", level: 1 }).waitFor();
  assert.equal(await page.getByLabel("First day").inputValue(), day(5));
  assert.equal(await page.getByLabel("From").first().inputValue(), "09:00");
  await page.getByRole("button", { name: "Make slots" }).click();
  await page.getByText("One slot was made.").waitFor();
  await page.goto(`${site.address}/app/calendar?date=${day(5)}`);
  await page.getByRole("link", { name: /09:00–10:30 Free slot/ }).waitFor();
  await context.close();
});

for (const colorScheme of ["light", "dark"]) {
  test(`on a phone each day is a list, ${colorScheme}`, { skip }, async () => {
    const { context, page } = await open({ viewport: { width: 390, height: 844 }, colorScheme });
    assert.equal(await page.locator(".hours").isVisible(), false);
    assert.equal(await page.getByRole("heading", { level: 3 }).count(), 7);
    await moved(page).waitFor();
    assert.equal(await overflow(page), 0);
    assert.deepEqual(await smallTargets(page), []);
    assert.deepEqual(await faults(page), []);
    // Keys need no drawing.
    await moved(page).focus();
    await page.keyboard.press("Alt+ArrowDown");
    await page.locator("#moved").filter({ hasText: "10:15" }).waitFor();
    await context.close();
  });
}

test("forced colours and paper keep every event", { skip }, async () => {
  for (const media of [{ forcedColors: "active" }, { media: "print" }]) {
    const { context, page } = await open();
    await page.emulateMedia(media);
    assert.ok(await moved(page).isVisible());
    const border = await moved(page).evaluate((link) => getComputedStyle(link).borderTopStyle);
    if (media.forcedColors) assert.equal(border, "solid");
    await context.close();
  }
});

test("without a script the week leads to the forms", { skip }, async () => {
  const { context, page } = await open({ javaScriptEnabled: false });
  await page.locator("summary").filter({ hasText: /^New$/ }).click();
  await page.getByRole("link", { name: "New busy time" }).waitFor({ state: "attached" });
  await page.goto(`${site.address}/app/interviews/${interview}/move?start=${day(4)}T09:30`);
  await page.getByRole("button", { name: "Move it there" }).click();
  await page.getByText("Moved.").first().waitFor();
  assert.equal(await stored(), `${day(4)}T09:30:00Z`);
  await ask("PATCH", `/api/v1/interviews/${interview}`, { scheduled_at: start });
  await context.close();
});
