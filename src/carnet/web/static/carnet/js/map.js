// Maps: every [data-map] of the page becomes one, and says in words beside it what is in sight. No tile server: the
// ground is the outline of the départements, and the names of towns come from our own file of communes.
const FRANCE = [[41.3, -5.2], [51.1, 9.6]];
const DEEPEST = 14;
let ground = null;

// The file tells each outline as steps of a thousandth of a degree from its first corner: `docs/explanation/map.md`.
function outlines(file) {
  return Object.entries(file).map(([code, [name, rings]]) => ({ code, name, rings: rings.map((steps) => {
    const ring = [];
    let lon = 0, lat = 0;
    for (let place = 0; place < steps.length; place += 2) {
      lon += steps[place];
      lat += steps[place + 1];
      ring.push([lat / 1000, lon / 1000]);
    }
    return ring;
  }) }));
}

function readGround(url) {
  ground ??= fetch(url).then((answer) => answer.json()).then(outlines).catch(() => { ground = null; return []; });
  return ground;
}

const bounds = ([south, west, north, east]) => [[south, west], [north, east]];

function mark(one) {
  const count = one.n || 1;
  const size = count === 1 ? 16 : 26 + 6 * Math.min(4, Math.floor(Math.log10(count)));
  const icon = L.divIcon({ className: `map-mark ${count === 1 ? "one" : "many"} ${one.tone || ""}`, iconSize: [size, size], html: "" });
  const made = L.marker(one.at, { icon, keyboard: true, riseOnHover: true, alt: one.label });
  made.on("add", () => {
    const element = made.getElement();
    element.textContent = count === 1 ? "" : new Intl.NumberFormat(document.documentElement.lang, { notation: count > 9999 ? "compact" : "standard" }).format(count);
    element.setAttribute("aria-label", count === 1 ? one.label : `${one.label}, ${count}`);
  });
  const said = document.createElement("span");
  said.textContent = one.note ? `${one.label} · ${one.note}` : one.label;
  made.bindTooltip(said, { direction: "top", className: "map-note" });
  return made;
}

class PaperMap {
  constructor(pane) {
    this.pane = pane;
    this.said = pane.dataset;
    this.box = pane.querySelector(".map");
    this.list = pane.querySelector("[data-map-list]");
    this.status = pane.querySelector("[data-map-said]");
    this.box.querySelector(".no-js")?.remove();
    this.map = L.map(this.box, { zoomControl: false, attributionControl: false, minZoom: 3, maxZoom: DEEPEST, zoomSnap: 1, worldCopyJump: false });
    L.control.attribution({ prefix: false }).addAttribution(this.said.saidSources).addTo(this.map);
    L.control.zoom({ zoomInTitle: this.said.saidIn, zoomOutTitle: this.said.saidOut }).addTo(this.map);
    this.bar("topleft", [["⤢", this.said.saidWhole, () => this.whole()]]);
    this.marks = L.layerGroup().addTo(this.map);
    this.towns = L.layerGroup().addTo(this.map);
    this.shapes = L.featureGroup().addTo(this.map);
    this.begin();
  }

  async begin() {
    const shapes = this.said.shapes ? JSON.parse(this.said.shapes) : null;
    this.whole();
    if (shapes) {
      this.show(shapes);
      this.whole();
    }
    this.map.on("moveend", () => this.refresh());
    this.refresh();
    for (const one of await readGround(this.said.ground)) {
      L.polygon(one.rings, { className: "map-ground", interactive: false, smoothFactor: 1.2 }).addTo(this.map).bringToBack();
    }
  }

  // Buttons of the map's own, [sign, words, act].
  bar(position, acts) {
    const control = new L.Control({ position });
    const buttons = acts.map(([sign, words, act]) => {
      const button = document.createElement("button");
      Object.assign(button, { type: "button", textContent: sign, title: words, onclick: act });
      button.setAttribute("aria-label", words);
      return button;
    });
    control.onAdd = () => {
      const box = L.DomUtil.create("div", "leaflet-bar");
      box.append(...buttons);
      L.DomEvent.disableClickPropagation(box);
      return box;
    };
    control.addTo(this.map);
    return buttons;
  }

  // Around what there is, or the country.
  whole() {
    const frame = this.said.frame ? bounds(this.said.frame.split(",").map(Number)) : null;
    const drawn = this.shapes.getLayers().length ? this.shapes.getBounds() : null;
    this.map.fitBounds(frame || drawn || FRANCE, { padding: [28, 28], maxZoom: 11, animate: false });
  }

