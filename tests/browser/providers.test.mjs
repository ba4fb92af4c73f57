// The settings of log-in and rooms as an owner meets them: `node --test tests/browser`. Needs what the other tests of pages need.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { browserProgram, faults, launch, logIn, overflow, owner, smallTargets, startSite } from "./site.mjs";

const program = browserProgram();
const skip = program ? false : "there is no Chromium";
if (skip) console.log("ignored: there is no Chromium, which the tests of pages need");

const ROOMS = ["", "/address", "/zoom", "/google-service", "/google-user", "/teams"].map((tail) => `/app/settings/rooms${tail}`);
const PAGES = ["/app/settings", "/app/settings/log-in", ...ROOMS];
const ISSUER = "https://login.example.com/realms/acme";

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
  await logIn(page, site);
  return { context, page, told };
}

/** What is wrong with the page as it stands. */
async function wrongs(page, name) {
  const wide = await overflow(page);
  const found = [...await faults(page), ...await smallTargets(page), ...wide > 0 ? [`${wide} px too wide`] : []];
  return found.map((fault) => `${name}: ${fault}`);
}

/** With and without an account that is stored, and with what is wrong said. */
async function states(page) {
  const wrong = [];
  const look = async (name) => { wrong.push(...await wrongs(page, name)); };
  for (const path of PAGES) {
    const answer = await page.goto(site.address + path);
    if (answer.status() !== 200) wrong.push(`${path}: status ${answer.status()}`);
    await look(path);
  }
  for (const path of ["/app/settings/log-in", ...ROOMS.slice(1)]) {
    await page.goto(site.address + path);
    const field = page.locator("main form.form input:not([type=hidden])").first();
    await field.fill("");
    await field.press("Enter");
    await page.locator("#errors").waitFor();
    await look(`${path} with errors`);
  }
  return wrong;
}

for (const [width, colorScheme, locale] of [[1440, "light", "en"], [390, "light", "de"], [390, "dark", "en"], [1440, "dark", "de"]]) {
  test(`axe finds nothing on the settings of log-in and rooms at ${width} px, ${colorScheme}, ${locale}`, { skip }, async () => {
    const call = await owner(site);
    await call("PUT", "/companies/1/identity-provider", { issuer: ISSUER, client_id: "meridian", group_roles: { hr: "hr_manager" } });
    await call("PUT", "/companies/1/room-provider", { provider: "link", link: { url: `https://meet.example.com/${"a".repeat(150)}-{room}` } });
    const { context, page, told } = await open({ viewport: { width, height: 844 }, colorScheme });
    if (locale !== "en") await page.goto(`${site.address}/language/${locale}?next=/app`);
    const wrong = await states(page);
    await call("DELETE", "/companies/1/identity-provider");
    await call("DELETE", "/companies/1/room-provider");
    wrong.push(...await states(page));
    assert.equal(await page.locator("html").getAttribute("lang"), locale);
    await context.close();
    // Browsers note the status of a form that is refused.
    assert.deepEqual([...wrong, ...told.filter((text) => !text.includes("422"))], []);
  });
}

test("a log-in provider is set, asked and removed; the address to register is there to be copied", { skip }, async () => {
  const { context, page, told } = await open();
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.getByRole("link", { name: "Settings" }).click();
  await page.getByRole("link", { name: /^Log-in/ }).click();
  const redirect = await page.getByLabel("Redirect URI").inputValue();
  assert.equal(redirect, `${site.address}/auth/oidc/callback`);
  await page.getByRole("button", { name: "Copy Redirect URI" }).click();
  await page.getByText("Copied.").waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), redirect);
  await page.getByLabel("Issuer").fill("login.example.com");
  await page.getByLabel("Client ID").fill("meridian");
  await page.getByLabel("Client secret").fill("hush hush");
  await page.getByLabel("Groups of the role HR manager").fill("hr\npeople");
  await page.getByRole("button", { name: "Save" }).click();
  // The first field that is wrong has the focus, and what is no secret is still there.
  await page.getByRole("link", { name: /^Issuer: Enter an address/ }).waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.id), "f-issuer");
  assert.equal(await page.getByLabel("Groups of the role HR manager").inputValue(), "hr\npeople");
  assert.equal(await page.getByLabel("Client secret").inputValue(), "");
  await page.getByLabel("Issuer").fill("https://localhost.invalid/realm");
  await page.getByLabel("Client secret").fill("hush hush");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Saved.").waitFor();
  assert.equal(await page.getByLabel("Address to log in").inputValue(), `${site.address}/auth/oidc/1`);
  await page.getByRole("button", { name: "Ask the provider" }).click();
  await page.getByRole("alert").getByText("The provider at localhost.invalid can’t be reached.").waitFor();
  assert.deepEqual(await wrongs(page, "asked"), []);
  const stranger = await browser.newContext();
  const login = await stranger.newPage();
  await login.goto(`${site.address}/login?company=1`);
  assert.equal(await login.getByRole("link", { name: "Log in with your company account" }).getAttribute("href"), "/auth/oidc/1");
  await stranger.close();
  await page.getByRole("button", { name: "Remove the provider" }).click();
  await page.getByText("Deleted.").waitFor();
  assert.equal(await page.getByRole("button", { name: "Ask the provider" }).count(), 0);
  await context.close();
  assert.deepEqual(told.filter((text) => !text.includes("422")), []);
});

test("an address of the company's own is chosen for rooms, undone, chosen again and left, by keyboard", { skip }, async () => {
  const { context, page, told } = await open({ viewport: { width: 390, height: 844 } });
  await page.goto(`${site.address}/app/settings/rooms`);
  const now = page.getByRole("region", { name: "Chosen now" });
  await now.getByText("This server", { exact: true }).waitFor();
  const choose = async () => {
    await page.getByRole("link", { name: /^An address of your own/ }).focus();
    await page.keyboard.press("Enter");
    await page.getByLabel("Address").fill("https://meet.example.com/{room}");
    await page.keyboard.press("Enter");
    await now.getByText("https://meet.example.com/{room}").waitFor();
  };
  await choose();
  await page.getByRole("button", { name: "Undo", exact: true }).click();
  await now.getByText("This server", { exact: true }).waitFor();
  await choose();
  const which = page.getByRole("region", { name: "Which meetings get which room" });
  const said = await which.getByRole("definition").allInnerTexts();
  assert.deepEqual(said.map((text) => text.split("\n")[0]), ["An address of your own", "An address of your own"]);
  await page.getByRole("button", { name: "Use rooms of this server" }).press("Enter");
  await now.getByText("This server", { exact: true }).waitFor();
  await context.close();
  assert.deepEqual(told, []);
});
