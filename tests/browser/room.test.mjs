// A room with two people in two browsers: picture both ways, messages, devices that are refused, leaving and coming back.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { browserProgram, faults, freePort, launch, overflow, smallTargets, startSite } from "./site.mjs";

const program = browserProgram();
// Interviews are booked two hours ahead at the least: one of the demonstration is moved to now in the database itself.
const has = (name) => { try { return execFileSync("sh", ["-c", `command -v ${name}`]).length > 0; } catch { return false; } };
const skip = program && has("sqlite3") ? false : "there is no Chromium, or no sqlite3";
if (skip) console.log(`ignored: ${skip}, which the tests of rooms need`);

const FAKES = ["--use-fake-device-for-media-stream", "--allow-loopback-in-peer-connection"];
const shots = process.env.MERIDIAN_SHOTS;

let site, friendly, strict, room;

before(async () => {
  if (skip) return;
  friendly = await launch(program, [...FAKES, "--use-fake-ui-for-media-stream"]);
  strict = await launch(program, FAKES);
  site = await startSite({ demo: true });
});

/** The room of an online interview of the demonstration, which begins in so many minutes. */
function roomIn(site, minutes) {
  const sql = (text) => execFileSync("sqlite3", ["-cmd", ".timeout 5000", site.database, text], { encoding: "utf8" }).trim();
  const found = sql("SELECT hex(id) || ' ' || room_id FROM interviews WHERE room_id IS NOT NULL AND status <> 'cancelled' ORDER BY id LIMIT 1");
  const [id, room] = found.split(" ");
  assert.ok(room, "the demonstration has an online interview");
  const start = (Math.floor(Date.now() / 60_000) + minutes) * 60_000_000;
  // Who was in it before may not have left yet.
  sql("DELETE FROM room_messages; DELETE FROM room_people; DELETE FROM room_calls");
  sql(`UPDATE interviews SET status = 'scheduled', starts_at = ${start}, ends_at = ${start + 3_600_000_000} WHERE hex(id) = '${id}'`);
  return `${site.address}/rooms/${room}`;
}

after(async () => {
  await friendly?.close();
  await strict?.close();
  site?.stop();
});

const contexts = [];
beforeEach(() => { if (!skip) room = roomIn(site, -5); });
afterEach(async () => { for (const context of contexts.splice(0)) await context.close(); });

async function open(browser, part, name, options = {}, at = room, script = null) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  contexts.push(context);
  const page = await context.newPage();
  const told = [];
  page.on("console", (message) => { if (["error", "warning"].includes(message.type())) told.push(message.text()); });
  page.on("pageerror", (error) => told.push(String(error)));
  if (script) await page.addInitScript(script);
  await page.goto(at);
  await page.getByLabel(part).check();
  await page.getByLabel("Your name (optional)").fill(name);
  await page.getByRole("button", { name: "Enter the room" }).click();
  await page.getByRole("heading", { name: "Check your camera and microphone" }).waitFor();
  return { context, page, told };
}

/** How many frames of somebody's picture were drawn, and how large they are. */
const frames = (page, name) => page.evaluate((label) => {
  const video = document.querySelector(`#people video[aria-label="${label}"]`);
  return video ? { drawn: video.getVideoPlaybackQuality().totalVideoFrames, width: video.videoWidth } : null;
}, name);

async function sees(page, name) {
  const until = Date.now() + 15_000;
  let first;
  while (Date.now() < until) {
    const now = await frames(page, name);
    if (now?.width) {
      first ??= now;
      if (now.drawn > first.drawn + 5) return;
    }
    await page.waitForTimeout(100);
  }
  assert.fail(`${name} is not seen: ${JSON.stringify(await frames(page, name))}`);
}

const shot = async (page, name) => { if (shots) await page.screenshot({ path: `${shots}/${name}.png`, fullPage: true }); };

