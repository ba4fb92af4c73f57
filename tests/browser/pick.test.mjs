// A candidate chooses the time of an interview: `node --test tests/browser/pick.test.mjs`. Needs what pages.test.mjs needs.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { browserProgram, faults, launch, logIn, overflow, smallTargets, startSite } from "./site.mjs";

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

async function open(options = {}) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: "en-GB", ...options });
  const page = await context.newPage();
  const told = [];
  page.on("console", (message) => { if (["error", "warning"].includes(message.type())) told.push(message.text()); });
  page.on("pageerror", (error) => told.push(String(error)));
  return { context, page, told };
}

/** A candidate for whom interviews are enabled, and their job, by the company's pages. */
async function candidate(page) {
  await page.goto(`${site.address}/app/candidates?job=1&shortlisted=yes`);
  const paths = await page.locator('td a[href^="/app/candidates/"], th a[href^="/app/candidates/"]').evaluateAll((all) => all.map((one) => one.getAttribute("href")));
  for (const path of paths.filter((one) => /^\/app\/candidates\/\d+$/.test(one))) {
    await page.goto(site.address + path);
    if (await page.getByRole("link", { name: "New interview" }).count()) return path;
  }
  throw new Error(`nobody may be interviewed: ${paths}`);
}

/** Makes a link as a recruiter does, and answers its address. */
async function invite(change = async () => {}) {
  const { context, page } = await open({ permissions: ["clipboard-read", "clipboard-write"] });
  await logIn(page, site);
  const path = await candidate(page);
  await page.getByRole("link", { name: "Invite to choose a time" }).click();
  await page.getByRole("heading", { name: "Invite to choose a time", level: 1 }).waitFor();
  await page.getByLabel("Job", { exact: true }).selectOption("1");
  await page.locator('input[name="interviewer_ids"]').first().check();
  await page.getByLabel("Hours before the start until which they may move or cancel").fill("1");
  await change(page);
  await page.getByRole("button", { name: "Make the link" }).click();
  await page.getByText("The link is made.").waitFor();
  await page.getByRole("button", { name: "Copy" }).first().click();
  await page.getByText("Copied.").waitFor();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  const shown = await page.locator('input[id^="link-"]').first().inputValue();
  assert.equal(copied, shown);
  return { context, page, path, url: shown };
}

async function check(page, what, wrong) {
  wrong.push(...(await faults(page)).map((fault) => `${what}: ${fault}`));
  const wide = await overflow(page);
  if (wide > 0) wrong.push(`${what}: ${wide} px too wide`);
  wrong.push(...(await smallTargets(page)).map((target) => `${what}: small ${target}`));
}

const shot = async (page, name) => {
  if (process.env.MERIDIAN_SHOTS) await page.screenshot({ path: `${process.env.MERIDIAN_SHOTS}/${name}.png`, fullPage: true });
};

test("from the invitation to the booking, a move and a cancellation, without a script", { skip }, async () => {
  const recruiter = await invite();
  const { context, page, told } = await open({ javaScriptEnabled: false });
  await page.goto(recruiter.url);
  await page.getByRole("heading", { name: "Choose a time for your interview", level: 1 }).waitFor();
  const first = page.getByRole("list").getByRole("button").first();
  const label = await first.getAttribute("aria-label");
  await first.click();
  await page.getByRole("heading", { name: "Book this time?" }).waitFor();
  await page.getByText(label).waitFor();
  await page.getByText("held for you until").waitFor();
  await page.getByRole("button", { name: "Book this time" }).click();
  await page.getByRole("heading", { name: "Your interview is booked" }).waitFor();
  await page.getByRole("link", { name: "Calendar file" }).waitFor();
  const file = await context.request.get(new URL(await page.getByRole("link", { name: "Calendar file" }).getAttribute("href"), site.address).href);
  assert.ok((await file.text()).startsWith("BEGIN:VCALENDAR"));
  // Back after booking says that it is booked.
  await page.goBack();
  await page.reload();
  await page.getByRole("heading", { name: "Your interview is booked" }).waitFor();
  await page.getByRole("link", { name: "Move", exact: true }).click();
  await page.getByRole("heading", { name: "Choose another time" }).waitFor();
  await page.locator(".choices button").nth(3).click();
  await page.getByRole("heading", { name: "Move your interview?" }).waitFor();
  await page.getByText("held for you until").waitFor();
  await page.getByRole("button", { name: "Move the interview" }).click();
  await page.getByText("Moved.").waitFor();
  assert.equal(await page.getByRole("link", { name: "Move", exact: true }).count(), 0, "once was allowed");
  await page.getByRole("link", { name: "Cancel the interview" }).click();
  await page.getByRole("button", { name: "Cancel the interview" }).click();
  await page.getByRole("heading", { name: "The interview was cancelled" }).waitFor();
  assert.deepEqual(told, []);
  await context.close();
  await recruiter.context.close();
});

