// A call: sound and picture from browser to browser (WebRTC). The server hands on what browsers need to find each other
// (server-sent events down, POST up), and what people write. Negotiation is "perfect": of two offers at once one gives way.
const $ = (id) => document.getElementById(id);
const say = (key, name = "") => $("words").content.querySelector(`[data-word="${key}"]`).textContent.replace("{name}", name);
const root = location.pathname.replace(/\/$/, "");
const box = $("call");
const local = new MediaStream();
const peers = new Map(); // by id: what a connection is made of
const known = new Map(); // by id: who that is
let me, token, ice, events, last, meter, late, ear;
let muted = false;
let refused = false; // whether the browser refuses a server of the installation
let outbox = Promise.resolve();
let unsent = []; // what was written here and did not come back from the server yet: the text, its line, whether the server took it
const mine = new Set(); // who this browser is and was in the room
let sending = false;

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const tell = (text) => { $("call-status").textContent = text; };
const nameOf = (person) => person?.name || say(person?.part ?? "client");
const kept = (key, value) => {
  try { return value === undefined ? sessionStorage.getItem(key) : sessionStorage.setItem(key, value); } catch { return null; }
};

/** Asks the server, again and again while it can't be reached; a refusal is thrown by its name. */
async function post(path, body, tries = 6) {
  for (let left = tries; ; left--) {
    const answer = await fetch(`${root}/${path}`, {
      method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body),
    }).catch(() => null);
    if (answer?.ok) return answer.status === 204 ? null : answer.json();
    const passing = !answer || answer.status === 429 || answer.status >= 500;
    if (passing && left > 1) {
      await wait(Math.min(30, Number(answer?.headers.get("retry-after")) || 1 + tries - left) * 1000);
      continue;
    }
    const problem = passing ? null : await answer.json().catch(() => null);
    throw new Error(problem?.type?.split("/").pop() ?? "unavailable");
  }
}

/** Says something in the room, one thing after the other. */
function send(kind, body, to) {
  const as = token;
  outbox = outbox.then(() => (as === token ? post("messages", { as, kind, body, ...(to ? { to } : {}) }) : null))
    .catch((error) => {
      if (to && error.message === "not-found") drop(to);
    });
  return outbox;
}
const track = (kind) => local.getTracks().find((one) => one.kind === kind && one.readyState === "live");
const standing = () => JSON.stringify({ sound: !!track("audio") && !muted, picture: !!track("video") });
const state = () => send("state", standing());

// The device check.

const media = (wanted) => navigator.mediaDevices.getUserMedia(wanted);

/** What there is of camera and microphone, and the first reason why something is missing. */
async function devices() {
  for (const one of local.getTracks()) { one.stop(); local.removeTrack(one); }
  let reason = null;
  for (const wanted of [{ audio: true, video: true }, { audio: true }, { video: true }]) {
    try {
      for (const one of (await media(wanted)).getTracks()) local.addTrack(one);
      return reason;
    } catch (error) {
      reason ??= error.name;
      if (error.name === "NotAllowedError") break;
    }
  }
  return reason;
}

async function check() {
  if (!navigator.mediaDevices) return found("insecure");
  $("devices").textContent = say("asking");
  const reason = await devices();
  $("self").srcObject = local;
  $("self").play().catch(() => {});
  listen();
  if (track("audio") && track("video")) return found("good");
  if (track("audio")) return found("no-picture", reason);
  if (track("video")) return found("no-sound", reason);
  return found({ NotAllowedError: "denied", NotReadableError: "busy" }[reason] ?? "missing");
}

function found(key, reason) {
  const lacks = ["insecure", "denied", "busy", "missing"].includes(key);
  const more = lacks ? say("no-devices") : reason === "NotReadableError" ? say("busy") : "";
  $("devices").textContent = `${say(key)} ${more}`.trim();
  $("devices").className = lacks ? "note" : "";
}

