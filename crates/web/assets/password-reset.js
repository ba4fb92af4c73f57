// A new password: the token comes in the part of the address that browsers send to no server, and leaves it at once.
"use strict";
(() => {
  const find = (id) => document.getElementById(id);
  // Where the server is, whose address may have a path.
  const place = new URL(document.currentScript.src).pathname.replace(/\/assets\/[^/]*$/, "");

  const said = find("said");
  const say = (text) => {
    said.textContent = text;
    said.hidden = !text;
  };

  const ask = async (path, sent) => {
    const headers = { "Content-Type": "application/json" };
    const body = JSON.stringify(sent);
    const answer = await fetch(place + path, { method: "POST", headers, body, cache: "no-store", credentials: "omit" });
    if (answer.ok) return;
    const problem = await answer.json().catch(() => null);
    // What is wrong is said in the language of the page.
    const words = (problem?.errors ?? []).map((error) => said.dataset[error.pointer.slice(1)]).filter(Boolean);
    throw new Error(words.join(" ") || (answer.status === 429 ? said.dataset.many : said.dataset.failed));
  };

  const on = (id, work) => {
    find(id).addEventListener("submit", async (happened) => {
      happened.preventDefault();
      say("");
      try {
        await work(new FormData(find(id)));
      } catch (error) {
        say(error instanceof TypeError ? said.dataset.failed : error.message);
      }
    });
  };

  if (!find("renew")) return;
  const token = new URLSearchParams(location.hash.slice(1)).get("token");
  history.replaceState(null, "", location.pathname);
  // A form that came back with what was wrong stays as it is: the token is pasted once more.
  if (!token && find("renew").querySelector("[aria-invalid]")) return;
  find("pasted").hidden = true;
  find("token").required = false;
  find("renew").hidden = !token;
  find("ask").hidden = Boolean(token);

  on("renew", async (given) => {
    if (given.get("password") !== given.get("again")) throw new Error(said.dataset.differ);
    await ask("/api/v1/auth/password-reset/confirm", { token, password: given.get("password") });
    find("renew").hidden = true;
    say(said.dataset.done);
  });
  on("ask", async (given) => {
    await ask("/api/v1/auth/password-reset", { email: given.get("email") });
    find("ask").hidden = true;
    say(said.dataset.asked);
  });
})();