test("a time that was taken meanwhile leads to the nearest ones, with the focus on the heading", { skip }, async () => {
  const [one, other] = [await invite(), await invite()];
  const { context, page } = await open();
  await page.goto(one.url);
  const second = await context.newPage();
  await second.goto(other.url);
  const start = await page.locator('button[name="start"]').first().getAttribute("value");
  await page.locator(`button[value="${start}"]`).click();
  await page.getByRole("button", { name: "Book this time" }).click();
  await page.getByRole("heading", { name: "Your interview is booked" }).waitFor();
  const [answer] = await Promise.all([
    second.waitForResponse((got) => got.request().method() === "POST"), second.locator(`button[value="${start}"]`).click(),
  ]);
  assert.equal(answer.status(), 409);
  await second.getByRole("heading", { name: "This time can't be had any more" }).waitFor();
  assert.equal(await second.evaluate(() => document.activeElement.tagName), "H1");
  const nearest = second.locator('section[aria-labelledby="nearest"] button');
  assert.equal(await nearest.count(), 3);
  await nearest.first().click();
  await second.getByRole("button", { name: "Book this time" }).click();
  await second.getByRole("heading", { name: "Your interview is booked" }).waitFor();
  await context.close();
  await one.context.close();
  await other.context.close();
});

test("a move that is held can be given up, hours are counted as one likes, and a zone that is none is said", { skip }, async () => {
  const recruiter = await invite();
  const { context, page } = await open({ viewport: { width: 390, height: 844 }, locale: "en-GB" });
  await page.goto(recruiter.url);
  await page.getByLabel("Another time zone").fill("Atlantis");
  await page.getByRole("button", { name: "Show times in this zone" }).click();
  await page.getByText("There is no zone “Atlantis”.").waitFor();
  assert.equal(await page.getByLabel("Another time zone").getAttribute("aria-invalid"), "true");
  assert.deepEqual(await faults(page), []);
  await page.getByRole("link", { name: "Show 12-hour times" }).click();
  await page.getByRole("button", { name: /(am|pm)$/ }).first().click();
  await page.getByRole("button", { name: "Book this time" }).click();
  await page.getByRole("heading", { name: "Your interview is booked" }).waitFor();
  await page.getByText(/ (am|pm) to /).first().waitFor();
  await page.getByRole("link", { name: "Move", exact: true }).click();
  await page.locator(".choices button").first().click();
  await page.getByText(/This time is held for you until .*(am|pm) \(.*\): /).waitFor();
  await page.getByRole("button", { name: "Keep the time" }).click();
  await page.getByRole("link", { name: "Move", exact: true }).waitFor();
  assert.equal(await page.getByRole("heading", { name: "Move your interview?" }).count(), 0);
  await context.close();
  await recruiter.context.close();
});

