// Drawing on a map, with the pointer, a finger or the keyboard: a circle (centre, then edge) or an area (its corners).
// What is drawn is told by the event `map:drawn`, and opens the map's address `data-drawn` where there is one.
const MOST_CORNERS = 30;
const FARTHEST = 150;
const written = (point) => `${point.lat.toFixed(4)} ${point.lng.toFixed(4)}`;

class Drawing {
  constructor(paper) {
    this.paper = paper;
    this.map = paper.map;
    this.said = paper.said;
    this.points = [];
    const kinds = this.said.draw.split(" ");
    this.buttons = paper.bar("topright", kinds.map((kind) => [kind === "circle" ? "◯" : "⬠", kind === "circle" ? this.said.saidCircle : this.said.saidArea, () => this.toggle(kind)]));
    this.buttons.forEach((button, place) => { button.dataset.kind = kinds[place]; button.setAttribute("aria-pressed", "false"); });
    this.layer = L.featureGroup().addTo(this.map);
    this.hint = document.createElement("div");
    this.hint.className = "map-hint";
    this.hint.hidden = true;
    this.hint.setAttribute("role", "status");
    paper.box.append(this.hint);
    L.DomEvent.disableClickPropagation(this.hint);
    this.map.on("click", (event) => this.kind && this.add(event.latlng));
    this.map.on("mousemove", (event) => this.kind && this.points.length && this.sketch(event.latlng));
    this.map.on("move", () => this.kind && this.byKey && this.points.length && this.sketch(this.map.getCenter()));
    // Before Leaflet's own keys: arrows still move the map, Enter and Escape are ours while one draws.
    paper.box.addEventListener("keydown", (event) => this.pressed(event), true);
  }

  toggle(kind) {
    const again = this.kind === kind;
    this.stop();
    if (again) return;
    this.kind = kind;
    this.points = [];
    this.paper.box.classList.add("drawing");
    this.buttons.forEach((button) => button.setAttribute("aria-pressed", String(button.dataset.kind === kind)));
    this.map.doubleClickZoom.disable();
    this.tell();
    this.paper.box.focus({ preventScroll: true });
  }

  stop() {
    this.kind = null;
    this.byKey = false;
    this.layer.clearLayers();
    this.hint.hidden = true;
    this.paper.box.classList.remove("drawing", "by-key");
    this.buttons.forEach((button) => button.setAttribute("aria-pressed", "false"));
    this.map.doubleClickZoom.enable();
  }

  pressed(event) {
    if (!this.kind || event.target.closest("button")) return;
    if (event.key === "Escape") this.stop();
    else if (event.key === "Enter") this.add(this.map.getCenter());
    else {
      if (event.key.startsWith("Arrow")) {
        this.byKey = true;
        this.paper.box.classList.add("by-key");
      }
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  add(point) {
    this.points.push(point);
    if (this.kind === "circle" && this.points.length === 2) return this.finish();
    if (this.points.length === MOST_CORNERS) return this.finish();
    this.sketch(point);
    return this.tell();
  }

  tell() {
    const words = document.createElement("p");
    words.textContent = this.kind === "area" ? this.said.saidCorner : this.points.length ? this.said.saidEdge : this.said.saidCentre;
    const acts = document.createElement("div");
    acts.className = "acts";
    if (this.kind === "area" && this.points.length > 2) acts.append(this.act(this.said.saidFinish, () => this.finish(), "go"));
    acts.append(this.act(this.said.saidCancel, () => this.stop(), ""));
    this.hint.replaceChildren(words, acts);
    this.hint.hidden = false;
  }

  act(words, act, tone) {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: `btn small ${tone}`, textContent: words, onclick: act });
    return button;
  }

  kilometres(edge) {
    return Math.min(FARTHEST, Math.max(1, Math.round(this.map.distance(this.points[0], edge) / 1000)));
  }

  sketch(towards) {
    this.layer.clearLayers();
    if (this.kind === "circle") {
      const km = this.kilometres(towards);
      const circle = L.circle(this.points[0], { radius: km * 1000, className: "map-area", interactive: false }).addTo(this.layer);
      circle.bindTooltip(`${km} km`, { permanent: true, direction: "center", className: "map-note" });
    } else L.polygon([...this.points, towards], { className: "map-area", interactive: false }).addTo(this.layer);
  }

  finish() {
    const [centre, edge] = this.points;
    const told = this.kind === "circle" ? { kind: "circle", at: [centre.lat, centre.lng], km: this.kilometres(edge) } : { kind: "area", points: this.points.map((point) => [point.lat, point.lng]) };
    const trace = this.kind === "circle" ? `${written(centre)}:${told.km}` : this.points.map(written).join(":");
    this.stop();
    this.paper.outline(told.kind === "circle" ? { circles: [told] } : { areas: [told] });
    this.fill(told, trace);
    this.paper.pane.dispatchEvent(new CustomEvent("map:drawn", { bubbles: true, detail: { ...told, trace } }));
    const to = this.said.drawn;
    if (to) location.assign(`${to}${to.includes("?") ? "&" : "?"}trace=${encodeURIComponent(trace)}`);
  }

  // A form of the page that asks for a zone: `data-drawn` says which field takes what; it is then sent.
  fill(told, trace) {
    const form = document.querySelector("form[data-drawing]");
    if (!form) return;
    const circle = told.kind === "circle";
    const values = { area: circle ? "" : trace, ...(circle && { at: told.at.map((one) => one.toFixed(4)).join(", "), km: told.km }) };
    for (const [name, value] of Object.entries(values)) {
      const field = form.querySelector(`[data-drawn="${name}"]`);
      if (field) field.value = value;
    }
    form.dispatchEvent(new Event("input", { bubbles: true }));
    form.requestSubmit();
  }
}

document.addEventListener("map:ready", (event) => {
  if (event.detail.said.draw) event.detail.drawing = new Drawing(event.detail);
});
