// What allauth only tells the console, the person reads: a passkey that does not answer, a dialogue closed.
document.addEventListener("allauth.error", (event) => {
  const told = document.querySelector("[data-passkey-failed]");
  if (!told) return;
  event.preventDefault();
  told.hidden = false;
  told.scrollIntoView({ block: "nearest" });
});
