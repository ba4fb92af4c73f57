// Why there is no time, finding, keys, the first run, charts and undoing: `node --test tests/browser`.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { browserProgram, faults, launch, logIn, overflow, smallTargets, startSite } from "./site.mjs";

const program = browserProgram();
const skip = program ? false : "there is no Chromium";
if (skip) console.log("ignored: there is no Chromium, which the tests of pages need");

const PAGES = [
  "/app", "/app/why", "/app/why?about=template-1&days=7", "/app/why?about=template-1&days=14", "/app/why?about=service-1&days=1",
  "/app/why?about=service-1&days=7", "/app/search", "/app/search?q=a", `/app/search?q=${"a".repeat(201)}`, "/app/first", "/app/first?kind=job",
  "/app/settings/templates", "/app/settings/templates/1/groups", "/app/services/1/address", "/app/services/1/edit", "/app/settings/booking",
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

/** Where strangers book the first service. */
async function bookPath(page) {
  await page.goto(`${site.address}/app/services/1`);
  return page.locator('dd a[href^="/book/"]').getAttribute("href");
}

for (const [width, scheme, locale] of [[1440, "light", "en"], [390, "light", "de"], [390, "dark", "en"], [1440, "dark", "de"]]) {
  test(`axe finds nothing on the pages of why, search and first steps at ${width} px, ${scheme}, ${locale}`, { skip }, async () => {
    const { context, page, told } = await open({ viewport: { width, height: 844 }, colorScheme: scheme });
    await logIn(page, site);
    if (locale !== "en") await page.goto(`${site.address}/language/${locale}?next=/app`);
    const wrong = [];
    const why = `${await bookPath(page)}/why`;
    for (const path of [...PAGES, why]) {
      const answer = await page.goto(site.address + path);
      if (answer.status() !== 200) wrong.push(`${path}: status ${answer.status()}`);
      for (const one of await page.locator("main details").all()) await one.evaluate((details) => { details.open = true; });
      wrong.push(...(await faults(page)).map((fault) => `${path}: ${fault}`));
      const wide = await overflow(page);
      if (wide > 0) wrong.push(`${path}: ${wide} px too wide`);
      wrong.push(...(await smallTargets(page)).map((target) => `${path}: small ${target}`));
      assert.equal(await page.locator("html").getAttribute("lang"), locale);
    }
    await page.goto(`${site.address}/app`);
    await page.keyboard.press("?");
    await page.getByRole("dialog").waitFor();
    wrong.push(...(await faults(page)).map((fault) => `shortcuts: ${fault}`));
    await context.close();
    assert.deepEqual([...wrong, ...told], []);
  });
}

test("why: a row per person and rule with colour, pattern and words; what would help leads to where it is done", { skip }, async () => {
  const { context, page, told } = await open();
  await logIn(page, site, "/app/why?about=template-1&days=2");
  const rows = page.getByRole("table").getByRole("row");
  assert.ok(await rows.count() > 2);
  // Each row is drawn with a pattern that is there, and says when in words.
  const drawn = await page.locator("table.why tbody tr").evaluateAll((all) => all.map((row) => {
    const bar = row.querySelector(".bars rect");
    const fill = bar?.getAttribute("fill").match(/#([a-z-]+)/)?.[1];
    return { words: row.querySelector("td .small").textContent.trim(), known: !bar || document.getElementById(fill)?.tagName === "pattern" };
  }));
  assert.ok(drawn.every((row) => row.words && row.known), JSON.stringify(drawn));
  // A weekend, on which nobody works. This one asks for one person alone, so that one change would help.
  // It lies ahead in every zone, whatever day it is.
  const day = new Date(Date.now() + 2 * 86_400_000);
  while (day.getUTCDay() !== 6) day.setUTCDate(day.getUTCDate() + 1);
  await page.goto(`${site.address}/app/why?about=template-2&from=${day.toISOString().slice(0, 10)}&days=2`);
  const helps = page.getByRole("region", { name: "What would help" });
  await helps.waitFor();
  const button = helps.getByRole("button").first();
  await button.click();
  await page.getByRole("heading", { level: 1 }).waitFor();
  assert.ok(!page.url().includes("/app/why"), page.url());
  await context.close();
  assert.deepEqual(told, []);
});

test("why is drawn without a script, and for visitors names nobody", { skip }, async () => {
  const { context, page } = await open({ javaScriptEnabled: false });
  await logIn(page, site, "/app/why?about=service-1&days=7");
  const names = await page.locator("table.why tbody th").allTextContents();
  const people = [...new Set(names.map((name) => name.trim()))].filter((name) => name !== "Everybody");
  assert.ok(people.length > 0, names.join(", "));
  const path = await bookPath(page);
  const stranger = await open({ javaScriptEnabled: false });
  await stranger.page.goto(`${site.address}${path}/why`);
  await stranger.page.getByText("Whose it is stays private.").waitFor();
  const text = await stranger.page.locator("main").innerText();
  for (const name of people) assert.ok(!text.includes(name), name);
  assert.equal(await stranger.page.getByRole("region", { name: "What would help" }).count(), 0);
  await stranger.context.close();
  await context.close();
});

test("Ctrl and K finds people, bookings, services and pages as one types; ? lists the keys, which can be switched off", { skip }, async () => {
  const { context, page, told } = await open();
  await logIn(page, site);
  await page.keyboard.press("Control+k");
  assert.equal(await page.evaluate(() => document.activeElement.id), "find");
  await page.keyboard.type("lena");
  await page.keyboard.press("Enter");
  await page.getByRole("link", { name: "Lena Vogel", exact: true }).waitFor();
  await page.keyboard.press("Control+k");
  await page.keyboard.type("webhook");
  await page.locator("#found").getByRole("link", { name: "Webhooks", exact: true }).waitFor();
  assert.equal(new URL(page.url()).search, "?q=webhook");
  await page.goto(`${site.address}/app`);
  await page.keyboard.press("?");
  const dialog = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  await dialog.waitFor();
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "hidden" });
  await page.keyboard.press("?");
  await dialog.getByRole("link", { name: "Switch shortcuts off" }).click();
  await page.locator("html[data-keys=off]").waitFor();
  await page.waitForLoadState();
  await page.keyboard.press("?");
  await page.keyboard.press("Control+k");
  assert.equal(await page.evaluate(() => document.activeElement.id), "");
  assert.equal(await dialog.isVisible(), false);
  // It is remembered, and switched on again in the menu.
  await page.goto(`${site.address}/app/jobs`);
  await page.keyboard.press("?");
  assert.equal(await dialog.isVisible(), false);
  await page.getByText("Display").click();
  await page.getByRole("list", { name: "Keyboard shortcuts" }).getByRole("link", { name: "On", exact: true }).click();
  await page.locator("html[data-keys=on]").waitFor();
  await page.waitForLoadState();
  await page.keyboard.press("?");
  await dialog.waitFor();
  await context.close();
  assert.deepEqual(told, []);
});

