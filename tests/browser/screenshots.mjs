// Takes the pictures of docs/screenshots: `MERIDIAN_SERVER=… node tests/browser/screenshots.mjs`. The twelve main pages of the
// demonstration, light and dark, on a phone and on a desk; each below 100 kB.
import { mkdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { browserProgram, launch, logIn, startSite } from "./site.mjs";

const folder = process.argv[2] ?? "docs/screenshots";
const MOST = 100_000;

/** The first page that a list links to. */
async function first(page, site, list, start) {
  await page.goto(site.address + list);
  const links = await page.locator(`main a[href^="${start}"]`).evaluateAll((all) => all.map((one) => one.getAttribute("href").split("?")[0]));
  return links.find((link) => !link.endsWith("/new") && link.split("/").length === start.split("/").length);
}

async function pages(page, site) {
  const bookable = await first(page, site, "/book/lighthouse-labs", "/book/lighthouse-labs/");
  await page.goto(site.address + bookable);
  const start = await page.locator("button[name=start]").first().getAttribute("value");
  return [
    ["book", "/book/lighthouse-labs"], ["book-service", bookable], ["book-details", `${bookable}/${start}`], ["today", "/app"],
    ["calendar", "/app/calendar?people=1,2"], ["candidates", "/app/candidates?job=1"], ["candidate", await first(page, site, "/app/candidates", "/app/candidates/")],
    ["interviews", "/app/interviews"], ["conflict", await first(page, site, "/app/conflicts?resolution=all", "/app/conflicts/")],
    ["appointments", "/app/appointments"], ["service", await first(page, site, "/app/services", "/app/services/")], ["hours", "/app/hours"],
  ];
}

/** A picture as WebP, as good as fits. */
async function picture(page, file) {
  const session = await page.context().newCDPSession(page);
  for (const quality of [85, 70, 55, 40]) {
    const { data } = await session.send("Page.captureScreenshot", { format: "webp", quality });
    writeFileSync(file, Buffer.from(data, "base64"));
    if (statSync(file).size < MOST) return statSync(file).size;
  }
  throw new Error(`${file} is too large`);
}

const browser = await launch(browserProgram());
const site = await startSite({ demo: true });
try {
  mkdirSync(folder, { recursive: true });
  for (const [width, height] of [[390, 844], [1440, 900]]) {
    for (const colorScheme of ["light", "dark"]) {
      const context = await browser.newContext({ viewport: { width, height }, colorScheme, locale: "en-GB" });
      const page = await context.newPage();
      await logIn(page, site);
      for (const [name, path] of await pages(page, site)) {
        await page.goto(site.address + path, { waitUntil: "load" });
        const size = await picture(page, join(folder, `${name}-${width}-${colorScheme}.webp`));
        console.log(`${name} ${width} ${colorScheme}: ${Math.ceil(size / 1000)} kB`);
      }
      await context.close();
    }
  }
} finally {
  await browser.close();
  site.stop();
}
