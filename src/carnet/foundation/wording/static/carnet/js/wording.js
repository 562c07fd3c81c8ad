// Notes: warns of what should not be written about somebody, as one types. Nothing leaves this machine, nothing is blocked.
// The same word list as the server's (foundation/wording/rules.py): change both readings together.
const SPELT = { "œ": "oe", "æ": "ae", "ß": "ss", "’": "'", "‘": "'", "\u00a0": " ", "\u202f": " ", "\n": " ", "\t": " " };
let loading;

export function fold(text) {
  let folded = "";
  const places = [];
  [...text].forEach((letter, place) => {
    const low = letter.toLowerCase();
    const plain = SPELT[low] || [...low.normalize("NFD")][0];
    folded += plain;
    for (let n = 0; n < plain.length; n += 1) places.push(place);
  });
  return [folded, places];
}

export function prepare(data) {
  const rules = data.rules.map(({ category, words, unless }) => ({
    category,
    words: new RegExp(`(?<![a-z0-9])(?:${words})(?![a-z0-9])`, "g"),
    unless: unless ? new RegExp(unless) : null,
  }));
  return { ...data, rules };
}

export function check(text, data) {
  const [folded, places] = fold(text);
  const letters = [...text];
  const found = new Map();
  for (const { category, words, unless } of data.rules) {
    if (found.has(category)) continue;
    for (const match of folded.matchAll(words)) {
      const last = match.index + match[0].length;
      const around = folded.slice(Math.max(0, match.index - data.window), last + data.window);
      if (unless && unless.test(around)) continue;
      found.set(category, { category, at: match.index, words: letters.slice(places[match.index], places[last - 1] + 1).join("") });
      break;
    }
  }
  return [...found.values()].sort((one, other) => one.at - other.at);
}

export function sentence(findings, data, language) {
  const spoken = language.startsWith("en") ? "en" : "fr";
  const list = (pick) => findings.map(pick).join(", ");
  const said = data.said[spoken]
    .replace("{categories}", list(({ category }) => data.categories[category].label[spoken]))
    .replace("{words}", list(({ words }) => words));
  return [said, ...new Set(findings.map(({ category }) => data.categories[category].instead[spoken]))].join(" ");
}

function place(area) {
  const known = area.nextElementSibling;
  if (known?.dataset.wordingSaid !== undefined) return known;
  const made = document.createElement("div");
  made.className = "alert warn";
  made.dataset.wordingSaid = "";
  made.setAttribute("role", "status");
  area.after(made);
  return made;
}

async function look(area) {
  loading ||= fetch(area.dataset.wording).then((answer) => answer.json()).then(prepare);
  const data = await loading;
  const findings = check(area.value, data);
  const said = findings.length ? sentence(findings, data, document.documentElement.lang) : "";
  if (said || area.nextElementSibling?.dataset.wordingSaid !== undefined) place(area).textContent = said;
}

const waiting = new WeakMap();
if (typeof document !== "undefined") {
  document.addEventListener("input", ({ target }) => {
    if (!target.matches?.("[data-wording]")) return;
    clearTimeout(waiting.get(target));
    waiting.set(target, setTimeout(() => look(target), 300));
  });
}