/** Shows how loud the microphone is. */
function listen() {
  clearInterval(meter);
  // A browser has few of them.
  ear?.close();
  ear = null;
  $("level").hidden = !track("audio");
  if (!track("audio")) return;
  ear = new AudioContext();
  const levels = ear.createAnalyser();
  ear.createMediaStreamSource(new MediaStream([track("audio")])).connect(levels);
  const sound = new Uint8Array(levels.fftSize);
  meter = setInterval(() => {
    if ($("check").hidden) { clearInterval(meter); ear.close(); ear = null; return; }
    levels.getByteTimeDomainData(sound);
    $("meter").value = Math.min(1, Math.max(...sound.map((one) => Math.abs(one - 128))) / 64);
  }, 150);
}

// People and their pictures.

function tile(id, name) {
  const item = document.createElement("li");
  const video = document.createElement("video");
  Object.assign(video, { autoplay: true, playsInline: true, muted: id === me });
  video.setAttribute("aria-label", name);
  const caption = document.createElement("p");
  caption.append(Object.assign(document.createElement("b"), { textContent: name }), document.createElement("span"));
  item.append(video, caption);
  $("people").append(item);
  return { item, video, note: caption.lastChild };
}
function note(one, { sound, picture }) {
  one.note.textContent = [sound ? "" : say("muted"), picture ? "" : say("no-camera")].filter(Boolean).map((text) => ` · ${text}`).join("");
  one.item.classList.toggle("dark", !picture);
}

/**
 * A connection by the servers of the installation. A browser refuses all of them where it can't read the address of one: then by
 * those that it takes, and it is said.
 */
function connection() {
  try {
    return new RTCPeerConnection({ iceServers: ice });
  } catch (error) {
    console.error(`${error.message} (RTC_ICE_SERVERS)`);
    const each = ice.flatMap((server) => [server.urls].flat().map((url) => ({ ...server, urls: [url] })));
    ice = each.filter(isTaken);
    refused = true;
    return new RTCPeerConnection({ iceServers: ice });
  }
}
function isTaken(server) {
  try {
    new RTCPeerConnection({ iceServers: [server] }).close();
    return true;
  } catch { return false; }
}
/** What is said of a connection that is not there, or not yet. */
const without = (key, name) => [say(key, name), refused ? say("bad-servers") : ""].filter(Boolean).join(" ");

/** The connection to somebody: made when they are called, or when they call. */
function peer(id, calls) {
  if (peers.has(id)) return peers.get(id);
  const person = known.get(id);
  const pc = connection();
  const one = { id, pc, ...tile(id, nameOf(person)), polite: me > id, making: false, ignoring: false, found: [], steps: Promise.resolve() };
  peers.set(id, one);
  tell(without("connecting", nameOf(person)));
  const signal = (what) => send("signal", JSON.stringify(what), id);
  pc.onnegotiationneeded = async () => {
    try {
      one.making = true;
      await pc.setLocalDescription();
      signal({ description: pc.localDescription });
    } catch { /* the connection was closed meanwhile */ } finally { one.making = false; }
  };
  // Ways are found many at once, and told together.
  pc.onicecandidate = ({ candidate }) => {
    if (!candidate) return;
    if (one.found.push(candidate) === 1) setTimeout(() => signal({ candidates: one.found.splice(0) }), 60);
  };
  pc.ontrack = ({ track: part, streams }) => {
    one.video.srcObject = streams[0] ?? one.video.srcObject ?? new MediaStream();
    if (!streams[0]) one.video.srcObject.addTrack(part);
    one.video.play().catch(() => {});
  };
  pc.onconnectionstatechange = () => {
    if (pc.connectionState === "connected") tell(say("connected", nameOf(person)));
    if (pc.connectionState === "failed") {
      tell(without("no-way", nameOf(person)));
      setTimeout(() => { if (peers.get(id) === one) pc.restartIce(); }, 2000);
    }
  };
  one.late = setTimeout(() => { if (pc.connectionState !== "connected") tell(without("no-way", nameOf(person))); }, 20_000);
  for (const kind of ["audio", "video"]) {
    if (track(kind)) one[`${kind}Sender`] = pc.addTrack(track(kind), local);
    else if (calls) one[`${kind}Sender`] = pc.addTransceiver(kind, { direction: "sendrecv", streams: [local] }).sender;
  }
  return one;
}

