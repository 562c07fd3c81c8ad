// The numbers beside the entries of the menus: asked once the page is there, and again after an act.
const MOST = 99;
const url = document.querySelector("[data-counts-url]")?.dataset.countsUrl;
let timer;

async function ask() {
  try {
    const answer = await fetch(url, { headers: { Accept: "application/json" }, priority: "low" });
    if (answer.ok && !answer.redirected) show(await answer.json());
  } catch {
    // No number is better than an old one: the page works without.
  }
}

function show(counts) {
  for (const place of document.querySelectorAll("[data-count]")) {
    const found = place.dataset.count.split(" ").flatMap((code) => (counts[code] ? [counts[code]] : []));
    const number = found.reduce((sum, one) => sum + one.number, 0);
    const words = found.map((one) => one.text).join(", ");
    place.replaceChildren(...(number ? [part(number > MOST ? `${MOST}+` : number, ""), part(`, ${words}`, "hidden")] : []));
    place.title = words;
  }
}

function part(text, name) {
  const span = document.createElement("span");
  if (name) span.className = name;
  else span.setAttribute("aria-hidden", "true");
  span.textContent = text;
  return span;
}

if (url) {
  ask();
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.requestConfig?.verb === "get" || !event.detail.successful) return;
    clearTimeout(timer);
    timer = setTimeout(ask, 500);
  });
  addEventListener("pageshow", (event) => { if (event.persisted) ask(); });
}
