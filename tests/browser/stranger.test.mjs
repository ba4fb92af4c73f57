// The public pages as strangers meet them, who are given the address and nothing else. Needs what pages.test.mjs needs.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { browserProgram, faults, launch, overflow, owner, smallTargets, startSite } from "./site.mjs";

const program = browserProgram();
const skip = program ? false : "there is no Chromium";
// Where pictures of the pages are put, for people to look at.
const pictures = process.env.MERIDIAN_PICTURES;
const COMPANY = "/book/lighthouse-labs";
let site, browser, api, staff;

before(async () => {
  if (skip) return;
  browser = await launch(program);
  site = await startSite({ demo: true, more: { TRUST_FORWARDED_FOR: "true" } });
  api = await owner(site);
  const { items } = await api("GET", "/users?limit=2");
  staff = [];
  for (const user of items) {
    staff.push(await api("POST", "/appointments/staff", { user_id: user.id, services: [], work_on_saturday: true, work_on_sunday: true }));
  }
});

after(async () => {
  await browser?.close();
  site?.stop();
});

const offered = [];
/** A service of its own for a test: what is held of one counts for its days. */
async function offer(name, more = {}) {
  const made = await api("POST", "/appointments/services", { name, duration_minutes: 30, location_type: "online", ...more });
  offered.push(made.id);
  for (const one of staff) await api("PATCH", `/appointments/staff/${one.id}`, { services: offered });
  return { id: made.id, path: `${COMPANY}/${name.toLowerCase().replaceAll(" ", "-")}` };
}

let networks = 0;
async function open(options = {}) {
  networks += 1;
  const context = await browser.newContext({
    viewport: { width: 390, height: 844 }, locale: "en-GB", timezoneId: "Europe/Berlin", extraHTTPHeaders: { "x-forwarded-for": `10.2.${networks >> 8}.${networks & 255}` }, ...options,
  });
  const page = await context.newPage();
  const told = [];
  page.on("console", (message) => { if (["error", "warning"].includes(message.type())) told.push(message.text()); });
  page.on("pageerror", (error) => told.push(String(error)));
  return { context, page, told };
}

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const day = (from) => new Date(Date.now() + from * 86_400_000).toISOString().slice(0, 10);
/** The first day from then on on which the service has times. */
const free = async (service, from) => (await api("GET", `/appointments/services/${service.id}/next-date?from=${day(from)}`)).date;
const firstTime = (page) => page.locator("button[name=start]").first();
const picture = (page, name) => pictures && page.screenshot({ path: `${pictures}/${name}.png`, fullPage: true });

/** What is wrong with the page that is shown. */
async function look(page, name, wrong) {
  wrong.push(...(await faults(page)).map((fault) => `${name}: ${fault}`));
  const wide = await overflow(page);
  if (wide > 0) wrong.push(`${name}: ${wide} px too wide`);
  wrong.push(...(await smallTargets(page)).map((target) => `${name}: small ${target}`));
  await picture(page, name);
}

/** The digits that were mailed to that address last. */
async function code(email, before = 0) {
  const until = Date.now() + 30_000;
  while (Date.now() < until) {
    const { items } = await api("GET", "/messages?limit=200&kind=code");
    const mine = items.filter((one) => one.to_address === email);
    if (mine.length > before) return /\b\d{6}\b/.exec((await api("GET", `/messages/${mine.at(-1).id}`)).text)[0];
    await pause(300);
  }
  throw new Error(`no code was mailed to ${email}`);
}

