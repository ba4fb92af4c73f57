// Forms that are sent without a network: kept in the browser for an hour, sent when it is back, offered again, and gone with the log-out.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { browserProgram, faults, launch, logIn, overflow, startSite } from "./site.mjs";

const program = browserProgram();
const skip = program ? false : "there is no Chromium";
if (skip) console.log("ignored: there is no Chromium, which the tests of pages need");

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

async function open(path) {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, locale: "en-GB" });
  const page = await context.newPage();
  await logIn(page, site, path);
  return { context, page };
}

const OFFLINE = "You are offline. What you typed is kept in this browser, and is sent once the network is back.";
const AGAIN = "You sent this form without a network, and no answer came.";
const kept = (page) => page.evaluate(() => [...Object.keys(localStorage), ...Object.keys(sessionStorage)]);
const save = (page) => page.getByRole("button", { name: "Save" }).click();

/** Types a job and sends it where there is no network. */
async function sendWithout(context, page, title) {
  await page.getByLabel("Title").fill(title);
  await context.setOffline(true);
  await save(page);
  await page.getByRole("status").getByText(OFFLINE).waitFor();
}

test("a form waits for the network, says so, and is sent", { skip }, async () => {
  const { context, page } = await open("/app/jobs/new");
  await sendWithout(context, page, "Kept engineer");
  assert.equal(await page.getByLabel("Title").inputValue(), "Kept engineer");
  assert.deepEqual([await overflow(page), await faults(page)], [0, []]);
  // What is typed meanwhile is sent too.
  await page.getByLabel("Title").fill("Kept engineer of two");
  await context.setOffline(false);
  await page.getByRole("row", { name: /Kept engineer of two/ }).waitFor();
  assert.deepEqual(await kept(page), []);
  await context.close();
});

test("a change of a record waits too, and is made once", { skip }, async () => {
  const { context, page } = await open("/app/candidates/3/edit");
  await page.getByLabel("Phone").fill("+49 30 123456");
  await context.setOffline(true);
  await save(page);
  await page.getByText(OFFLINE).waitFor();
  await save(page);
  let sent = 0;
  page.on("request", (request) => { if (request.method() === "POST") sent += 1; });
  await context.setOffline(false);
  await page.waitForURL((url) => !url.pathname.endsWith("/edit"));
  assert.equal(sent, 1);
  await page.goto(`${site.address}/app/candidates/3/edit`);
  assert.equal(await page.getByLabel("Phone").inputValue(), "+49 30 123456");
  assert.equal(await page.getByText(AGAIN).count(), 0, "what has arrived is not offered");
  await context.close();
});

test("a page that is opened again offers what was typed, and sends nothing by itself", { skip }, async () => {
  const { context, page } = await open("/app/jobs/new");
  await sendWithout(context, page, "Offered engineer");
  await page.close();
  await context.setOffline(false);
  const again = await context.newPage();
  await again.goto(`${site.address}/app/jobs/new`);
  await again.getByText(AGAIN).waitFor();
  assert.deepEqual([await overflow(again), await faults(again)], [0, []]);
  assert.equal(await again.getByLabel("Title").inputValue(), "");
  await again.waitForTimeout(3500);
  assert.equal(new URL(again.url()).pathname, "/app/jobs/new");
  await again.getByRole("button", { name: "Fill in what I typed" }).click();
  assert.equal(await again.getByLabel("Title").inputValue(), "Offered engineer");
  await save(again);
  await again.getByRole("row", { name: /Offered engineer/ }).waitFor();
  assert.deepEqual(await kept(again), []);
  await context.close();
});

test("what is kept is gone after an hour, with the log-out, and for somebody else", { skip }, async () => {
  const { context, page } = await open("/app/jobs/new");
  await sendWithout(context, page, "Private engineer");
  assert.equal((await page.evaluate(() => Object.keys(localStorage))).length, 1);
  const entry = await page.evaluate(() => Object.entries(localStorage)[0]);
  assert.ok(!entry[1].includes("csrf"), entry[1]);
  await page.close();
  await context.setOffline(false);
  const again = await context.newPage();
  const put = (change) => again.evaluate(([[name, text], change]) => {
    localStorage.setItem(name, JSON.stringify({ ...JSON.parse(text), ...change }));
  }, [entry, change]);
  for (const change of [{ who: "Somebody else" }, { at: Date.now() - 3_600_001 }]) {
    await again.goto(`${site.address}/app/jobs`);
    await put(change);
    await again.goto(`${site.address}/app/jobs/new`);
    assert.deepEqual(await kept(again), [], JSON.stringify(change));
    assert.equal(await again.getByText(AGAIN).count(), 0);
  }
  await put({});
  await again.evaluate(() => document.querySelector('form[action$="/logout"]').requestSubmit());
  await again.waitForURL((url) => !url.pathname.startsWith("/app"));
  assert.deepEqual(await kept(again), []);
  await context.close();
});

test("what is secret is never kept", { skip }, async () => {
  const { context, page } = await open("/app/calendars/new");
  await page.getByLabel("Name", { exact: true }).fill("Mine");
  await context.setOffline(true);
  await page.evaluate(() => document.querySelector("main form[method=post]").requestSubmit());
  await page.waitForTimeout(1000);
  await context.setOffline(false);
  await page.goto(`${site.address}/app`).catch(() => page.goto(`${site.address}/app`));
  assert.deepEqual(await kept(page), []);
  await context.close();
});
