// A server of its own for each test, and a browser that looks at it.
import { spawn, execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer as createHttpServer, request } from "node:http";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const require = createRequire(join(process.env.MERIDIAN_PEERS ?? ".", "node_modules", "x.js"));
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

const FLAGS = [
  "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync",
];

/** The program of the browser, or nothing. */
export function browserProgram() {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  for (const name of ["chromium", "chromium-browser", "google-chrome"]) {
    try {
      return execFileSync("sh", ["-c", `command -v ${name}`], { encoding: "utf8" }).trim();
    } catch { /* another name */ }
  }
  return null;
}

/** A port that nobody has and nobody is given: below those that systems give to who asks for any. */
export async function freePort() {
  while (true) {
    const port = 10_000 + Math.floor(Math.random() * 20_000);
    const probe = createServer();
    const free = await new Promise((resolve) => {
      probe.once("error", () => resolve(false));
      probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(true)));
    });
    if (free) return port;
  }
}

/** A proxy that hands on what is below a path, without it. */
async function proxy(path, target) {
  const server = createHttpServer((incoming, answer) => {
    if (!incoming.url.startsWith(path)) {
      answer.writeHead(404).end();
      return;
    }
    const onward = request(target + (incoming.url.slice(path.length) || "/"), { method: incoming.method, headers: incoming.headers }, (found) => {
      answer.writeHead(found.statusCode, found.headers);
      found.pipe(answer);
    });
    onward.on("error", () => answer.destroy());
    incoming.pipe(onward);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { address: `http://127.0.0.1:${server.address().port}${path}`, stop: () => server.close() };
}

/** A new database: of SQLite in that folder, or, with SITES=postgres, of the server that MERIDIAN_TEST_POSTGRES names. */
function newDatabase(folder) {
  const file = join(folder, "pages.db");
  if (process.env.SITES !== "postgres") return { url: `sqlite://${file}`, file, drop() {} };
  const server = new URL(process.env.MERIDIAN_TEST_POSTGRES);
  const name = `pages_${crypto.randomUUID().replaceAll("-", "")}`;
  const sql = (text) => execFileSync("psql", [server.href, "-qc", text], { stdio: ["ignore", "ignore", "inherit"] });
  sql(`CREATE DATABASE ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => sql(`DROP DATABASE ${name} WITH (FORCE)`) };
}

/** Starts a server on a new database; with a path, behind a proxy. */
export async function startSite({ demo, path = "", more = {} }) {
  const folder = mkdtempSync(join(tmpdir(), "meridian-pages-"));
  const database = newDatabase(folder);
  const port = await freePort();
  const own = `http://127.0.0.1:${port}`;
  const before = path ? await proxy(path, own) : null;
  const address = before?.address ?? own;
  const env = {
    PATH: process.env.PATH, DATABASE_URL: database.url, BIND_ADDRESS: `127.0.0.1:${port}`,
    PUBLIC_URL: address, RATE_LIMIT: "off", LOG_FORMAT: "text", ...(demo ? { DEMO_DATA: "true" } : {}), ...more,
  };
  const child = spawn(process.env.MERIDIAN_SERVER ?? "target/debug/server", [], { env, stdio: ["ignore", "pipe", "pipe"] });
  let log = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (text) => { log += text; });
  const until = Date.now() + 60_000;
  while (true) {
    const ready = await fetch(`${own}/health/ready`).then((answer) => answer.ok, () => false);
    if (ready) break;
    if (Date.now() > until || child.exitCode !== null) throw new Error(`the server does not start:\n${log}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  // eslint-disable-next-line no-control-regex
  const plain = log.replace(/\u001b\[[0-9;]*m/g, "");
  const login = /log in as (\S+) with the password (\S+);/.exec(plain);
  return {
    address, email: login?.[1], password: login?.[2], database: database.file,
    log: () => log,
    stop() {
      before?.stop();
      child.kill("SIGTERM");
      database.drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A browser for all tests. */
export const launch = (program, more = []) => chromium.launch({ executablePath: program, args: [...FLAGS, ...more], headless: true });

/** What axe finds on a page, in words. */
export async function faults(page) {
  // The policy of pages lets no script in from outside: axe comes past it, by the debugger.
  await page.evaluate(axe);
  const found = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  return found.violations.flatMap((fault) => fault.nodes.map((node) => `${fault.id}: ${node.html.slice(0, 160)} (${node.failureSummary?.split("\n")[1]?.trim()})`));
}

/** Whether something is wider than the window. */
export const overflow = (page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

/** Targets smaller than 24 pixels that are no links within a sentence. */
export const smallTargets = (page) => page.evaluate(() => {
  const wanted = [...document.querySelectorAll("a[href], button, summary, input, select, textarea")];
  const small = wanted.filter((element) => {
    const box = element.getBoundingClientRect();
    if (!box.width || !box.height || element.closest(".unseen, .skip")) return false;
    const inline = getComputedStyle(element).display === "inline" && element.closest("p, td, dd, li, span");
    return !inline && (box.width < 24 || box.height < 24);
  });
  return small.map((element) => element.outerHTML.slice(0, 120));
});

export async function logIn(page, site, next = "/app") {
  await page.goto(`${site.address}${next}`);
  await page.getByLabel("E-mail").fill(site.email);
  await page.getByLabel("Password").fill(site.password);
  await page.getByRole("button", { name: "Log in", exact: true }).click();
  await page.waitForURL((url) => url.pathname.endsWith(next.split("?")[0]));
}

/** Calls of the API as the owner of the example company. */
export async function owner(site) {
  const enter = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ email: site.email, password: site.password }) };
  const { access_token: token } = await fetch(`${site.address}/api/v1/auth/login`, enter).then((answer) => answer.json());
  return async (method, path, body) => {
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json", "idempotency-key": crypto.randomUUID() };
    const answer = await fetch(`${site.address}/api/v1${path}`, { method, headers, body: body && JSON.stringify(body) });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return text ? JSON.parse(text) : {};
  };
}