const WORDS = {
  en: {
    locale: "en-GB", book: "Book", name: "Name", email: "E-mail", details: "Your details", booked: "You are booked", choose: "Choose another time",
    ask: "Move the appointment?", move: "Move the appointment", moved: "Moved. Everybody concerned is told.", cancel: "Cancel the appointment",
    cancelled: "Your appointment is cancelled", again: "Book again", code: "Code", confirm: "Confirm",
  },
  de: {
    locale: "de-DE", book: "Buchen", name: "Name", email: "E-Mail", details: "Ihre Angaben", booked: "Ihr Termin ist gebucht", choose: "Andere Zeit wählen",
    ask: "Termin verschieben?", move: "Termin verschieben", moved: "Verschoben. Alle Beteiligten erfahren es.", cancel: "Termin absagen",
    cancelled: "Ihr Termin ist abgesagt", again: "Erneut buchen", code: "Code", confirm: "Bestätigen",
  },
};

for (const language of ["en", "de"]) {
  for (const width of [390, 1440]) {
    for (const javaScriptEnabled of [true, false]) {
      const how = `${language}-${width}-${javaScriptEnabled ? "with" : "without"}`;
      test(`a stranger books, moves, cancels and books again: ${how} scripts`, { skip }, async () => {
        const words = WORDS[language];
        const { path } = await offer(`Talk ${how}`, { price: { amount: 4_500, currency: "EUR" } });
        const { context, page, told } = await open({ viewport: { width, height: 844 }, locale: words.locale, javaScriptEnabled });
        const email = `stranger-${how}@example.com`;
        const wrong = [];
        const step = async (name) => {
          assert.equal(await page.locator("html").getAttribute("lang"), language);
          // axe is a script itself: without them the page is the same.
          if (javaScriptEnabled) await look(page, `${name}-${how}`, wrong);
          else await picture(page, `${name}-${how}`);
        };
        await page.goto(site.address + COMPANY);
        await step("company");
        await page.locator(`a[href="${path}"]`).click();
        await step("service");
        await firstTime(page).click();
        await page.getByRole("heading", { name: words.details }).waitFor();
        await page.getByLabel(words.name, { exact: true }).fill("Zoë Fremd");
        await page.getByLabel(words.email).fill(email);
        await pause(2100);
        await step("details");
        await page.getByRole("button", { name: words.book, exact: true }).click();
        await page.getByRole("heading", { name: words.booked, level: 1 }).waitFor();
        await step("booked");
        const booked = page.url();
        await page.getByRole("link", { name: words.choose }).click();
        await step("move");
        await page.locator("main section .choices a").first().click();
        await page.getByRole("heading", { name: words.ask }).waitFor();
        await step("confirm");
        await page.getByRole("button", { name: words.move }).click();
        await page.getByText(words.moved).waitFor();
        await page.goto(booked);
        await page.getByRole("link", { name: words.cancel }).click();
        await step("cancel");
        await page.getByRole("button", { name: words.cancel }).click();
        await page.getByRole("heading", { name: words.cancelled }).waitFor();
        await step("cancelled");
        await page.getByRole("link", { name: words.again }).click();
        await firstTime(page).click();
        await page.getByRole("heading", { name: words.details }).waitFor();
        await page.getByLabel(words.name, { exact: true }).fill("Zoë Fremd");
        await page.getByLabel(words.email).fill(email);
        await pause(2100);
        await page.getByRole("button", { name: words.book, exact: true }).click();
        // The address is known from the first time: it is shown to be theirs.
        await page.getByLabel(words.code, { exact: true }).waitFor();
        await step("code");
        await page.getByLabel(words.code, { exact: true }).fill(await code(email));
        await page.getByRole("button", { name: words.confirm }).click();
        await page.getByRole("heading", { name: words.booked, level: 1 }).waitFor();
        await context.close();
        assert.deepEqual([...wrong, ...told], []);
      });
    }
  }
}