test("two people see each other, write, leave and come back", { skip }, async () => {
  const ann = await open(friendly, "The candidate", "Ann");
  await ann.page.getByText("Camera and microphone work.").waitFor();
  await shot(ann.page, "check");
  assert.deepEqual(await faults(ann.page), []);
  await ann.page.getByRole("button", { name: "Join now" }).click();
  await ann.page.getByText("Nobody else is here yet.").waitFor();
  const ivy = await open(friendly, "An interviewer", "Ivy");
  const begun = Date.now();
  await ivy.page.getByRole("button", { name: "Join now" }).click();
  await Promise.all([sees(ann.page, "Ivy"), sees(ivy.page, "Ann")]);
  console.log(`both saw each other ${Date.now() - begun} ms after the second one joined`);
  await ann.page.getByText("You are connected to Ivy.").waitFor();
  const heard = await ivy.page.evaluate(() => document.querySelector('#people video[aria-label="Ann"]').srcObject.getTracks().map((one) => one.kind).sort());
  assert.deepEqual(heard, ["audio", "video"]);
  await shot(ivy.page, "call-1440");

  await ivy.page.getByLabel("Your message").fill("Hello <b>Ann</b>");
  await ivy.page.getByRole("button", { name: "Send" }).click();
  await ann.page.getByRole("log").getByText("Hello <b>Ann</b>").waitFor();
  assert.deepEqual(await ann.page.getByRole("log").locator("b").allTextContents(), ["Ivy"]);

  await ann.page.getByRole("button", { name: "Mute" }).click();
  await ivy.page.locator("#people").getByText("muted").waitFor();
  await ann.page.getByRole("button", { name: "Camera off" }).click();
  await ivy.page.locator("#people").getByText("no picture").waitFor();
  await ann.page.getByRole("button", { name: "Camera on" }).click();
  await ivy.page.locator("#people").getByText("no picture").waitFor({ state: "detached" }).catch(() => {});
  await sees(ivy.page, "Ann");

  await ann.page.getByRole("button", { name: "Leave" }).click();
  await ivy.page.getByText("Ann has left.").waitFor();
  await ann.page.getByRole("heading", { name: "You left the room" }).waitFor();
  assert.equal(await ann.page.getByRole("heading", { name: "You are in the room" }).count(), 0);
  assert.equal(await ivy.page.locator("#people li").count(), 1);
  await ann.page.getByRole("button", { name: "Come back" }).click();
  await Promise.all([sees(ann.page, "Ivy"), sees(ivy.page, "Ann")]);
  await ann.page.getByRole("log").getByText("Hello <b>Ann</b>").waitFor();

  // A page that is loaded anew is not two people.
  await ann.page.reload();
  await ann.page.getByRole("button", { name: "Join now" }).click();
  await Promise.all([sees(ann.page, "Ivy"), sees(ivy.page, "Ann")]);
  assert.equal(await ivy.page.locator("#people li").count(), 2);

  for (const page of [ann.page, ivy.page]) assert.deepEqual(await faults(page), []);
  for (const [width, scheme] of [[390, "light"], [390, "dark"], [1440, "dark"]]) {
    await ivy.page.setViewportSize({ width, height: 844 });
    await ivy.page.emulateMedia({ colorScheme: scheme });
    assert.deepEqual([await overflow(ivy.page), await smallTargets(ivy.page), await faults(ivy.page)], [0, [], []]);
    await shot(ivy.page, `call-${width}-${scheme}`);
  }
  assert.deepEqual([...ann.told, ...ivy.told], []);
  await ann.context.close();
  await ivy.page.getByText("Ann has left.").waitFor();
  await ivy.context.close();
});

test("what is written is kept until it is sent", { skip }, async () => {
  const ann = await open(friendly, "The candidate", "Ann");
  await ann.page.getByRole("button", { name: "Join now" }).click();
  const ivy = await open(friendly, "An interviewer", "Ivy");
  await ivy.page.getByRole("button", { name: "Join now" }).click();
  await Promise.all([sees(ann.page, "Ivy"), sees(ivy.page, "Ann")]);
  const log = (page) => page.getByRole("log").locator("p").allTextContents();
  const write = async (page, text) => {
    await page.getByLabel("Your message").fill(text);
    await page.getByRole("button", { name: "Send" }).click();
  };
  await ann.page.route("**/messages", (route) => route.abort());
  await write(ann.page, "first");
  await write(ann.page, "second");
  await ann.page.getByRole("log").getByText("not sent yet").first().waitFor();
  await ann.page.locator("#call-status").getByText("not sent yet").waitFor();
  assert.deepEqual((await log(ann.page)).map((line) => line.split(" · ")[0]), ["Ann (you) first", "Ann (you) second"]);
  // The answer alone is lost, too: it was sent, and is not sent again.
  await ann.page.unroute("**/messages");
  let lost = 0;
  await ann.page.route("**/messages", async (route) => {
    await route.fetch();
    if (route.request().postData().includes("first") && lost++ === 0) await route.abort(); else await route.fulfill({ status: 204 });
  });
  await ivy.page.getByRole("log").getByText("second").waitFor();
  await ann.page.waitForFunction(() => !document.querySelector("#chat i"));
  assert.deepEqual(await log(ann.page), ["Ann (you) first", "Ann (you) second"]);
  assert.deepEqual(await log(ivy.page), ["Ann first", "Ann second"]);
  assert.equal(lost, 1);
  assert.deepEqual(await faults(ann.page), []);
  await ann.context.close();
  await ivy.context.close();
});

