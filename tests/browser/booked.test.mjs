// An appointment as its client meets it: by the link, and logged in. Needs what pages.test.mjs needs.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { browserProgram, faults, launch, overflow, smallTargets, startSite } from "./site.mjs";

const program = browserProgram();
const skip = program ? false : "there is no Chromium";
const PASSWORD = "a sentence is a good password";
// Where pictures of the pages are put, for people to look at.
const pictures = process.env.MERIDIAN_PICTURES;

let site, browser, api, shop;

/** Calls of the API as the owner of the example company. */
async function calls() {
  const headers = { "content-type": "application/json", accept: "application/json" };
  const call = async (method, path, body, more = {}) => {
    const answer = await fetch(site.address + path, { method, headers: { ...headers, ...more }, body: body && JSON.stringify(body) });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return text ? JSON.parse(text) : {};
  };
  const { access_token: token } = await call("POST", "/api/v1/auth/login", { email: site.email, password: site.password });
  headers.authorization = `Bearer ${token}`;
  return call;
}

let number = 0;

/** An appointment of the day after tomorrow or later, with the path of its page. */
async function booked(fields = {}, client = {}) {
  number += 1;
  const from = new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10);
  const { date } = await api("GET", `/api/v1/appointments/services/${shop.service}/next-date?from=${from}`);
  const { items } = await api("GET", `/api/v1/appointments/services/${shop.service}/slots?date=${date}`);
  const made = await api("POST", "/api/v1/appointments/book", {
    service_id: shop.service, start: items[0].start, client: { name: "Ana Winter", email: `ana${number}@example.com`, ...client }, payment_type: "none", ...fields,
  }, { "idempotency-key": `booked-${number}` });
  return { page: made.manage_url.slice(site.address.length), made };
}

before(async () => {
  if (skip) return;
  browser = await launch(program);
  site = await startSite({ demo: true });
  api = await calls();
  const { items: [user] } = await api("GET", "/api/v1/users?role=staff");
  const service = await api("POST", "/api/v1/appointments/services", {
    name: "Consultation", duration_minutes: 60, price: { amount: 10_000, currency: "EUR" }, down_payment: { amount: 2_500, currency: "EUR" }, location_type: "online",
  });
  const staff = await api("POST", "/api/v1/appointments/staff", { user_id: user.id, services: [service.id] });
  shop = { service: service.id, staff: staff.id };
});

after(async () => {
  await browser?.close();
  site?.stop();
});

async function open(options = {}) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, timezoneId: "Europe/Berlin", locale: "en-GB", ...options });
  const page = await context.newPage();
  const told = [];
  page.on("console", (message) => { if (["error", "warning"].includes(message.type())) told.push(message.text()); });
  page.on("pageerror", (error) => told.push(String(error)));
  return { context, page, told };
}

/** What is wrong with a page, and a picture of it. */
async function looked(page, path, name, status = 200) {
  const answer = await page.goto(site.address + path);
  const wrong = answer.status() === status ? [] : [`${path}: status ${answer.status()}`];
  wrong.push(...(await faults(page)).map((fault) => `${path}: ${fault}`));
  const wide = await overflow(page);
  if (wide > 0) wrong.push(`${path}: ${wide} px too wide`);
  wrong.push(...(await smallTargets(page)).map((target) => `${path}: small ${target}`));
  if (pictures) await page.screenshot({ path: `${pictures}/${name}.png`, fullPage: true });
  return wrong;
}

/** The first link to another time, with its address. */
const firstTime = (page) => page.locator("main section .choices a").first();

async function enter(page, email) {
  await page.goto(`${site.address}/login`);
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Log in", exact: true }).click();
}

async function customer(email) {
  await api("POST", "/api/v1/users", { name: "Ana Winter", email, role: "customer", password: PASSWORD });
}

