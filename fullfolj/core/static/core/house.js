// The house's own script: dialogs that are pages without it, one press per form, and
// the word before a session ends. Every page works without it.
"use strict";

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  const dialog = opener && document.getElementById(opener.dataset.opens);
  if (dialog) {
    event.preventDefault();
    dialog.showModal();
  }
  const closer = event.target.closest("dialog [data-closes]");
  if (closer) {
    event.preventDefault();
    closer.closest("dialog").close();
  }
});

document.addEventListener("submit", (event) => {
  if (event.defaultPrevented || event.target.method === "dialog") return;
  if (event.target.dataset.sent) event.preventDefault();
  event.target.dataset.sent = "yes";
});
// Back in history: the form may be sent again.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

for (const notice of document.querySelectorAll("#session-notice")) watchSession(notice);

function watchSession(notice) {
  const warn = Number(notice.dataset.warn);
  let timer, acknowledged = false;

  async function look() {
    let state;
    try {
      const answer = await fetch(notice.dataset.state, { cache: "no-store" });
      if (answer.status === 401) return leave();
      state = await answer.json();
    } catch {
      return again(30); // the network is gone; the server decides when it is back
    }
    show(state);
  }

  function show({ seconds, extendable }) {
    if (seconds > warn) {
      notice.close();
      acknowledged = false;
      return again(seconds - warn);
    }
    for (const part of notice.querySelectorAll("[data-when]"))
      part.hidden = (part.dataset.when === "idle") !== extendable;
    for (const place of notice.querySelectorAll("[data-minutes]"))
      place.textContent = Math.max(1, Math.ceil(seconds / 60));
    if (!notice.open && !acknowledged) notice.showModal();
    again(Math.min(30, seconds + 1));
  }

  function again(seconds) {
    clearTimeout(timer);
    timer = setTimeout(look, seconds * 1000);
  }

  // What stands on the screen may be about someone: it goes when the session does.
  function leave() {
    const here = location.pathname + location.search;
    location.replace(`${notice.dataset.signin}?next=${encodeURIComponent(here)}`);
  }

  notice.addEventListener("submit", async (event) => {
    if (event.target.method === "dialog") acknowledged = true;
    if (event.target.getAttribute("action") !== notice.dataset.state) return;
    event.preventDefault();
    event.stopPropagation();
    delete event.target.dataset.sent;
    const answer = await fetch(notice.dataset.state, {
      method: "POST", body: new FormData(event.target),
    });
    if (answer.ok) show(await answer.json());
    else leave();
  });
  document.addEventListener("visibilitychange", () => document.hidden || look());
  again(Math.max(0.5, Number(notice.dataset.left) - warn));
}

// What is being written is kept on the server, two seconds after the last key.
for (const form of document.querySelectorAll("form[data-draft]")) keepDraft(form);

function keepDraft(form) {
  const said = form.querySelector("[data-said]");
  let timer;
  async function keep() {
    try {
      const answer = await fetch(form.dataset.draft, {
        method: "POST", body: new FormData(form),
      });
      if (answer.headers.get("content-type")?.includes("json"))
        said.textContent = (await answer.json()).said;
    } catch {
      keepSoon(10_000); // the network is gone; what is written stays in the form
    }
  }
  function keepSoon(wait) {
    clearTimeout(timer);
    if (!form.dataset.sent) timer = setTimeout(keep, wait);
  }
  form.addEventListener("input", () => keepSoon(2000));
  form.addEventListener("submit", () => clearTimeout(timer));
}
