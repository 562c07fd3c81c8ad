// A button that asks the device where it is, with the reader's leave, and sends its form. The place goes nowhere else.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-locate]");
  if (!button) return;
  const form = button.form;
  const said = form.querySelector("[data-locate-said]");
  const refused = () => { button.removeAttribute("aria-busy"); said.textContent = button.dataset.saidRefused; };
  if (!navigator.geolocation) { refused(); return; }
  button.setAttribute("aria-busy", "true");
  navigator.geolocation.getCurrentPosition(({ coords }) => {
    form.elements.lat.value = coords.latitude.toFixed(4);
    form.elements.lon.value = coords.longitude.toFixed(4);
    form.requestSubmit();
  }, refused, { timeout: 10000, maximumAge: 60000 });
});
