// Forms: sent once, and not left by mistake (data-guard holds the warning).
const dirty = new Set();

function wait(form, submitter) {
  form.dataset.sent = "1";
  const button = submitter || form.querySelector(".btn.go");
  button?.setAttribute("aria-busy", "true");
}

function rest(form) {
  delete form.dataset.sent;
  form.querySelectorAll("[aria-busy]").forEach((button) => button.removeAttribute("aria-busy"));
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method === "dialog") return;
  if (form.dataset.sent) {
    event.preventDefault();
    event.stopPropagation();
    return;
  }
  dirty.delete(form);
  if ("once" in form.dataset && !form.hasAttribute("hx-post")) wait(form, event.submitter);
}, true);

document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.target instanceof HTMLFormElement && "once" in event.target.dataset) wait(event.target);
});
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.target instanceof HTMLFormElement) rest(event.target);
});
// A page brought back by the browser's own history is not waiting any more.
addEventListener("pageshow", (event) => {
  if (event.persisted) document.querySelectorAll("form[data-sent]").forEach(rest);
});

document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-guard]");
  if (form) dirty.add(form);
});
addEventListener("beforeunload", (event) => {
  if ([...dirty].some((form) => form.isConnected)) event.preventDefault();
});

// The first wrong field takes the focus on a page that came back refused.
document.querySelector("main form[data-once]:not(.example form) [aria-invalid='true']")?.focus();
