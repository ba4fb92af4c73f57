// A new password: the token comes in the part of the address that browsers send to no server, and leaves it at once.
"use strict";
(() => {
  const find = (id) => document.getElementById(id);
  // Where the server is, whose address may have a path.
  const place = new URL(document.currentScript.src).pathname.replace(/\/assets\/[^/]*$/, "");

  const say = (text) => {
    const said = find("said");
    said.textContent = text;
    said.hidden = !text;
  };

  const ask = async (path, sent) => {
    const headers = { "Content-Type": "application/json" };
    const body = JSON.stringify(sent);
    const answer = await fetch(place + path, { method: "POST", headers, body, cache: "no-store", credentials: "omit" });
    if (answer.ok) return;
    const problem = await answer.json().catch(() => null);
    const errors = (problem?.errors ?? []).map((error) => `${error.pointer.slice(1)} ${error.detail}`);
    throw new Error(errors.join("; ") || problem?.detail || `The server answered ${answer.status}.`);
  };

  const on = (id, work) => {
    find(id).addEventListener("submit", async (happened) => {
      happened.preventDefault();
      say("");
      try {
        await work(new FormData(find(id)));
      } catch (error) {
        say(error.message);
      }
    });
  };

  const token = new URLSearchParams(location.hash.slice(1)).get("token");
  history.replaceState(null, "", location.pathname);
  find(token ? "renew" : "ask").hidden = false;

  on("renew", async (given) => {
    if (given.get("password") !== given.get("again")) throw new Error("The two passwords differ.");
    await ask("/api/v1/auth/password-reset/confirm", { token, password: given.get("password") });
    find("renew").hidden = true;
    say("The new password is good from now on.");
  });
  on("ask", async (given) => {
    await ask("/api/v1/auth/password-reset", { email: given.get("email") });
    find("ask").hidden = true;
    say("If there is such an account, a mail is on its way. Where this server sends no mail, ask an administrator.");
  });
})();