test("a question mark that is typed is a question mark", { skip }, async () => {
  const { context, page } = await open();
  await logIn(page, site, "/app/jobs/new");
  await page.getByLabel("Title").fill("");
  await page.getByLabel("Title").pressSequentially("Who?");
  assert.equal(await page.getByLabel("Title").inputValue(), "Who?");
  assert.equal(await page.getByRole("dialog").isVisible(), false);
  await context.close();
});

test("from nothing to a link that strangers book: two forms", { skip }, async () => {
  const empty = await startSite({ demo: false });
  const { context, page, told } = await open({ viewport: { width: 390, height: 844 }, timezoneId: "America/New_York" });
  try {
    let forms = 0;
    page.on("request", (request) => { if (request.method() === "POST") forms += 1; });
    await page.goto(empty.address);
    assert.deepEqual(await faults(page), []);
    await page.getByLabel("Your name").fill("Ann Lee");
    await page.getByLabel("E-mail").fill("ann@example.com");
    await page.getByLabel("Password").fill("a sentence is good");
    await page.getByLabel("Your company").fill("Acme");
    // It is the browser's until somebody chooses another one.
    assert.equal(await page.getByLabel("Time zone").inputValue(), "America/New_York");
    await page.getByText("This is the zone of your browser.").waitFor();
    await page.getByLabel("Time zone").fill("Europe/Berlin");
    await page.getByRole("button", { name: "Start" }).click();
    await page.getByText("Welcome!").waitFor();
    assert.deepEqual(await faults(page), []);
    await page.getByRole("button", { name: "Next" }).click();
    await page.getByRole("heading", { name: "Here is your link" }).waitFor();
    assert.deepEqual(await faults(page), []);
    assert.equal(forms, 2);
    await page.getByRole("link", { name: "See it as a visitor" }).click();
    await page.getByRole("heading", { level: 1, name: "Consultation" }).waitFor();
    await page.locator("#times").getByRole("button").first().waitFor();
    await page.goto(`${empty.address}/start`);
    assert.equal(new URL(page.url()).pathname, "/app");
    assert.deepEqual(told, []);
  } finally {
    await context.close();
    empty.stop();
  }
});

test("charts say in a table what they draw, in print too", { skip }, async () => {
  const { context, page } = await open();
  await logIn(page, site);
  const charts = page.locator("section.chart");
  assert.ok(await charts.count() > 0);
  for (const chart of await charts.all()) {
    const summary = await chart.locator("p.small").innerText();
    const said = [...summary.matchAll(/(\d+)/g)].reduce((sum, match) => sum + Number(match[1]), 0);
    const figures = await chart.locator("tbody td").allTextContents();
    assert.equal(figures.reduce((sum, figure) => sum + Number(figure), 0), said, summary);
    const bars = await chart.locator("svg.plot rect").count();
    assert.equal(bars, figures.filter((figure) => Number(figure) > 0).length);
  }
  await page.emulateMedia({ media: "print" });
  const heights = await page.locator("section.chart tbody").evaluateAll((all) => all.map((body) => body.getBoundingClientRect().height));
  assert.ok(heights.every((height) => height > 0), heights.join(", "));
  await context.close();
});

test("a job that is closed by mistake is open again by Undo", { skip }, async () => {
  const { context, page, told } = await open();
  await logIn(page, site, "/app/jobs/new");
  await page.getByLabel("Title").fill("Closed by mistake");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("row", { name: /Closed by mistake/ }).getByRole("link", { name: "Edit" }).click();
  await page.getByLabel("Open").uncheck();
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("row", { name: /Closed by mistake.*Closed/ }).waitFor();
  await page.getByRole("button", { name: "Undo", exact: true }).click();
  await page.getByText("Undone. It is as it was before.").waitFor();
  await page.getByRole("row", { name: /Closed by mistake/ }).getByText("Open", { exact: true }).waitFor();
  await context.close();
  assert.deepEqual(told, []);
});
