// Ctrl+K: search across the workspace, go to a page, do what this page offers. Results are HTML of the server.
const palette = document.getElementById("palette");
if (palette) build();

function build() {
  const input = palette.querySelector("input");
  const list = palette.querySelector("[role='listbox']");
  const part = (name) => palette.querySelector(`[data-palette='${name}']`);
  const recent = part("recent");
  const results = part("results");
  const actions = part("actions");
  const nothing = part("nothing");
  const model = palette.querySelector("#palette-option");
  const KEPT = 6;
  const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  let asked = null;
  let timer = 0;
  let count = 0;

  const option = (text, hint, href) => {
    const made = model.content.firstElementChild.cloneNode(true);
    made.querySelector("b").textContent = text;
    made.querySelector("small").textContent = hint;
    if (href) made.dataset.href = href;
    return made;
  };
  const remembered = () => {
    try { return JSON.parse(localStorage.getItem(palette.dataset.storage)) || []; } catch { return []; }
  };
  const remember = (text, hint, href) => {
    const kept = [{ text, hint, href }, ...remembered().filter((one) => one.href !== href)].slice(0, KEPT);
    try { localStorage.setItem(palette.dataset.storage, JSON.stringify(kept)); } catch { /* a private window keeps nothing */ }
  };

  const options = () => [...list.querySelectorAll("[role='option']")].filter((one) => !one.closest("[hidden]"));
  const select = (chosen) => {
    for (const one of list.querySelectorAll("[role='option']")) one.setAttribute("aria-selected", one === chosen);
    if (!chosen) return input.removeAttribute("aria-activedescendant");
    chosen.id ||= `palette-option-${(count += 1)}`;
    input.setAttribute("aria-activedescendant", chosen.id);
    chosen.scrollIntoView({ block: "nearest" });
  };
  const settle = () => {
    const shown = options();
    nothing.hidden = shown.length > 0 || !input.value.trim() || asked !== null;
    select(shown[0]);
  };

  const offerActions = () => {
    actions.querySelectorAll("[role='option']").forEach((one) => one.remove());
    // Files may be served under hashed names, and a module imported by two names would run twice: hence an event.
    const question = new CustomEvent("carnet:actions", { detail: [] });
    document.dispatchEvent(question);
    for (const { label, keys, element } of question.detail) {
      if (element.closest("dialog") || !label) continue;
      const made = option(label, keys.toUpperCase());
      made.addEventListener("palette:choose", () => {
        palette.close();
        element.matches("input") ? element.focus() : element.click();
      });
      actions.append(made);
    }
  };
  const filterActions = (text) => {
    const words = folded(text).split(/\s+/);
    for (const one of actions.querySelectorAll("[role='option']")) {
      const name = folded(one.textContent);
      one.hidden = !words.every((word) => name.includes(word));
    }
    actions.hidden = !actions.querySelector("[role='option']:not([hidden])");
  };
  const offerRecent = () => {
    recent.querySelectorAll("[role='option']").forEach((one) => one.remove());
    for (const one of remembered()) recent.append(option(one.text, one.hint, one.href));
    recent.hidden = input.value.trim() !== "" || remembered().length === 0;
  };

  const search = async (text) => {
    asked?.abort();
    asked = null;
    if (text.length < 2 || !palette.dataset.searchUrl) {
      results.replaceChildren();
      return settle();
    }
    const mine = new AbortController();
    asked = mine;
    try {
      const address = new URL(palette.dataset.searchUrl, location.href);
      address.searchParams.set("q", text);
      const answer = await fetch(address, { signal: mine.signal, headers: { "HX-Request": "true", "HX-Target": "palette-options" } });
      const html = answer.ok ? await answer.text() : "";
      if (asked !== mine) return;
      // The server escapes what it writes; parsing as a document keeps scripts from running all the same.
      const parsed = new DOMParser().parseFromString(html, "text/html");
      results.replaceChildren(...parsed.body.childNodes);
    } catch (error) {
      if (error.name === "AbortError") return;
      results.replaceChildren();
    }
    if (asked === mine) asked = null;
    settle();
  };

  const choose = (chosen, apart) => {
    if (!chosen) return;
    const href = chosen.dataset.href || chosen.getAttribute("href") || chosen.querySelector("a")?.href;
    if (!href) return chosen.dispatchEvent(new Event("palette:choose"));
    remember(chosen.querySelector("b")?.textContent.trim() || chosen.textContent.trim(), chosen.querySelector("small")?.textContent.trim() || "", href);
    if (apart) return window.open(href, "_blank", "noopener");
    location.assign(href);
  };

  const open = () => {
    if (palette.open) return;
    document.querySelectorAll("[popover]:popover-open").forEach((one) => one.hidePopover());
    offerActions();
    input.value = "";
    results.replaceChildren();
    filterActions("");
    offerRecent();
    palette.showModal();
    settle();
  };

  input.addEventListener("input", () => {
    const text = input.value.trim();
    filterActions(text);
    recent.hidden = text !== "" || remembered().length === 0;
    clearTimeout(timer);
    timer = setTimeout(() => search(text), 120);
    settle();
  });
  input.addEventListener("keydown", (event) => {
    const shown = options();
    const here = shown.findIndex((one) => one.getAttribute("aria-selected") === "true");
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      select(shown.at((here + step) % shown.length));
    } else if (event.key === "Enter") {
      event.preventDefault();
      choose(shown[here], event.ctrlKey || event.metaKey);
    }
  });
  list.addEventListener("click", (event) => {
    const chosen = event.target.closest("[role='option']");
    if (!chosen) return;
    event.preventDefault();
    choose(chosen, event.ctrlKey || event.metaKey);
  });
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === "k") {
      event.preventDefault();
      palette.open ? palette.close() : open();
    }
  });
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-opens-palette]");
    if (!opener || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open();
  });
  document.addEventListener("carnet:palette", open);
}
