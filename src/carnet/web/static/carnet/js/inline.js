// Inline edit: click or Enter turns the value into a field; leaving it saves through htmx; Escape gives up.
// <span data-inline-cell><a class="inline" href="(page without JavaScript)" data-inline="(post here)" data-name data-raw data-type data-label>
const region = document.getElementById("toasts");

document.addEventListener("click", (event) => {
  const shown = event.target.closest("a[data-inline]");
  if (!shown || event.ctrlKey || event.metaKey || event.shiftKey || !window.htmx) return;
  event.preventDefault();
  edit(shown);
});

function text(shown) {
  const copy = shown.cloneNode(true);
  copy.querySelectorAll(".hidden").forEach((one) => one.remove());
  return copy.textContent.trim();
}

function control({ dataset }, value) {
  const made = document.createElement(dataset.choices ? "select" : "input");
  if (dataset.choices) made.append(document.getElementById(dataset.choices).content.cloneNode(true));
  else made.type = dataset.type || "text";
  made.className = "inline-input";
  made.name = dataset.name;
  made.setAttribute("aria-label", dataset.label);
  made.value = value;
  return made;
}

function edit(shown) {
  const cell = shown.closest("[data-inline-cell]");
  const before = shown.dataset.raw ?? text(shown);
  const input = control(shown, before);
  const error = cell.querySelector(".inline-error");
  let done = false;
  const back = (focus) => {
    done = true;
    input.replaceWith(shown);
    if (focus) shown.focus();
  };
  const save = (stay) => {
    if (done) return;
    if (input.value === before) return back(stay);
    done = true;
    input.replaceWith(shown);
    error?.remove();
    shown.setAttribute("aria-busy", "true");
    if (stay) shown.focus();
    window.htmx
      .ajax("POST", shown.dataset.inline, { source: shown, target: cell, swap: "outerHTML", values: { [shown.dataset.name]: input.value } })
      .finally(() => shown.removeAttribute("aria-busy"));
  };
  shown.replaceWith(input);
  input.focus();
  input.select?.();
  input.addEventListener("blur", () => save(false));
  if (input.matches("select")) input.addEventListener("change", () => save(true));
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { event.stopPropagation(); event.preventDefault(); back(true); }
    if (event.key === "Enter") { event.preventDefault(); save(true); }
  });
}

// Once saved, the new cell takes the focus back if it was on the old one, and says so to a screen reader.
document.addEventListener("htmx:beforeSwap", (event) => {
  const cell = event.detail.target;
  if (cell?.matches?.("[data-inline-cell]")) cell.dataset.hadFocus = cell.contains(document.activeElement) ? "1" : "";
});
document.addEventListener("htmx:afterSwap", (event) => {
  if (!event.detail.target?.matches?.("[data-inline-cell]")) return;
  const cell = event.detail.elt?.matches?.("[data-inline-cell]") ? event.detail.elt : null;
  const shown = (cell || event.target).querySelector?.("a[data-inline]");
  if (!shown) return;
  if (event.detail.target.dataset.hadFocus) shown.focus();
  if (!shown.classList.contains("saved") || !region) return;
  const said = document.createElement("p");
  said.className = "hidden";
  said.textContent = region.dataset.saved;
  region.append(said);
  setTimeout(() => said.remove(), 3000);
});