test("who refuses camera and microphone is told what to do, and can still take part", { skip }, async () => {
  const { context, page } = await open(strict, "The candidate", "Bob", { permissions: [] });
  await page.getByText("Your browser does not let this page use the camera and the microphone.").waitFor();
  await shot(page, "refused");
  assert.deepEqual(await faults(page), []);
  await page.getByRole("button", { name: "Join now" }).click();
  await page.getByText("Nobody else is here yet.").waitFor();
  const ivy = await open(friendly, "An interviewer", "Ivy");
  await ivy.page.getByRole("button", { name: "Join now" }).click();
  await sees(page, "Ivy");
  await ivy.page.locator("#people").getByText("muted · no picture").waitFor();
  await page.getByLabel("Your message").fill("I have no camera");
  await page.getByLabel("Your message").press("Enter");
  await ivy.page.getByRole("log").getByText("I have no camera").waitFor();
  await context.close();
  await ivy.context.close();
});

test("a fifth person is told that the room is full", { skip }, async () => {
  const people = [];
  for (const name of ["One", "Two", "Three", "Four"]) {
    const one = await open(friendly, "An interviewer", name);
    await one.page.getByRole("button", { name: "Join now" }).click();
    await one.page.locator("#talk").waitFor();
    people.push(one);
  }
  for (const name of ["One", "Two", "Three"]) await sees(people[3].page, name);
  const fifth = await open(friendly, "The candidate", "Five");
  await fifth.page.getByRole("button", { name: "Join now" }).click();
  await fifth.page.getByText("The room is full").waitFor();
  await people[0].page.getByRole("button", { name: "Leave" }).click();
  await people[1].page.getByText("One has left.").waitFor();
  await fifth.page.getByRole("button", { name: "Join now" }).click();
  await sees(fifth.page, "Two");
  for (const one of [...people, fifth]) await one.context.close();
});

test("a room that is not open counts down, in both languages", { skip }, async () => {
  const early = roomIn(site, 180);
  for (const [locale, words, form] of [["en-GB", / in \d+ (minutes|hours?)\.$/, "The room is not open yet"], ["de-DE", / in \d+ (Minuten|Stunden?)\.$/, "Der Raum ist noch nicht offen"]]) {
    const context = await friendly.newContext({ locale, viewport: { width: 390, height: 844 } });
    const page = await context.newPage();
    await page.goto(early);
    await page.getByRole("heading", { name: form }).waitFor();
    await page.waitForFunction(() => document.getElementById("opens").textContent);
    assert.match(await page.locator("#opens").textContent(), words);
    assert.deepEqual([await overflow(page), await faults(page)], [0, []]);
    await shot(page, `early-${locale}`);
    await context.close();
  }
});

const relay = !skip && has("turnserver") ? false : skip || "there is no turnserver (coturn)";
if (relay) console.log(`ignored: ${relay}, which the test of relays needs`);

/** Lets a page use no way but a relay, and remember its connections. */
const relayOnly = () => {
  const Own = globalThis.RTCPeerConnection;
  globalThis.connections = [];
  globalThis.RTCPeerConnection = class extends Own {
    constructor(config) {
      super({ ...config, iceTransportPolicy: "relay" });
      globalThis.connections.push(this);
    }
  };
};

test("a TURN server carries what finds no way from browser to browser", { skip: relay }, async () => {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), "meridian-turn-"));
  const options = [
    "-n", "--use-auth-secret", "--static-auth-secret=shared", "--realm=meridian.test", `--listening-port=${port}`, "--listening-ip=127.0.0.1",
    "--relay-ip=127.0.0.1", "--allow-loopback-peers", "--cli-password=none", "--no-cli", "--no-tls", "--no-dtls", "--log-file=stdout",
    `--pidfile=${folder}/pid`, `--userdb=${folder}/db`,
  ];
  const coturn = spawn("turnserver", options, { stdio: ["ignore", "pipe", "pipe"] });
  let log = "";
  for (const stream of [coturn.stdout, coturn.stderr]) stream.on("data", (text) => { log += text; });
  const other = await startSite({
    demo: true, more: { RTC_ICE_SERVERS: `turn:127.0.0.1:${port}?transport=udp`, RTC_TURN_SECRET: "shared" },
  });
  try {
    const there = roomIn(other, -5);
    const ann = await open(friendly, "The candidate", "Ann", {}, there, relayOnly);
    await ann.page.getByRole("button", { name: "Join now" }).click();
    await ann.page.locator("#talk").waitFor();
    const ivy = await open(friendly, "An interviewer", "Ivy", {}, there, relayOnly);
    await ivy.page.getByRole("button", { name: "Join now" }).click();
    await Promise.all([sees(ann.page, "Ivy"), sees(ivy.page, "Ann")]);
    const ways = await ann.page.evaluate(async () => {
      const stats = await globalThis.connections.at(-1).getStats();
      const all = [...stats.values()];
      const pair = all.find((one) => one.type === "candidate-pair" && one.nominated && one.state === "succeeded");
      return stats.get(pair.localCandidateId).candidateType;
    });
    assert.equal(ways, "relay");
    await ann.context.close();
    await ivy.context.close();
  } catch (error) {
    console.log(log.slice(-3000));
    throw error;
  } finally {
    other.stop();
    coturn.kill("SIGTERM");
  }
});
