// Lists: j and k walk the rows, Enter opens, x ticks; the bar of bulk acts counts what is ticked.
const boxes = (table) => [...table.querySelectorAll("tbody .tick input[type='checkbox']")];

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog:modal")) return;
  if (event.target.closest?.("input:not([type='checkbox']), select, textarea, [contenteditable='true'], .menu")) return;
  const table = event.target.closest?.("table[data-list]") || document.querySelector("table[data-list]");
  if (!table) return;
  const rows = [...table.tBodies[0].rows];
  const here = rows.indexOf(event.target.closest?.("tr"));
  if (event.key === "j" || event.key === "k") {
    event.preventDefault();
    walk(rows, event.key === "j" ? here + 1 : Math.max(0, here - 1));
  } else if (here >= 0 && event.target === rows[here]) {
    if (event.key === "Enter") rows[here].querySelector("a.name")?.click();
    if (event.key === "x") rows[here].querySelector(".tick input")?.click();
  }
});

function walk(rows, to) {
  const row = rows[Math.min(to, rows.length - 1)];
  if (!row) return;
  row.tabIndex = -1;
  row.focus();
  row.scrollIntoView({ block: "nearest" });
}

let last = null;
document.addEventListener("click", (event) => {
  const box = event.target.closest("tbody .tick input[type='checkbox']");
  if (!box) return;
  if (event.shiftKey && last && last.closest("table") === box.closest("table")) {
    const all = boxes(box.closest("table"));
    const [from, to] = [all.indexOf(last), all.indexOf(box)].sort((a, b) => a - b);
    all.slice(from, to + 1).forEach((one) => { one.checked = box.checked; });
  }
  last = box;
});

document.addEventListener("change", (event) => {
  const table = event.target.closest("table");
  if (!table || !event.target.matches("[data-select-all], .tick input")) return;
  if (event.target.matches("[data-select-all]")) boxes(table).forEach((box) => { box.checked = event.target.checked; });
  count(table);
});

function count(table) {
  const all = boxes(table);
  const ticked = all.filter((box) => box.checked).length;
  const head = table.querySelector("[data-select-all]");
  if (head) {
    head.checked = ticked > 0 && ticked === all.length;
    head.indeterminate = ticked > 0 && ticked < all.length;
  }
  const bar = (table.closest("form, .sheet") || document).querySelector("[data-bulk]");
  if (!bar) return;
  bar.hidden = ticked === 0;
  const said = bar.querySelector("[data-bulk-count]");
  if (said) said.textContent = ticked;
}

document.querySelectorAll("table:has([data-select-all])").forEach(count);
document.addEventListener("htmx:afterSettle", () => document.querySelectorAll("table:has([data-select-all])").forEach(count));
