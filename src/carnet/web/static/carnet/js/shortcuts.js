// Keys: each stands on its own link, button or field as data-shortcut ("n", "g c"), so a key exists where its link does.
const GAP = 1200;
let first = "";
let timer = 0;

const named = (element) =>
  element.dataset.shortcutLabel || element.getAttribute("aria-label") || words(element);

function words(element) {
  const copy = element.cloneNode(true);
  copy.querySelectorAll("kbd, .count, .hidden").forEach((one) => one.remove());
  return copy.textContent.replace(/\s+/g, " ").trim();
}

// What can be pressed here and now: {keys, label, element}, the first element of each key.
function available() {
  const found = new Map();
  for (const element of document.querySelectorAll("[data-shortcut]")) {
    const keys = element.dataset.shortcut;
    if (!found.has(keys) && !element.disabled) found.set(keys, { keys, label: named(element), element });
  }
  return [...found.values()];
}

// The palette offers the same, and the links marked data-action besides.
document.addEventListener("carnet:actions", (event) => {
  event.detail.push(...available());
  for (const element of document.querySelectorAll("[data-action]:not([data-shortcut])")) {
    event.detail.push({ keys: "", label: named(element), element });
  }
});

const typing = (target) => target.closest?.("input:not([type='checkbox'], [type='radio']), select, textarea, [contenteditable='true']");

function run(keys) {
  const hit = available().find((one) => one.keys === keys);
  if (!hit) return false;
  if (hit.element.matches("input, select, textarea")) { hit.element.focus(); hit.element.select?.(); } else hit.element.click();
  return true;
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (typing(event.target) || document.querySelector("dialog:modal")) return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (key === "?") {
    event.preventDefault();
    return list();
  }
  const pair = first ? `${first} ${key}` : "";
  clearTimeout(timer);
  first = "";
  if (pair && run(pair)) return event.preventDefault();
  if (run(key)) return event.preventDefault();
  if (key === "/") {
    event.preventDefault();
    document.dispatchEvent(new Event("carnet:palette"));
  } else if (available().some((one) => one.keys.startsWith(`${key} `))) {
    first = key;
    timer = setTimeout(() => { first = ""; }, GAP);
  }
});

// The ? list: the fixed keys come from the page, the others from what this page offers.
const dialog = document.getElementById("shortcuts-dialog");

function list() {
  if (!dialog || dialog.open) return;
  fill();
  dialog.showModal();
}

function fill() {
  const rows = dialog.querySelector("dl");
  const model = dialog.querySelector("#shortcut-row");
  rows.querySelectorAll("[data-made]").forEach((row) => row.remove());
  for (const { keys, label } of available()) {
    if (!label || keys === "/") continue;
    const row = model.content.firstElementChild.cloneNode(true);
    row.dataset.made = "";
    row.querySelector("dt").textContent = label;
    keys.split(" ").forEach((key, index) => {
      const shown = document.createElement("kbd");
      shown.textContent = key.toUpperCase();
      row.querySelector("dd").append(index ? ` ${dialog.dataset.then} ` : "", shown);
    });
    rows.append(row);
  }
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-opens='shortcuts-dialog']")) fill();
}, true);