  question() {
    const seen = this.map.getBounds();
    const frame = [seen.getSouth(), seen.getWest(), seen.getNorth(), seen.getEast()].map((one) => one.toFixed(4));
    return `cadre=${frame.join(",")}&z=${this.map.getZoom()}`;
  }

  // One question at a time: an answer that comes too late is not shown.
  async refresh() {
    const turn = this.turn = (this.turn || 0) + 1;
    const asked = this.question();
    const read = (url) => fetch(url + (url.includes("?") ? "&" : "?") + asked, { headers: { Accept: "application/json" } });
    try {
      const [towns, points] = await Promise.all([read(this.said.landmarks), this.said.points ? read(this.said.points) : null]);
      if (!towns.ok || (points && !points.ok)) throw new Error("refused");
      const [named, told] = [await towns.json(), points && await points.json()];
      if (turn !== this.turn) return;
      this.name(named.towns);
      if (told) this.show(told);
    } catch {
      if (turn === this.turn && this.status) this.status.textContent = this.said.saidLost;
    }
  }

  name(towns) {
    this.towns.clearLayers();
    for (const [lat, lon, name, population] of towns) {
      const label = L.marker([lat, lon], { interactive: false, keyboard: false, icon: L.divIcon({ className: `map-town ${population > 100000 ? "big" : ""}`, iconSize: null, html: "" }) });
      label.on("add", () => {
        label.getElement().textContent = name;
        label.getElement().setAttribute("aria-hidden", "true");
      });
      label.addTo(this.towns);
    }
  }

  show(told) {
    const focused = this.box.contains(document.activeElement) && document.activeElement.getAttribute("aria-label");
    this.marks.clearLayers();
    for (const one of told.marks || []) {
      const made = mark(one).addTo(this.marks);
      made.on("click", () => this.open(one));
    }
    if (told.lines || told.circles || told.areas) this.outline(told);
    if (told.said !== undefined) this.tell(told);
    // The marks are drawn anew: the key stays where it was, or on the map.
    if (focused && !this.box.contains(document.activeElement)) {
      const again = [...this.box.querySelectorAll(".map-mark")].find((one) => one.getAttribute("aria-label") === focused);
      (again || this.box).focus({ preventScroll: true });
    }
  }

  open(one) {
    if (one.frame) this.near(one.frame);
    else if (one.url) location.assign(one.url);
  }

  near(frame) {
    const before = this.map.getZoom();
    this.map.fitBounds(bounds(frame), { padding: [40, 40], maxZoom: DEEPEST });
    if (this.map.getZoom() <= before) this.map.setZoom(before + 1);
  }

  outline(told) {
    this.shapes.clearLayers();
    const name = (shape, one) => (one.label ? shape.bindTooltip(document.createTextNode(one.label).textContent) : shape).addTo(this.shapes);
    this.drawn = told;
    for (const one of told.lines || []) name(L.polyline(one.points, { className: `map-line ${one.tone || ""}` }), one);
    for (const one of told.circles || []) name(L.circle(one.at, { radius: one.km * 1000, className: "map-area" }), one);
    for (const one of told.areas || []) name(L.polygon(one.points, { className: "map-area" }), one);
  }

  tell(told) {
    if (this.status) this.status.textContent = told.said;
    if (!this.list) return;
    const rows = told.rows?.length ? told.rows : told.marks.slice(0, 60);
    this.list.replaceChildren(...rows.map((one) => this.row(one)));
  }

  row(one) {
    const item = document.createElement("li");
    const link = document.createElement(one.url ? "a" : "button");
    link.className = "map-row";
    if (one.url) link.href = one.url;
    else {
      link.type = "button";
      link.addEventListener("click", () => this.near(one.frame));
    }
    const name = document.createElement("b");
    name.textContent = one.label;
    const more = document.createElement("span");
    more.textContent = one.note || (one.n || 1).toLocaleString(document.documentElement.lang);
    link.append(name, more);
    item.append(link);
    return item;
  }
}

function start() {
  document.querySelectorAll("[data-map]:not([data-map-ready])").forEach((pane) => {
    pane.dataset.mapReady = "";
    pane.paperMap = new PaperMap(pane);
    pane.dispatchEvent(new CustomEvent("map:ready", { bubbles: true, detail: pane.paperMap }));
  });
}

start();
document.addEventListener("htmx:afterSettle", start);
