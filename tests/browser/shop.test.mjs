// The pages of the shop as staff meet them: `node --test tests/browser`. Needs what the other tests of pages need.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { browserProgram, faults, launch, logIn, overflow, smallTargets, startSite } from "./site.mjs";

const program = browserProgram();
const skip = program ? false : "there is no Chromium";
if (skip) console.log("ignored: there is no Chromium, which the tests of pages need");

const PAGES = [
  "/app", "/app/calendar", "/app/appointments", "/app/appointments?status=no_show", "/app/appointments/new", "/app/appointments/new?service=1",
  "/app/services", "/app/services/new", "/app/services/1", "/app/services/1/edit", "/app/staff", "/app/staff/new", "/app/staff/1",
  "/app/staff/1/edit", "/app/clients", "/app/clients?q=ida", "/app/payments", "/app/hours", "/app/hours?staff=2", "/app/hours/weekly/new",
  "/app/hours/special/new", "/app/hours/off/new", "/app/hours?user=1", "/app/hours/interviews/new", "/app/hours/interviews/slots", "/app/settings", "/app/settings/booking", "/app/settings/payments",
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

/** The first link of a list that leads to a single record. */
async function record(page, list, start) {
  await page.goto(site.address + list);
  const links = await page.locator(`main a[href^="${start}"]`).evaluateAll((all) => all.map((one) => one.getAttribute("href")));
  return links.find((link) => /^[0-9a-f-]{36}$/.test(link.slice(start.length)));
}

async function records(page) {
  const ahead = await record(page, "/app/appointments?status=confirmed", "/app/appointments/");
  const cancelled = await record(page, "/app/appointments?status=cancelled", "/app/appointments/");
  const client = await record(page, "/app/clients", "/app/clients/");
  const payment = await record(page, "/app/payments", "/app/payments/");
  return [ahead, `${ahead}/move`, `${ahead}/cancel`, `${ahead}/edit`, cancelled, client, payment];
}

for (const [width, scheme, locale] of [[1440, "light", "en"], [390, "light", "de"], [390, "dark", "en"], [1440, "dark", "en"]]) {
  test(`axe finds nothing on the pages of the shop at ${width} px, ${scheme}, ${locale}`, { skip }, async () => {
    const { context, page, told } = await open({ viewport: { width, height: 844 }, colorScheme: scheme });
    await logIn(page, site);
    if (locale !== "en") await page.goto(`${site.address}/language/${locale}?next=/app`);
    const wrong = [];
    for (const path of [...PAGES, ...await records(page)]) {
      const answer = await page.goto(site.address + path);
      if (answer.status() !== 200) wrong.push(`${path}: status ${answer.status()}`);
      wrong.push(...(await faults(page)).map((fault) => `${path}: ${fault}`));
      const wide = await overflow(page);
      if (wide > 0) wrong.push(`${path}: ${wide} px too wide`);
      wrong.push(...(await smallTargets(page)).map((target) => `${path}: small ${target}`));
      assert.equal(await page.locator("html").getAttribute("lang"), locale);
    }
    await context.close();
    assert.deepEqual([...wrong, ...told], []);
  });
}

test("on a phone, today is a list; one tap says that a client came, and one takes it back", { skip }, async () => {
  const { context, page, told } = await open({ viewport: { width: 390, height: 844 }, hasTouch: true });
  await logIn(page, site);
  const group = page.getByRole("group", { name: /^Did .* come\?$/ }).first();
  const arrived = group.getByRole("button", { name: /^Arrived/ });
  const name = /^Did (.*) come\?$/.exec(await group.getAttribute("aria-label"))[1];
  await arrived.tap();
  await page.getByRole("status").getByText("Marked as arrived.").waitFor();
  await page.getByRole("button", { name: "Undo", exact: true }).tap();
  await page.getByText("Undone. It is as it was before.").waitFor();
  await page.getByRole("button", { name: `Arrived ${name}` }).first().waitFor();
  // The offer ends by itself; the row keeps it.
  await page.getByRole("button", { name: `No-show ${name}` }).first().tap();
  const undo = page.getByRole("button", { name: "Undo", exact: true });
  await undo.waitFor();
  await page.mouse.move(0, 0);
  await undo.waitFor({ state: "detached", timeout: 13_000 });
  await page.getByRole("button", { name: `Undo the mark ${name}` }).first().tap();
  await page.getByRole("button", { name: `Arrived ${name}` }).first().waitFor();
  await context.close();
  assert.deepEqual(told, []);
});

test("without a script staff book, move and cancel an appointment", { skip }, async () => {
  const { context, page } = await open({ javaScriptEnabled: false });
  await logIn(page, site, "/app/appointments/new");
  await page.getByLabel("Service", { exact: true }).selectOption({ label: "Advice by telephone, day and night" });
  await page.getByRole("button", { name: "Show times" }).click();
  await page.getByRole("button", { name: "Book", exact: true }).click();
  const summary = page.getByRole("alert");
  await summary.getByRole("link", { name: "Name of the client: Fill this in." }).waitFor();
  await page.getByLabel("Name of the client").fill("Vera Blum");
  await page.getByLabel("E-mail of the client").fill("vera@clients.example");
  await page.getByLabel("Internal notes").fill("likes tea");
  const times = page.getByRole("radio");
  assert.ok(await times.count() > 0);
  await times.last().check();
  await page.getByRole("button", { name: "Book", exact: true }).click();
  await page.getByText("Booked.").waitFor();
  await page.getByRole("heading", { level: 1, name: /Vera Blum/ }).waitFor();
  await page.getByText("likes tea").waitFor();
  await page.getByRole("link", { name: "Move", exact: true }).click();
  await page.getByRole("radio").first().check();
  await page.getByLabel("Reason").fill("earlier");
  await page.getByRole("button", { name: "Move to this time" }).click();
  await page.getByText("Moved. Everybody concerned is told.").waitFor();
  await page.getByRole("link", { name: "Cancel appointment" }).click();
  await page.getByText("No money goes back.").waitFor();
  await page.getByLabel("Reason").fill("ill");
  await page.getByRole("button", { name: "Cancel appointment" }).click();
  await page.getByText("Cancelled. Everybody concerned is told.").waitFor();
  await context.close();
});

test("a day off shows what it breaks before it is made", { skip }, async () => {
  const { context, page } = await open();
  await logIn(page, site);
  const path = await record(page, "/app/appointments?status=confirmed&sort=-start", "/app/appointments/");
  await page.goto(site.address + path);
  const staff = await page.locator('dd a[href^="/app/staff/"]').getAttribute("href");
  const client = await page.locator('dd a[href^="/app/clients/"]').textContent();
  const when = await page.locator("dl.facts dd").first().textContent();
  const [, day, month, year] = /(\d+) (\w+) (\d{4})/.exec(when);
  const date = new Date(`${day} ${month} ${year} 12:00 UTC`).toISOString().slice(0, 10);
  await page.goto(`${site.address}/app/hours/off/new?staff_id=${staff.split("/").pop()}`);
  await page.getByLabel("First day").fill(date);
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("heading", { name: "This breaks bookings" }).waitFor();
  await page.getByText(client).first().waitFor();
  await page.getByRole("link", { name: "Leave it as it is" }).click();
  await page.getByRole("heading", { level: 1, name: /^Hours/ }).waitFor();
  await context.close();
});

test("a price in yen stays what was typed, and a picture is shown", { skip }, async () => {
  const { context, page, told } = await open();
  await logIn(page, site, "/app/services/new");
  await page.getByLabel("Name").fill("Tea ceremony");
  await page.getByLabel("Price").fill("8000");
  await page.getByLabel("Currency").fill("jpy");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("8000 JPY").waitFor();
  // A square of one colour, drawn by the browser itself.
  const drawn = await page.evaluate(() => {
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = 64;
    canvas.getContext("2d").fillRect(0, 0, 64, 64);
    return canvas.toDataURL("image/png").split(",")[1];
  });
  await page.getByLabel("Choose a picture").setInputFiles({ name: "tea.png", mimeType: "image/png", buffer: Buffer.from(drawn, "base64") });
  await page.getByRole("button", { name: "Upload" }).click();
  const picture = page.getByRole("img", { name: "Picture of Tea ceremony" });
  await picture.waitFor();
  assert.ok(await picture.evaluate((image) => image.complete && image.naturalWidth > 0));
  await context.close();
  assert.deepEqual(told, []);
});

test("the file of a list has exactly what is filtered", { skip }, async () => {
  const { context, page } = await open();
  await logIn(page, site, "/app/appointments");
  await page.getByLabel("State").selectOption({ label: "No-show" });
  await page.waitForURL(/status=no_show/);
  const rows = await page.locator("table.list tbody tr").count();
  const [file] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: "Download as CSV" }).click()]);
  const { readFile } = await import("node:fs/promises");
  const lines = (await readFile(await file.path(), "utf8")).trim().split("\r\n");
  assert.equal(lines.length, rows + 1);
  assert.ok(lines.slice(1).every((line) => line.includes(",no_show,")), lines.join("\n"));
  await context.close();
});
