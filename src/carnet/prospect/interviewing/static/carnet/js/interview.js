// The guide of an interview keeps itself: on this device at once, on the server a moment later.
// What the server has confirmed leaves the device; what it has not comes back after a reload.
const form = document.querySelector("form[data-interview]");
const status = form?.querySelector("[data-status]");
const key = `carnet-interview:${location.pathname}`;
const PAUSE = 1200, RETRY = 15000;
let timer = 0, typed = 0, sending = false, again = false, stopped = false;

const revision = () => form.elements.revision;
const say = (words, tone = "quiet-text") => { status.textContent = words; status.className = tone; };

function hold(isSent = false) {
  const fields = [...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken" && name !== "revision");
  const draft = { revision: revision().value, fields, isSent };
  try { localStorage.setItem(key, JSON.stringify(draft)); } catch { /* private browsing: the server alone */ }
}

function release() {
  try { localStorage.removeItem(key); } catch { /* as above */ }
}

function later(delay = PAUSE) {
  clearTimeout(timer);
  timer = setTimeout(send, delay);
}

async function send() {
  if (stopped) return;
  if (sending) { again = true; return; }
  sending = true;
  again = false;
  const seen = typed;
  const body = new FormData(form);
  try {
    const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" }, redirect: "manual" });
    if (answer.type === "opaqueredirect") { say(form.dataset.signedOut, "bad-text"); return; }
    const told = await answer.json();
    if (answer.ok) {
      revision().value = told.revision;
      // What was typed while this was on its way is not on the server yet.
      if (typed === seen) release(); else hold();
      say(`${form.dataset.kept} ${told.at}`, "good");
    } else if (answer.status === 409) {
      stopped = true;
      say(form.dataset.conflict, "bad-text");
    } else {
      say(told.reason, "bad-text");
    }
  } catch {
    say(form.dataset.offline, "warn-text");
    later(RETRY);
  } finally {
    sending = false;
    if (again) later();
  }
}

function restore() {
  let held = null;
  try { held = JSON.parse(localStorage.getItem(key) || "null"); } catch { /* unreadable: nothing to bring back */ }
  if (!held) return;
  // Sent by the button, and the server has a later version: it arrived.
  if (held.isSent && Number(revision().value) > Number(held.revision)) { release(); return; }
  const values = new Map();
  for (const [name, value] of held.fields) values.set(name, [...(values.get(name) || []), value]);
  for (const field of form.elements) {
    if (!field.name || field.type === "hidden" || field.type === "submit") continue;
    const told = values.get(field.name) || [];
    if (field.type === "checkbox") field.checked = told.includes(field.value);
    else if (told.length) field.value = told[0];
  }
  // Written on an older version, it must not go over a newer one unseen: the server answers 409 then.
  revision().value = held.revision;
  say(form.dataset.restored, "warn-text");
  later();
}

function showTime() {
  const clock = form.querySelector("[data-timer]");
  const begun = Date.parse(form.dataset.begun || "");
  if (!clock || Number.isNaN(begun)) return;
  const draw = () => {
    const minutes = Math.floor((Date.now() - begun) / 60000);
    clock.hidden = minutes < 0 || minutes > 480;
    clock.textContent = `${minutes} / ${form.dataset.minutes} min`;
  };
  draw();
  setInterval(draw, 20000);
}

if (form) {
  // A page refused for a conflict shows both versions: nothing is sent until one presses Keep.
  const refused = document.querySelector("main .alert.bad");
  if (refused) { stopped = true; release(); } else { restore(); }
  form.addEventListener("input", () => { typed += 1; hold(); later(); });
  form.addEventListener("submit", () => { stopped = true; clearTimeout(timer); hold(true); });
  addEventListener("online", () => later(0));
  showTime();
}