test("every answer has a strict policy, and only the first view's own files are loaded", { skip }, async () => {
  const { path } = await offer("Policy");
  const { context, page } = await open();
  const policies = new Map();
  page.on("response", async (answer) => {
    if (answer.headers()["content-type"]?.startsWith("text/html")) policies.set(new URL(answer.url()).pathname, answer.headers()["content-security-policy"]);
  });
  for (const at of [COMPANY, path, `${path}/${day(3)}`, `${path}/2020-01-01T09:00:00Z`, "/booked/v1.nothing", "/pick/v1.nothing", "/rooms/nothing", "/me", "/book/nobody", "/problems", "/pay/1"]) {
    await page.goto(site.address + at);
  }
  assert.ok(policies.size >= 10, [...policies.keys()].join(" "));
  for (const [at, policy] of policies) {
    assert.match(policy ?? "", /default-src 'none'/, at);
    assert.ok(!/unsafe|\*|https?:/.test(policy), `${at}: ${policy}`);
  }
  await context.close();
});

test("a double click books once, and so does a reload", { skip }, async () => {
  const { path } = await offer("Once");
  const { context, page } = await open();
  await page.goto(site.address + path);
  const start = await firstTime(page).getAttribute("value");
  await firstTime(page).dblclick();
  await page.getByRole("heading", { name: "Your details" }).waitFor();
  await page.getByLabel("Name").fill("Dee");
  await page.getByLabel("E-mail").fill("dee@example.com");
  await pause(2100);
  await page.getByRole("button", { name: "Book", exact: true }).dblclick();
  await page.waitForURL(/\/booked\//);
  await page.reload();
  await page.getByRole("heading", { name: "You are booked" }).waitFor();
  await page.goBack();
  await page.reload();
  await page.getByRole("heading", { name: "You are booked" }).waitFor();
  const { items } = await api("GET", "/appointments/appointments?client_email=dee@example.com&limit=50");
  assert.equal(items.filter((one) => one.start === start && one.client?.email === "dee@example.com").length, 1);
  await context.close();
});

test("every state has its own address, and a link that is given away opens it", { skip }, async () => {
  const service = await offer("Deep");
  const { path } = service;
  const { context, page } = await open();
  const at = await free(service, 9);
  await page.goto(`${site.address}${path}/${at}?staff=${staff[0].id}&tz=Asia/Tokyo`);
  await page.locator(`[data-date="${at}"][aria-current]`).waitFor();
  await page.getByText("Times in Asia/Tokyo").waitFor();
  assert.equal(await page.locator(".who a[aria-current]").count(), 1);
  const start = await firstTime(page).getAttribute("value");
  const other = await open();
  await other.page.goto(`${site.address}${path}/${start}?tz=Asia/Tokyo`);
  await other.page.getByRole("heading", { name: "Your details" }).waitFor();
  await other.page.getByText("(Asia/Tokyo)").waitFor();
  // In another zone the instant stays, and the day follows it.
  await page.getByLabel("Time zone").fill("Pacific/Honolulu");
  await page.getByRole("button", { name: "Change time zone" }).click();
  await page.getByText("Times in Pacific/Honolulu").waitFor();
  const shown = new Intl.DateTimeFormat("en-CA", { timeZone: "Pacific/Honolulu" }).format(new Date(start));
  assert.equal(new URL(page.url()).pathname, `${path}/${shown}`);
  await page.locator(`button[value="${start}"]`).waitFor();
  await context.close();
  await other.context.close();
});

test("a day on which clocks change says so, by half an hour too", { skip }, async () => {
  const { path } = await offer("Clocks");
  const { context, page } = await open();
  // Lord Howe Island sets its clocks back by half an hour on the first Sunday of April.
  const first = new Date(Date.UTC(new Date().getUTCFullYear() + 1, 3, 1));
  first.setUTCDate(1 + ((7 - first.getUTCDay()) % 7));
  await page.goto(`${site.address}${path}/${first.toISOString().slice(0, 10)}?tz=Australia/Lord_Howe`);
  await page.getByText("Clocks go back by 30 minutes on this day: some times come twice.").waitFor();
  await context.close();
});

test("an empty day says why, and leads on", { skip }, async () => {
  const { path } = await offer("Empty");
  for (const javaScriptEnabled of [true, false]) {
    const { context, page } = await open({ javaScriptEnabled });
    await page.goto(`${site.address}${path}/${day(-2)}`);
    await page.getByText("This day is over.").waitFor();
    await page.getByRole("link", { name: /^Next free day: / }).click();
    await firstTime(page).waitFor();
    await context.close();
  }
});

for (const javaScriptEnabled of [true, false]) {
  test(`a form with everything wrong says so on top and at each field, ${javaScriptEnabled ? "with" : "without"} scripts`, { skip }, async () => {
    const { path } = await offer(`Wrong ${javaScriptEnabled ? "with" : "without"}`, { location_type: "phone" });
    const { context, page } = await open({ javaScriptEnabled });
    await page.goto(site.address + path);
    await firstTime(page).click();
    const text = `\u202eمرحبا ${"🙂".repeat(40)}`;
    await page.getByLabel("Name").fill(text);
    await page.getByLabel("E-mail").fill("nobody at all");
    await page.getByLabel("Telephone").fill("call me");
    await pause(2100);
    await page.getByRole("button", { name: "Book", exact: true }).click();
    const summary = page.getByRole("alert").filter({ hasText: "Please correct this" });
    await summary.waitFor();
    assert.equal(await page.getByLabel("Name").inputValue(), text);
    for (const [label, id] of [["E-mail", "email"], ["Telephone", "phone"]]) {
      const field = page.getByLabel(label);
      assert.equal(await field.getAttribute("aria-invalid"), "true", label);
      const described = await field.getAttribute("aria-describedby");
      for (const one of described.split(" ").filter(Boolean)) assert.ok((await page.locator(`#${one}`).innerText()).length > 0, one);
      await summary.getByRole("link", { name: new RegExp(`^${label}`) }).click();
      assert.ok(page.url().endsWith(`#f-${id}`));
    }
    await page.goto(page.url().split("#")[0]);
    await context.close();
  });
}

test("the cursor begins at the first field that is wrong", { skip }, async () => {
  const { path } = await offer("Cursor");
  const { context, page } = await open();
  await page.goto(site.address + path);
  await firstTime(page).click();
  await page.getByLabel("Name").fill("Kim");
  await page.getByLabel("E-mail").fill("nobody at all");
  await pause(2100);
  await page.getByRole("button", { name: "Book", exact: true }).click();
  await page.getByRole("alert").getByText("Please correct this").waitFor();
  await page.waitForFunction(() => document.activeElement?.id === "f-email");
  await context.close();
});

test("fields say what they are for", { skip }, async () => {
  const seen = {};
  for (const [setting, name] of [["phone", "Fields phone"], ["client_place", "Fields place"]]) {
    const { path } = await offer(name, { location_type: setting });
    const { context, page } = await open();
    await page.goto(site.address + path);
    await firstTime(page).click();
    await page.getByRole("heading", { name: "Your details" }).waitFor();
    for (const field of await page.locator("form.form input[id^=f-]").all()) {
      const of = (attribute) => field.getAttribute(attribute);
      seen[await of("name")] = [await of("type"), await of("autocomplete"), await of("inputmode")];
    }
    await context.close();
  }
  assert.deepEqual(seen, {
    name: ["text", "name", null], email: ["email", "email", "email"], phone: ["tel", "tel", "tel"], address: ["text", "address-line1", null], website: ["text", "off", null],
  });
});

test("at 400 per cent nothing scrolls sideways, and everything is there", { skip }, async () => {
  const { path } = await offer("Zoom");
  // A window of 1280 by 1024 pixels, enlarged four times.
  const { context, page } = await open({ viewport: { width: 320, height: 256 } });
  const wrong = [];
  const narrow = async (name) => {
    const wide = await overflow(page);
    if (wide > 0) wrong.push(`${name}: ${wide} px too wide`);
    await picture(page, `zoom-${name}`);
  };
  await page.goto(site.address + COMPANY);
  await narrow("company");
  await page.goto(site.address + path);
  await narrow("service");
  await firstTime(page).click();
  await page.getByRole("heading", { name: "Your details" }).waitFor();
  await page.getByLabel("Name").fill("Zo");
  await page.getByLabel("E-mail").fill("zoom@example.com");
  await pause(2100);
  await narrow("details");
  await page.getByRole("button", { name: "Book", exact: true }).click();
  await page.getByRole("heading", { name: "You are booked" }).waitFor();
  await narrow("booked");
  await page.getByRole("link", { name: "Choose another time" }).click();
  await narrow("move");
  for (const at of ["/problems", "/password-reset", "/login", "/pick/v1.nothing", "/pay/nothing"]) {
    await page.goto(site.address + at);
    await narrow(at.replaceAll("/", "-"));
  }
  await context.close();
  assert.deepEqual(wrong, []);
});

test("forced colours, less motion and paper are thought of", { skip }, async () => {
  const { path } = await offer("Media");
  const { context, page, told } = await open({ forcedColors: "active", reducedMotion: "reduce" });
  await page.goto(site.address + path);
  assert.equal(await page.evaluate(() => matchMedia("(forced-colors: active)").matches), true);
  const chosen = page.locator("[data-month] a[aria-current]");
  assert.notEqual(await chosen.evaluate((one) => getComputedStyle(one).outlineStyle), "none", "the chosen day is marked without colours");
  assert.equal(await firstTime(page).evaluate((one) => getComputedStyle(one).transitionDuration), "0s");
  await firstTime(page).click();
  await page.getByLabel("Name").fill("Pat");
  await page.getByLabel("E-mail").fill("paper@example.com");
  await pause(2100);
  await page.getByRole("button", { name: "Book", exact: true }).click();
  await page.getByRole("heading", { name: "You are booked" }).waitFor();
  await page.emulateMedia({ media: "print", forcedColors: "none" });
  assert.equal(await page.locator("header.top").isVisible(), false);
  assert.equal(await page.getByRole("definition").first().isVisible(), true);
  await context.close();
  assert.deepEqual(told, []);
});

test("hours are counted as one likes, on the pages of the appointment too, and it is remembered", { skip }, async () => {
  const { path } = await offer("Hours");
  const { context, page } = await open();
  await page.goto(site.address + path);
  await firstTime(page).click();
  await page.getByLabel("Name").fill("Hal");
  await page.getByLabel("E-mail").fill("hours@example.com");
  await pause(2100);
  await page.getByRole("button", { name: "Book", exact: true }).click();
  await page.getByRole("heading", { name: "You are booked" }).waitFor();
  const when = page.getByRole("definition").first();
  assert.match(await when.innerText(), /\b\d\d:\d\d to \d\d:\d\d\b/);
  await page.getByText("Change").click();
  await page.getByRole("link", { name: "Show 12-hour times" }).click();
  await page.getByText(/\d (am|pm) to/).first().waitFor();
  assert.match(await when.innerText(), /(am|pm) to .*(am|pm)/);
  await page.getByRole("link", { name: "Choose another time" }).click();
  await page.getByRole("link", { name: /^\d{1,2}:\d\d (am|pm)/ }).first().waitFor();
  await page.goto(site.address + path);
  await page.getByRole("button", { name: /(am|pm)$/ }).first().waitFor();
  await context.close();
});

test("the confirmation says all there is to know, and how to get it into a calendar", { skip }, async () => {
  const { path } = await offer("Confirmed", { price: { amount: 2_000, currency: "EUR" } });
  const { context, page } = await open();
  await page.goto(`${site.address}${path}?tz=Europe/Berlin`);
  await firstTime(page).click();
  await page.getByLabel("Name").fill("Cora");
  await page.getByLabel("E-mail").fill("confirmed@example.com");
  await pause(2100);
  await page.getByRole("button", { name: "Book", exact: true }).click();
  await page.getByRole("heading", { name: "You are booked" }).waitFor();
  const text = await page.getByRole("main").innerText();
  for (const words of [/Confirmed/, /Lighthouse Labs/, /Europe\/Berlin/, /20\.00 EUR/, /costs nothing|come back|Nothing is paid/]) assert.match(text, words);
  // This server has nobody to send mail by, and says so.
  assert.match(text, /keeps mail and does not send it/);
  for (const name of [/Google Calendar/, /Outlook/, /Yahoo/]) await page.getByRole("link", { name }).waitFor();
  const file = await context.request.get(new URL(await page.getByRole("link", { name: "Calendar file" }).getAttribute("href"), site.address).href);
  assert.match(await file.text(), /BEGIN:VCALENDAR[\s\S]*DTSTART/);
  await context.close();
});

test("the switch of languages keeps the state, and all of it is in one language", { skip }, async () => {
  const service = await offer("Switch");
  const { path } = service;
  const { context, page, told } = await open();
  const at = await free(service, 8);
  await page.goto(`${site.address}${path}/${at}?staff=${staff[0].id}&tz=Asia/Tokyo`);
  await page.getByText("Display").click();
  await page.getByRole("link", { name: "Deutsch" }).click();
  await page.locator("html[lang=de]").waitFor();
  const now = new URL(page.url());
  assert.deepEqual([now.pathname, now.searchParams.get("staff"), now.searchParams.get("tz")], [`${path}/${at}`, String(staff[0].id), "Asia/Tokyo"]);
  await firstTime(page).click();
  await page.getByRole("heading", { name: "Ihre Angaben" }).waitFor();
  for (const words of ["Your", "Book", "Time zone", "held for you", "Add a note"]) {
    assert.equal((await page.locator("body").innerText()).includes(words), false, words);
  }
  for (const [other, words] of [["/problems", "Probleme"], ["/password-reset", "Neues Passwort setzen"], ["/pay/nothing", "Dieser Link führt zu keiner Zahlung"], ["/answers/v1.x", "Dieser Link beantwortet keine Einladung"]]) {
    await page.goto(site.address + other);
    await page.getByRole("heading", { name: words, level: 1 }).waitFor();
    assert.equal(await page.locator("html").getAttribute("lang"), "de");
  }
  await context.close();
  assert.deepEqual(told.filter((text) => !text.includes("404")), []);
});

for (const [width, colorScheme] of [[390, "light"], [390, "dark"], [1440, "light"], [1440, "dark"]]) {
  test(`axe finds nothing on the small pages at ${width} px, ${colorScheme}`, { skip }, async () => {
    const { context, page, told } = await open({ viewport: { width, height: 844 }, colorScheme });
    const wrong = [];
    for (const at of ["/problems", "/problems/slot-full", "/password-reset", "/password-reset#token=x", "/pay/nothing", "/answers/v1.x", "/booked/v1.x", "/pick/v1.x", "/rooms/x", "/book/nobody"]) {
      await page.goto("about:blank");
      await page.goto(site.address + at);
      await look(page, `small${at.replaceAll(/[/#=.]/g, "-")}-${width}-${colorScheme}`, wrong);
      // The menu opens within the window.
      await page.locator(".tools summary").first().click();
      const sheet = await page.locator(".tools .sheet").first().boundingBox();
      if (sheet.x < 0 || sheet.x + sheet.width > width) wrong.push(`${at}: the menu is at ${sheet.x}, ${sheet.width} px wide`);
      wrong.push(...(await faults(page)).map((fault) => `${at}, menu: ${fault}`));
    }
    await context.close();
    assert.deepEqual([...wrong, ...told.filter((text) => !text.includes("404"))], []);
  });
}

test("a new password is set by words of the page's language", { skip }, async () => {
  const { context, page } = await open({ locale: "de-DE" });
  await page.goto(`${site.address}/password-reset#token=nothing-that-was-ever-given`);
  await page.getByLabel("Neues Passwort").fill("ein Satz ist ein gutes Passwort");
  await page.getByLabel("Noch einmal").fill("ein anderer Satz ist das");
  await page.getByRole("button", { name: "Passwort setzen" }).click();
  await page.getByText("Die beiden Passwörter sind verschieden.").waitFor();
  await page.getByLabel("Noch einmal").fill("ein Satz ist ein gutes Passwort");
  await page.getByRole("button", { name: "Passwort setzen" }).click();
  await page.getByText("Dieser Link ist zu alt oder wurde schon benutzt.").waitFor();
  await context.close();
});

test("without scripts the link of a new password is pasted", { skip }, async () => {
  const { context, page } = await open({ locale: "en-GB", javaScriptEnabled: false });
  await page.goto(`${site.address}/password-reset#token=mr_nothing-that-was-ever-given`);
  await page.getByLabel("The link from the e-mail").fill(page.url());
  await page.getByLabel("New password").fill("a sentence is a good password");
  await page.getByLabel("Once more").fill("another sentence is that");
  await page.getByRole("button", { name: "Set the password" }).click();
  await page.getByRole("link", { name: "The two passwords differ." }).waitFor();
  await page.getByLabel("The link from the e-mail").fill("mr_nothing-that-was-ever-given");
  await page.getByLabel("New password").fill("a sentence is a good password");
  await page.getByLabel("Once more").fill("a sentence is a good password");
  await page.getByRole("button", { name: "Set the password" }).click();
  await page.getByRole("link", { name: /This link is too old/ }).waitFor();
  await context.close();
});

/** Fills in the form of the first time, up to the button. */
async function filled(page, path, name) {
  await page.goto(site.address + path);
  await firstTime(page).click();
  await page.getByRole("heading", { name: "Your details" }).waitFor();
  await page.getByLabel("Name").fill(name);
  await page.getByLabel("E-mail").fill(`${name.toLowerCase()}@example.com`);
  await pause(2100);
}

test("a form that is sent without a network is kept, and sent when it is back", { skip }, async () => {
  const { path } = await offer("Offline");
  const { context, page } = await open();
  await filled(page, path, "Olga");
  await context.setOffline(true);
  await page.getByRole("button", { name: "Book", exact: true }).click();
  await page.getByText("You are offline. What you typed is kept in this browser").waitFor();
  assert.equal(await page.getByLabel("Name").inputValue(), "Olga");
  assert.deepEqual(await faults(page), []);
  await picture(page, "offline");
  await context.setOffline(false);
  await page.waitForURL(/\/booked\//);
  await page.getByRole("heading", { name: "You are booked" }).waitFor();
  await context.close();
});

test("a network that only seems to be there counts as none", { skip }, async () => {
  const { path } = await offer("Seeming");
  const { context, page } = await open();
  await filled(page, path, "Sam");
  await context.route("**/assets/icon-*", (route) => route.abort());
  await page.getByRole("button", { name: "Book", exact: true }).click();
  await page.getByText("You are offline. What you typed is kept in this browser").waitFor();
  await context.unroute("**/assets/icon-*");
  await page.waitForURL(/\/booked\//);
  await context.close();
});

test("what was sent without a network is sent from a page that is opened anew", { skip }, async () => {
  const { path } = await offer("Closed");
  const { context, page } = await open();
  await filled(page, path, "Cleo");
  const form = page.url();
  await context.setOffline(true);
  await page.getByRole("button", { name: "Book", exact: true }).click();
  await page.getByText("You are offline.").waitFor();
  await page.close();
  await context.setOffline(false);
  const again = await context.newPage();
  await again.goto(form);
  await again.getByText("You typed this without a network. It is being sent now.").waitFor();
  assert.equal(await again.getByLabel("Name").inputValue(), "Cleo");
  await again.waitForURL(/\/booked\//);
  // Nothing of it stays behind.
  assert.equal(await again.evaluate(() => Object.keys(localStorage).length), 0);
  await context.close();
});

test("nothing is lost when the network goes while the form is on its way", { skip }, async () => {
  const { path } = await offer("Cut off");
  const { context, page } = await open();
  await filled(page, path, "Gina");
  const form = page.url();
  const lost = page.waitForEvent("requestfailed", (request) => request.method() === "POST");
  await page.route("**", (route) => route.request().method() === "POST" ? route.abort("connectionreset") : route.continue());
  await page.getByRole("button", { name: "Book", exact: true }).click();
  await lost;
  await page.unroute("**");
  // The browser may be about to show its own page of what went wrong.
  await page.goto(form).catch(() => page.goto(form));
  assert.deepEqual([await page.getByLabel("Name").inputValue(), await page.getByLabel("E-mail").inputValue()], ["Gina", "gina@example.com"]);
  await pause(2100);
  await page.getByRole("button", { name: "Book", exact: true }).click();
  await page.waitForURL(/\/booked\//);
  // Once it has arrived, nothing of it stays behind.
  assert.deepEqual(await page.evaluate(() => [...Object.keys(sessionStorage), ...Object.keys(localStorage)]), []);
  await context.close();
});

/** What the browser keeps beyond the tab. */
const keptBy = (page) => page.evaluate(() => Object.keys(localStorage));

test("what was kept for an hour is gone, whichever page is opened", { skip }, async () => {
  const { context, page } = await open();
  await page.goto(site.address + COMPANY);
  await page.evaluate(() => {
    const keep = (name, ago) => localStorage.setItem(`meridian-kept:${name}`, JSON.stringify({ at: Date.now() - ago, typed: { name: "Nora" } }));
    keep("/book/old", 3_600_001);
    keep("/book/new", 60_000);
  });
  await page.goto(`${site.address}/login`);
  assert.deepEqual(await keptBy(page), ["meridian-kept:/book/new"]);
  await context.close();
});

test("a form that has waited for an hour is sent by hand alone", { skip }, async () => {
  const { path } = await offer("Late");
  const { context, page } = await open();
  await filled(page, path, "Lars");
  await context.setOffline(true);
  const book = page.getByRole("button", { name: "Book", exact: true });
  await book.click();
  await page.getByText("You are offline.").waitFor();
  assert.equal((await keptBy(page)).length, 1);
  await page.evaluate(() => {
    const now = Date.now;
    Date.now = () => now() + 3_600_000;
  });
  await page.getByText("You were offline for more than an hour.").waitFor();
  assert.equal(await page.getByLabel("Name").inputValue(), "Lars");
  assert.deepEqual(await keptBy(page), []);
  await context.setOffline(false);
  await book.click();
  await page.waitForURL(/\/booked\//);
  await context.close();
});

test("a page that is opened anew books nothing that nobody has booked", { skip }, async () => {
  const { path } = await offer("Longer");
  const { context, page } = await open();
  await filled(page, path, "Lena");
  await context.setOffline(true);
  await page.getByRole("button", { name: "Keep it 15 minutes longer" }).click();
  await page.getByText("You are offline.").waitFor();
  assert.deepEqual(await keptBy(page), []);
  await context.close();
});

test("what is typed and not sent is there when the page is loaded again", { skip }, async () => {
  const { path } = await offer("Draft");
  const { context, page } = await open();
  await page.goto(site.address + path);
  await firstTime(page).click();
  await page.getByLabel("Name").fill("Dora");
  await page.locator("summary", { hasText: "Add a note" }).click();
  await page.getByLabel("Add a note").fill("By bike");
  await page.reload();
  assert.equal(await page.getByLabel("Name").inputValue(), "Dora");
  assert.equal(await page.getByLabel("Add a note").inputValue(), "By bike");
  await context.close();
});
