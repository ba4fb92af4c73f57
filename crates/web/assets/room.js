// An interview's room: says its times on the viewer's own clock, and comes back when the room opens.
"use strict";
(() => {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const day = { weekday: "long", day: "numeric", month: "long", year: "numeric" };
  const clock = { hour: "2-digit", minute: "2-digit" };
  const full = new Intl.DateTimeFormat("en-GB", { ...day, ...clock });

  const local = document.getElementById("local");
  const start = new Date(local.dataset.start);
  const end = new Date(local.dataset.end);
  local.querySelector("dd").textContent = `${full.formatRange(start, end)} (${zone}, where you are)`;
  local.hidden = false;

  const opens = document.getElementById("opens");
  if (!opens) return;
  const at = new Date(opens.dataset.at);
  opens.textContent = `For you: ${full.format(at)} (${zone}). This page opens by itself.`;
  opens.hidden = false;
  // The clocks may differ by some seconds, so it looks again until the server agrees.
  const wait = () => Math.min(Math.max(at - Date.now(), 5000), 60 * 60 * 1000);
  setTimeout(() => location.reload(), wait());
})();