for (const [width, scheme] of [[1440, "light"], [390, "light"], [390, "dark"], [1440, "dark"]]) {
  test(`axe finds nothing and nothing scrolls sideways at ${width} px, ${scheme}`, { skip }, async () => {
    const { context, page, told } = await open({ viewport: { width, height: 844 }, colorScheme: scheme });
    const { page: path } = await booked({ payment_type: "down" });
    const other = await booked();
    const at = (name) => `${name}-${width}-${scheme}`;
    const wrong = await looked(page, path, at("booked"));
    wrong.push(...await looked(page, `${path}?tz=America/New_York`, at("booked-zone")));
    wrong.push(...await looked(page, `${path}?tz=Atlantis`, at("booked-wrong-zone")));
    wrong.push(...await looked(page, `${path}/move`, at("move")));
    const time = new URL(await firstTime(page).evaluate((one) => one.href));
    wrong.push(...await looked(page, time.pathname + time.search, at("confirm")));
    await page.goto(site.address + other.page);
    await page.getByRole("link", { name: "Cancel the appointment" }).click();
    const asked = new URL(page.url());
    wrong.push(...await looked(page, asked.pathname + asked.search, at("cancel")));
    await page.getByRole("button", { name: "Cancel the appointment" }).click();
    await page.getByRole("heading", { name: "Your appointment is cancelled" }).waitFor();
    const gone = new URL(page.url());
    wrong.push(...await looked(page, gone.pathname + gone.search, at("cancelled")));
    wrong.push(...await looked(page, "/booked/v1.nothing", at("nothing"), 404));
    const email = `customer-${width}-${scheme}@example.com`;
    await booked({}, { email });
    await booked({}, { email });
    await customer(email);
    await enter(page, email);
    await page.waitForURL("**/me");
    for (const [mine, name] of [["/me", "me"], ["/me/appointments", "me-list"], ["/me/appointments?when=past", "me-past"]]) {
      wrong.push(...await looked(page, mine, at(name)));
    }
    await context.close();
    assert.deepEqual([...wrong, ...told.filter((text) => !text.includes("404"))], []);
  });
}

for (const javaScriptEnabled of [true, false]) {
  const how = javaScriptEnabled ? "with" : "without";
  test(`${how} scripts an appointment is moved and cancelled by its link`, { skip }, async () => {
    const { context, page } = await open({ javaScriptEnabled });
    const { page: path } = await booked();
    await page.goto(site.address + path);
    await page.getByRole("heading", { name: "You are booked", level: 1 }).waitFor();
    await page.getByRole("link", { name: "Choose another time" }).click();
    await page.getByRole("heading", { name: "Choose another time", level: 1 }).waitFor();
    await firstTime(page).click();
    await page.getByRole("heading", { name: "Move the appointment?" }).waitFor();
    await page.getByRole("button", { name: "Move the appointment" }).click();
    await page.getByText("Moved. Everybody concerned is told.").waitFor();
    await page.reload();
    await page.getByText("You can move it 2 times more.").waitFor();
    await page.goBack();
    await page.goForward();
    const text = await page.getByRole("main").innerText();
    assert.ok(text.indexOf("costs nothing") < text.indexOf("Cancel the appointment"), text);
    // One tap cancels nothing: it leads to the question, and back.
    await page.getByRole("link", { name: "Cancel the appointment" }).click();
    await page.getByRole("heading", { name: "Cancel the appointment?", level: 1 }).waitFor();
    await page.getByRole("link", { name: "Keep the appointment" }).click();
    await page.getByRole("heading", { name: "You are booked", level: 1 }).waitFor();
    await page.getByRole("link", { name: "Cancel the appointment" }).click();
    await page.getByRole("button", { name: "Cancel the appointment" }).click();
    await page.getByRole("heading", { name: "Your appointment is cancelled" }).waitFor();
    assert.equal(await page.getByRole("button", { name: "Cancel the appointment" }).count(), 0);
    await page.getByRole("link", { name: "Book again" }).waitFor();
    await context.close();
  });
}

test("a time that is taken meanwhile is answered with the nearest ones, and the focus is there", { skip }, async () => {
  const { context, page } = await open();
  const { page: path } = await booked();
  await page.goto(`${site.address}${path}/move`);
  const time = await firstTime(page).evaluate((one) => new URL(one.href).searchParams.get("start"));
  await firstTime(page).click();
  await page.getByRole("button", { name: "Move the appointment" }).waitFor();
  await booked({ start: time, staff_id: shop.staff });
  const [answer] = await Promise.all([page.waitForResponse((one) => one.request().method() === "POST"), page.getByRole("button", { name: "Move the appointment" }).click()]);
  assert.equal(answer.status(), 409);
  const alert = page.getByRole("alert");
  await alert.getByText("That time was taken meanwhile.").waitFor();
  assert.equal(await alert.getByRole("link").count(), 3);
  assert.ok(await alert.evaluate((one) => one === document.activeElement));
  assert.deepEqual(await faults(page), []);
  await alert.getByRole("link").first().click();
  await page.getByRole("heading", { name: "Move the appointment?" }).waitFor();
  await context.close();
});

