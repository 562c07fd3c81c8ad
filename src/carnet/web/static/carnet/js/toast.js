// Toasts: those of the page, those that an htmx answer brings, and the failures that htmx itself would keep to itself.
const region = document.getElementById("toasts");
const model = document.getElementById("toast-model");
const SECONDS = 8;

function start(toast) {
  if (toast.classList.contains("bad")) return; // An error stays until it has been read.
  let left = SECONDS * 1000;
  let timer = 0;
  let since = 0;
  const go = () => { since = Date.now(); timer = setTimeout(() => toast.remove(), left); };
  const hold = () => { clearTimeout(timer); left = Math.max(2000, left - (Date.now() - since)); };
  for (const name of ["pointerenter", "focusin"]) toast.addEventListener(name, hold);
  for (const name of ["pointerleave", "focusout"]) toast.addEventListener(name, go);
  go();
}

function show({ text, tone = "ok", undo = "" }) {
  const toast = model.content.firstElementChild.cloneNode(true);
  toast.classList.remove("ok");
  toast.classList.add(tone);
  const icon = toast.querySelector("use");
  if (tone !== "ok") icon.setAttribute("href", icon.getAttribute("href").replace(/#.*/, "#alert"));
  toast.querySelector("p").textContent = text;
  const form = toast.querySelector("form");
  if (undo) form.action = undo; else form.remove();
  if (tone === "bad") toast.setAttribute("role", "alert");
  region.append(toast);
  start(toast);
}

if (region && model) {
  for (const toast of region.querySelectorAll("[data-toast]")) start(toast);

  region.addEventListener("click", (event) => {
    if (event.target.closest("[data-dismiss]")) event.target.closest("[data-toast]").remove();
  });

  document.addEventListener("carnet:toasts", (event) => event.detail.toasts.forEach(show));
  document.addEventListener("htmx:sendError", () => show({ text: region.dataset.failed, tone: "bad" }));
  document.addEventListener("htmx:timeout", () => show({ text: region.dataset.failed, tone: "bad" }));
  document.addEventListener("htmx:responseError", (event) => {
    const refused = event.detail.xhr.status === 403 || event.detail.xhr.status === 404;
    show({ text: refused ? region.dataset.refused : region.dataset.failed, tone: "bad" });
  });

  // A modal dialog makes the rest of the page inert, toasts too: they move into it while it is open.
  new MutationObserver(() => {
    const dialog = [...document.querySelectorAll("dialog:modal")].at(-1);
    (dialog || document.body).append(region);
  }).observe(document.body, { subtree: true, attributeFilter: ["open"] });
}
