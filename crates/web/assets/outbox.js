// The outbox: asks the API with a token that lives in this page alone, and shows texts as texts.
"use strict";
(() => {
  const find = (id) => document.getElementById(id);
  // Where the server is, whose address may have a path.
  const place = new URL(document.currentScript.src).pathname.replace(/\/assets\/[^/]*$/, "");
  let token = null;
  let session = false;
  let next = null;

  const say = (text) => {
    const said = find("said");
    said.textContent = text;
    said.hidden = !text;
  };

  const ask = async (path, options = {}) => {
    const headers = { ...options.headers };
    if (token) headers.Authorization = `Bearer ${token}`;
    const answer = await fetch(place + path, { ...options, headers, cache: "no-store", credentials: "omit" });
    const body = answer.status === 204 ? null : await answer.json().catch(() => null);
    if (!answer.ok) {
      const errors = (body?.errors ?? []).map((error) => error.detail).join("; ");
      throw new Error([body?.detail ?? `The server answered ${answer.status}.`, errors].filter(Boolean).join(" "));
    }
    return body;
  };

  const attempt = async (work) => {
    say("");
    try {
      await work();
    } catch (error) {
      say(error.message);
    }
  };

  const made = (name, text, style) => {
    const element = document.createElement(name);
    if (text !== undefined) element.textContent = text;
    if (style) element.className = style;
    return element;
  };

  // The browser's own kind of the page's language.
  const { lang } = document.documentElement;
  const written = navigator.languages.find((one) => one.split("-")[0] === lang) ?? lang;
  const when = (text) => (text ? new Date(text).toLocaleString(written) : "");

  const told = (message) => {
    const parts = [message.kind.replaceAll("_", " "), message.language, when(message.created_at)];
    if (message.attempts) parts.push(`${message.attempts} attempt${message.attempts === 1 ? "" : "s"}`);
    return parts.join(" · ");
  };

  const whole = async (message, place) => {
    const letter = await ask(`/api/v1/messages/${message.id}`);
    place.replaceChildren(made("pre", letter.text));
    if (letter.ics) {
      place.append(made("h3", `Invitation (${letter.method})`), made("pre", letter.ics));
    }
    place.append(made("p", `Message-ID ${letter.message_id}`, "small"));
  };

  const sendAgain = async (message, item) => {
    const changed = await ask(`/api/v1/messages/${message.id}/send-again`, { method: "POST" });
    item.replaceWith(shown(changed));
  };

  const shown = (message) => {
    const item = made("li");
    const head = made("div", undefined, "head");
    head.append(made("span", message.state, `state ${message.state}`), made("strong", message.subject));
    const place = made("div", undefined, "whole");
    const details = made("details");
    details.append(made("summary", "Read"), place);
    details.addEventListener("toggle", () => {
      if (details.open && !place.hasChildNodes()) attempt(() => whole(message, place));
    });
    item.append(head, made("p", `${message.to_name} <${message.to_address}>`), made("p", told(message), "small"));
    if (message.server_said) item.append(made("p", `The mail server said: ${message.server_said}`, "small"));
    item.append(details);
    if (["refused", "failed", "kept"].includes(message.state) && message.kind !== "password_reset") {
      const button = made("button", "Send again", "button quiet");
      button.type = "button";
      button.addEventListener("click", () => attempt(() => sendAgain(message, item)));
      item.append(button);
    }
    return item;
  };

  const load = async (fresh) => {
    const chosen = new FormData(find("choose"));
    const query = new URLSearchParams();
    for (const name of ["state", "kind"]) {
      if (chosen.get(name)) query.set(name, chosen.get(name));
    }
    if (!fresh && next) query.set("cursor", next);
    const page = await ask(`/api/v1/messages?${query}`);
    next = page.next;
    if (fresh) find("letters").replaceChildren();
    find("letters").append(...page.items.map(shown));
    find("more").hidden = !next;
    if (!find("letters").hasChildNodes()) say("There is no such message.");
  };

  const show = (inside) => {
    find("enter").hidden = inside;
    find("choose").hidden = !inside;
    if (!inside) {
      find("letters").replaceChildren();
      find("more").hidden = true;
    }
  };

  const enter = async () => {
    const form = find("enter");
    const given = new FormData(form);
    token = given.get("token").trim() || null;
    session = !token;
    if (session) {
      const body = JSON.stringify({ email: given.get("email"), password: given.get("password") });
      const headers = { "Content-Type": "application/json" };
      token = (await ask("/api/v1/auth/login", { method: "POST", headers, body })).access_token;
    }
    try {
      await load(true);
    } catch (error) {
      token = null;
      throw error;
    }
    form.reset();
    show(true);
  };

  const leave = async () => {
    show(false);
    try {
      if (session) await ask("/api/v1/auth/logout", { method: "POST" });
    } finally {
      token = null;
      next = null;
    }
  };

  const on = (id, event, work) => {
    find(id).addEventListener(event, (happened) => {
      happened.preventDefault();
      attempt(work);
    });
  };
  on("enter", "submit", enter);
  on("choose", "submit", () => load(true));
  on("more", "click", () => load(false));
  on("leave", "click", leave);
})();