test("the zone of the device is offered, and another one is kept from page to page", { skip }, async () => {
  const { context, page } = await open({ timezoneId: "Asia/Tokyo" });
  const { page: path, made } = await booked();
  await page.goto(site.address + path);
  await page.getByRole("link", { name: "Show times in the zone of this device: Asia/Tokyo" }).click();
  assert.equal(new URL(page.url()).searchParams.get("tz"), "Asia/Tokyo");
  const hour = new Intl.DateTimeFormat("en-GB", { timeZone: "Asia/Tokyo", hour: "2-digit", minute: "2-digit" }).format(new Date(made.start ?? made.appointment.start));
  await page.getByRole("definition").filter({ hasText: "(Asia/Tokyo)" }).getByText(hour).waitFor();
  await page.getByText("On the company’s clock").waitFor();
  await page.getByRole("link", { name: "Choose another time" }).click();
  await page.getByText("Times are in the zone Asia/Tokyo.").waitFor();
  await page.getByText("Change").click();
  await page.getByLabel("Time zone").fill("America/New_York");
  await page.getByRole("button", { name: "Show times in this zone" }).click();
  await page.getByText("Times are in the zone America/New York.").waitFor();
  await page.getByText("Display").click();
  await page.getByRole("link", { name: "Deutsch" }).click();
  await page.getByText("Zeiten gelten in der Zone America/New York.").waitFor();
  assert.equal(await page.locator("html").getAttribute("lang"), "de");
  await context.close();
});

test("a customer logs in, moves and cancels, and logs out", { skip }, async () => {
  const { context, page } = await open({ viewport: { width: 390, height: 844 } });
  const email = "cleo@example.com";
  await booked({}, { email });
  await customer(email);
  await page.goto(`${site.address}/me`);
  assert.equal(new URL(page.url()).searchParams.get("next"), "/me");
  await enter(page, email);
  await page.getByRole("heading", { name: "Your appointments", level: 1 }).waitFor();
  await page.getByRole("link", { name: "See, move or cancel it" }).click();
  await page.getByRole("link", { name: "Choose another time" }).click();
  await firstTime(page).click();
  await page.getByRole("button", { name: "Move the appointment" }).click();
  await page.getByText("Moved. Everybody concerned is told.").waitFor();
  await page.getByRole("link", { name: "Cancel the appointment" }).click();
  await page.getByRole("button", { name: "Cancel the appointment" }).click();
  await page.getByRole("heading", { name: "Your appointment is cancelled" }).waitFor();
  // A phone shows the symbol of the menu alone.
  await page.locator("summary").filter({ hasText: "Ana Winter" }).click();
  await page.getByRole("button", { name: "Log out" }).click();
  await page.getByText("You are logged out.").waitFor();
  await context.close();
});

test("the first view is small and of this server alone", { skip }, async () => {
  const { context, page } = await open({ viewport: { width: 390, height: 844 } });
  const { page: path } = await booked();
  const seen = [];
  page.on("response", (answer) => seen.push(answer));
  await page.goto(site.address + path, { waitUntil: "networkidle" });
  const sizes = await Promise.all(seen.map((answer) => answer.request().sizes()));
  const bytes = sizes.reduce((sum, one) => sum + one.responseBodySize + one.responseHeadersSize, 0);
  assert.ok(bytes <= 40_000, `${bytes} bytes`);
  assert.ok(seen.every((answer) => answer.url().startsWith(site.address)), "another host");
  await context.close();
});

test("mail reads well in both appearances, and loads nothing", { skip }, async () => {
  await booked({}, { email: "mail@example.com" });
  const until = Date.now() + 30_000;
  let found;
  while (!found && Date.now() < until) {
    const { items } = await api("GET", "/api/v1/messages?limit=200&kind=invitation");
    found = items.find((one) => one.to_address === "mail@example.com");
    if (!found) await new Promise((resolve) => setTimeout(resolve, 300));
  }
  const { html } = await api("GET", `/api/v1/messages/${found.id}`);
  for (const [width, colorScheme] of [[390, "light"], [390, "dark"], [800, "light"], [800, "dark"]]) {
    const { context, page, told } = await open({ viewport: { width, height: 900 }, colorScheme });
    const asked = [];
    page.on("request", (one) => asked.push(one.url()));
    await page.setContent(html);
    assert.deepEqual(await faults(page), []);
    assert.ok(await overflow(page) <= 0);
    for (const name of ["View the appointment", "Join", "Move", "Cancel"]) await page.getByRole("link", { name, exact: true }).waitFor();
    assert.deepEqual([asked, told], [[], []]);
    if (pictures) await page.screenshot({ path: `${pictures}/mail-${width}-${colorScheme}.png`, fullPage: true });
    await context.close();
  }
});
