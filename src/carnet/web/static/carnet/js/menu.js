// Menus: arrows inside, and a place beside their button where the browser cannot find it by itself.
const anchored = CSS.supports("position-area: block-end");

document.addEventListener("toggle", (event) => {
  const menu = event.target;
  if (!(menu instanceof HTMLElement) || !menu.matches(".menu") || event.newState !== "open") return;
  const button = document.querySelector(`[popovertarget="${menu.id}"]`);
  if (!anchored && button && !menu.matches(".more")) place(menu, button.getBoundingClientRect());
  items(menu)[0]?.focus({ preventScroll: true });
}, true);

function place(menu, box) {
  const { offsetWidth: width, offsetHeight: height } = menu;
  const below = box.bottom + height + 8 < innerHeight;
  menu.style.left = `${Math.max(8, Math.min(box.right - width, innerWidth - width - 8))}px`;
  menu.style.top = `${below ? box.bottom : Math.max(8, box.top - height - 8)}px`;
}

function items(menu) {
  return [...menu.querySelectorAll("a[href], button:not(:disabled)")].filter((item) => item.offsetParent !== null);
}

document.addEventListener("keydown", (event) => {
  const menu = event.target.closest?.(".menu");
  if (!menu || !["ArrowDown", "ArrowUp", "Home", "End"].includes(event.key)) return;
  event.preventDefault();
  const all = items(menu);
  const here = all.indexOf(document.activeElement);
  const next = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: -1 }[event.key];
  all.at(next % all.length)?.focus();
});

document.addEventListener("click", (event) => {
  const chosen = event.target.closest(".menu :is(a, button)");
  if (chosen && !chosen.closest(".segment")) chosen.closest(".menu").hidePopover?.();
});