async function hear(one, { description, candidates }) {
  const { pc } = one;
  if (description) {
    const clash = description.type === "offer" && (one.making || pc.signalingState !== "stable");
    one.ignoring = clash && !one.polite;
    if (one.ignoring) return;
    await pc.setRemoteDescription(description);
    if (description.type === "offer") {
      await pc.setLocalDescription();
      send("signal", JSON.stringify({ description: pc.localDescription }), one.id);
    }
  }
  for (const candidate of candidates ?? []) {
    await pc.addIceCandidate(candidate).catch((error) => { if (!one.ignoring) throw error; });
  }
}

function drop(id) {
  const one = peers.get(id);
  if (!one) return;
  clearTimeout(one.late);
  one.pc.close();
  one.item.remove();
  peers.delete(id);
}

// In and out.

function written({ from, body }) {
  const line = document.createElement("p");
  const who = from === me ? say("me", kept("room-name") || say(box.dataset.part)) : nameOf(known.get(from));
  line.append(Object.assign(document.createElement("b"), { textContent: who }), ` ${body}`);
  $("chat").append(line);
  line.scrollIntoView({ block: "nearest" });
  return line;
}

/** Shows what somebody writes, and keeps it until the server has it. */
function write(body) {
  const line = written({ from: me, body });
  line.append(document.createElement("i"));
  unsent.push({ body, line, taken: false });
  deliver();
}
const mark = (one, key) => { one.line.lastChild.textContent = ` · ${say(key)}`; };

/** Sends what was written, one message after the other, again and again while the server can't be reached. */
async function deliver() {
  if (sending) return;
  sending = true;
  for (let one; events && (one = unsent.find(({ taken }) => !taken));) {
    const as = token;
    const refused = await post("messages", { as, kind: "chat", body: one.body }, 1).then(() => null, ({ message }) => message);
    if (refused === null) one.taken = true;
    // It has come back all the same: the answer alone was lost.
    if (refused === null || !unsent.includes(one)) continue;
    if (!events) break;
    mark(one, "unsent");
    // Who comes in anew sends it then.
    if (refused === "wrong-room" && as === token) break;
    tell(say("unsent"));
    // What came in before the connection was lost is heard of first, so that nothing is said twice.
    do await wait(3000); while (events && events.readyState !== EventSource.OPEN);
  }
  sending = false;
}

/** Something that was written here came back: it stands where the server has it. */
function returned(from, body) {
  const one = mine.has(from) && unsent.find((waiting) => waiting.body === body);
  if (!one) return;
  one.line.remove();
  unsent = unsent.filter((other) => other !== one);
  if (!unsent.length && $("call-status").textContent === say("unsent")) tell("");
}

async function enter() {
  const first = $("talk").hidden;
  $("join").disabled = true;
  try {
    const name = kept("room-name") || undefined;
    const told = await post("people", { part: box.dataset.part, name, instead: kept("room-token") || undefined }, 4);
    ({ me, token, ice, last } = told);
    mine.add(me);
    kept("room-token", token);
    for (const person of [...told.known, ...told.people]) known.set(person.id, person);
    $("people").replaceChildren();
    $("chat").replaceChildren();
    const own = tile(me, say("me", name || say(box.dataset.part)));
    own.video.srcObject = local;
    peers.set(me, { ...own, pc: { close() {} } });
    for (const { from, body } of told.chat) returned(from, body);
    told.chat.forEach(written);
    for (const { line } of unsent) $("chat").append(line);
    for (const id of ["check", "away"]) $(id).hidden = true;
    heading.textContent = inside;
    $("talk").hidden = false;
    follow();
    tell(told.people.length ? "" : say("alone"));
    controls();
    state();
    deliver();
    // Who comes calls those who are there.
    for (const person of told.people) peer(person.id, true);
    if (first) $("mute").focus();
  } catch (error) {
    tell(say(["room-full", "outside-join-window", "wrong-room"].includes(error.message) ? error.message : "unavailable"));
  } finally {
    $("join").disabled = false;
  }
}

