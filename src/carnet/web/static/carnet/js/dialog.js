// Dialogs: a button with data-opens="id" opens one; a form fetched into #dialog-body opens the shared one.
document.documentElement.classList.add("js");

const shared = document.getElementById("dialog");

function open(dialog) {
  if (dialog && !dialog.open) dialog.showModal();
}

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener) {
    opener.closest("[popover]")?.hidePopover();
    open(document.getElementById(opener.dataset.opens));
    return;
  }
  // A click on the backdrop lands on the dialog itself, outside its box.
  if (event.target instanceof HTMLDialogElement && event.target.open && !inside(event)) event.target.close();
});

function inside(event) {
  const box = event.target.getBoundingClientRect();
  const across = event.clientX >= box.left && event.clientX <= box.right;
  return across && event.clientY >= box.top && event.clientY <= box.bottom;
}

document.addEventListener("htmx:afterSwap", (event) => {
  if (!shared || !shared.contains(event.target)) return;
  if (!shared.querySelector("#dialog-body").hasChildNodes()) {
    shared.close();
    return;
  }
  const title = shared.querySelector("[data-dialog-title]");
  if (title) shared.setAttribute("aria-label", title.textContent.trim());
  open(shared);
  const wrong = shared.querySelector("[aria-invalid='true']");
  const asked = shared.querySelector("[autofocus]");
  const first = shared.querySelector(".body :is(input:not([type='hidden']), select, textarea)");
  (wrong || asked || first)?.focus();
});

document.addEventListener("close-dialog", () => shared?.close());
shared?.addEventListener("close", () => shared.querySelector("#dialog-body").replaceChildren());
