// A room before one is in it: its times on the viewer's own clock, a countdown, and the name for the call.
const language = document.documentElement.lang === "en" ? "en-GB" : document.documentElement.lang;
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const local = document.getElementById("local");
const full = new Intl.DateTimeFormat(language, {
  weekday: "long", day: "numeric", month: "long", year: "numeric", minute: "2-digit",
  ...("twelve" in local.dataset ? { hour: "numeric", hour12: true } : { hour: "2-digit", hourCycle: "h23" }),
});
const start = new Date(local.dataset.start);
local.querySelector("dd").textContent = `${full.formatRange(start, new Date(local.dataset.end))} (${zone})`;
local.hidden = false;

// The form says the name to the server, and the call says it to the others.
document.getElementById("enter")?.addEventListener("submit", (event) => {
  sessionStorage.setItem("room-name", event.target.elements.name.value.trim());
});

const opens = document.getElementById("opens");
if (opens) {
  const at = new Date(opens.dataset.at);
  const words = new Intl.RelativeTimeFormat(language, { numeric: "always" });
  const steps = [[86400, "day"], [3600, "hour"], [60, "minute"], [1, "second"]];
  opens.hidden = false;
  const tick = () => {
    const left = Math.round((at - Date.now()) / 1000);
    // The clocks may differ by some seconds, so it looks again until the server agrees.
    if (left <= 0) return setTimeout(() => location.reload(), 2000);
    const [size, unit] = steps.find(([seconds]) => left >= seconds * (seconds > 1 ? 2 : 1)) ?? steps[3];
    const text = opens.dataset.words.replace("{time}", words.format(Math.floor(left / size), unit));
    if (opens.textContent !== text) opens.textContent = text;
    setTimeout(tick, left > 120 ? 10_000 : 1000);
  };
  tick();
}