test("a hold and a held move count down, warn, are prolonged, and end", { skip }, async () => {
  const recruiter = await invite();
  const { context, page, told } = await open();
  await page.clock.install();
  await page.goto(recruiter.url);
  const counts = async (prolonged) => {
    const timer = page.getByRole("timer"), prolong = page.getByRole("button", { name: "Hold it for ten minutes more" });
    await timer.getByText(/(10:00|9:\d\d)/).waitFor();
    assert.ok(!(await timer.innerText()).includes("minutes"), await timer.innerText());
    await page.clock.fastForward("08:10");
    await page.getByText("Two minutes are left.").waitFor();
    await prolong.click();
    await page.getByRole("timer").getByText(/(10:00|9:\d\d)/).waitFor();
    await page.clock.fastForward("10:10");
    await page.getByText("The time is held no longer.").waitFor();
    assert.deepEqual([await timer.count(), await prolong.count()], [0, 0]);
    await page.getByRole("button", { name: prolonged }).click();
  };
  await page.locator('button[name="start"]').first().click();
  await counts("Book this time");
  await page.getByRole("heading", { name: "Your interview is booked" }).waitFor();
  await page.getByRole("link", { name: /^Google Calendar/ }).waitFor();
  await page.getByRole("link", { name: "Move", exact: true }).click();
  await page.locator('button[name="start"]').first().click();
  await counts("Move the interview");
  await page.getByText("Moved.").waitFor();
  assert.deepEqual(told, []);
  await context.close();
  await recruiter.context.close();
});

test("a link that was withdrawn says so", { skip }, async () => {
  const recruiter = await invite();
  await recruiter.page.locator("summary").filter({ hasText: "Revoke" }).first().click();
  await recruiter.page.getByRole("button", { name: /^Revoke the link/ }).first().click();
  await recruiter.page.getByText("The link is revoked.").waitFor();
  const { context, page } = await open();
  const answer = await page.goto(recruiter.url);
  assert.equal(answer.status(), 410);
  await page.getByRole("heading", { name: "This link was withdrawn" }).waitFor();
  await context.close();
  await recruiter.context.close();
});

for (const [width, scheme] of [[1440, "light"], [390, "light"], [390, "dark"], [1440, "dark"]]) {
  test(`axe finds nothing, nothing scrolls sideways and targets are large at ${width} px, ${scheme}`, { skip }, async () => {
    const recruiter = await invite();
    const { context, page, told } = await open({ viewport: { width, height: 844 }, colorScheme: scheme });
    const wrong = [];
    const look = async (name, query = "") => {
      await page.goto(recruiter.url + query);
      await check(page, name, wrong);
      await shot(page, `${name}-${width}-${scheme}`);
    };
    await look("choose");
    await look("german", "?tz=America/New_York");
    await page.locator('button[name="start"]').first().click();
    await page.getByRole("button", { name: "Book this time" }).waitFor();
    await check(page, "held", wrong);
    await shot(page, `held-${width}-${scheme}`);
    await page.getByRole("button", { name: "Book this time" }).click();
    await page.getByRole("heading", { name: "Your interview is booked" }).waitFor();
    await check(page, "booked", wrong);
    await shot(page, `booked-${width}-${scheme}`);
    await look("move", "?move=yes");
    await page.locator(".choices button").first().click();
    await page.getByRole("heading", { name: "Move your interview?" }).waitFor();
    await check(page, "moving", wrong);
    await shot(page, `moving-${width}-${scheme}`);
    await look("cancel", "?cancel=yes");
    await page.getByRole("button", { name: "Cancel the interview" }).click();
    await page.getByRole("heading", { name: "The interview was cancelled" }).waitFor();
    await check(page, "cancelled", wrong);
    await page.goto(`${site.address}/pick/v1.nothing`);
    await check(page, "wrong", wrong);
    await recruiter.page.setViewportSize({ width, height: 844 });
    for (const path of [recruiter.path, `/app/scheduling-links/new?candidate=${recruiter.path.split("/").pop()}&job=1`]) {
      await recruiter.page.goto(site.address + path);
      await check(recruiter.page, path, wrong);
      await shot(recruiter.page, `${path.includes("links") ? "form" : "candidate"}-${width}-${scheme}`);
    }
    const unexpected = told.filter((text) => !text.includes("404"));
    assert.deepEqual([...wrong, ...unexpected], []);
    await context.close();
    await recruiter.context.close();
  });
}