function follow() {
  events?.close();
  const stream = new EventSource(`${root}/events?as=${encodeURIComponent(token)}&after=${last}`);
  events = stream;
  const on = (kind, act) => stream.addEventListener(kind, (event) => {
    last = event.lastEventId || last;
    const { from, body } = JSON.parse(event.data);
    if (from !== me || ["chat", "left"].includes(kind)) act(from, body);
  });
  on("here", (id, body) => {
    known.set(id, { id, ...body });
    tell(say("came", nameOf(body)));
    state();
  });
  on("left", (id) => {
    // The same person came in again, in another tab.
    if (id === me) return away();
    if (!known.has(id)) return;
    drop(id);
    tell(say("left", nameOf(known.get(id))));
  });
  on("signal", (id, body) => {
    const one = peer(id, false);
    one.steps = one.steps.then(() => hear(one, JSON.parse(body))).catch(() => {});
  });
  on("state", (id, body) => { if (peers.has(id)) note(peers.get(id), JSON.parse(body)); });
  on("chat", (from, body) => {
    returned(from, body);
    written({ from, body });
  });
  stream.addEventListener("over", () => {
    stream.close();
    events = null;
    for (const one of unsent) mark(one, "not-sent");
    $("write").hidden = true;
    tell(say("over"));
  });
  stream.onerror = () => {
    if (stream !== events) return;
    // Streams end now and then, and go on at once.
    clearTimeout(late);
    late = setTimeout(() => { if (stream === events) tell(say("lost")); }, 5000);
    // The browser asks again by itself, but where the server said no.
    if (stream.readyState === EventSource.CLOSED) again(stream);
  };
  stream.onopen = () => {
    clearTimeout(late);
    if ($("call-status").textContent === say("lost")) tell("");
  };
}

/** The server would not be listened to. Who is still in the room listens anew, and goes on talking; who is not comes in anew. */
async function again(stream) {
  await wait(3000);
  if (stream !== events) return;
  const gone = await post("messages", { as: token, kind: "state", body: standing() }).then(() => false, (error) => error.message);
  if (stream !== events) return;
  if (gone === false) return follow();
  if (gone !== "wrong-room") return again(stream);
  hangUp();
  enter();
}

function hangUp() {
  events?.close();
  events = null;
  clearTimeout(late);
  for (const id of [...peers.keys()]) drop(id);
}

function controls() {
  // Also of a microphone that was opened anew.
  if (track("audio")) track("audio").enabled = !muted;
  $("mute").textContent = say(muted ? "unmute" : "mute");
  $("mute").disabled = !track("audio");
  $("camera").textContent = say(track("video") ? "camera-off" : "camera-on");
  if (peers.has(me)) note(peers.get(me), { sound: !!track("audio") && !muted, picture: !!track("video") });
}

$("mute").addEventListener("click", () => {
  muted = !muted;
  controls();
  state();
});

/** Off, the camera is not looked through, and its light goes out. */
async function camera() {
  const old = track("video");
  if (old) {
    old.stop();
    local.removeTrack(old);
  } else {
    try {
      local.addTrack((await media({ video: true })).getVideoTracks()[0]);
    } catch (error) {
      tell(say(error.name === "NotAllowedError" ? "denied" : error.name === "NotReadableError" ? "busy" : "missing"));
    }
  }
  for (const [id, one] of peers) {
    if (id === me) continue;
    if (one.videoSender) await one.videoSender.replaceTrack(track("video") ?? null);
    else if (track("video")) one.videoSender = one.pc.addTrack(track("video"), local);
  }
  controls();
  state();
}
$("camera").addEventListener("click", camera);

// What stands above it all says whether one is there.
const heading = $("call-heading"), inside = heading.textContent;
function away() {
  hangUp();
  heading.textContent = heading.dataset.away;
  for (const one of local.getTracks()) { one.stop(); local.removeTrack(one); }
  $("talk").hidden = true;
  $("away").hidden = false;
  tell("");
  $("back").focus();
}
$("leave").addEventListener("click", () => {
  outbox = outbox.then(() => post("leave", { as: token })).catch(() => {});
  away();
});
$("back").addEventListener("click", async () => {
  await check();
  await enter();
});
addEventListener("pagehide", () => {
  if (events) navigator.sendBeacon(`${root}/leave`, new Blob([JSON.stringify({ as: token })], { type: "application/json" }));
});
addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

$("write").addEventListener("submit", (event) => {
  event.preventDefault();
  const text = $("text").value.trim();
  if (!text) return;
  $("text").value = "";
  write(text);
});
$("join").addEventListener("click", enter);
$("retry").addEventListener("click", check);
box.hidden = false;
check();
