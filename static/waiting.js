// What waits: a deed leaves its row, and the keyboard goes on in the next one.
(function () {
  "use strict";
  const { on } = window.rmo;
  let place = -1, isOpen = false;

  on("htmx:beforeRequest", (e) => {
    const list = e.target.closest(".waits");
    if (list) place = [...document.querySelectorAll(".waits > li")].indexOf(e.target.closest("li"));
  });
  // What somebody else did first is refused; the list shows what is left.
  on("htmx:afterRequest", (e) => {
    if (e.target.closest(".waits") && !e.detail.successful) htmx.trigger(document.body, "waiting");
  });
  on("htmx:beforeSwap", (e) => {
    const folded = e.target.id === "waits" && e.target.querySelector(".folded");
    if (folded) isOpen = folded.open;
  });
  on("htmx:afterSettle", (e) => {
    if (e.target.id !== "waits" || place < 0) return;
    const folded = e.target.querySelector(".folded");
    if (folded) folded.open = isOpen;
    const rows = e.target.querySelectorAll(".waits > li");
    const next = rows.length && rows[Math.min(place, rows.length - 1)].querySelector("a.q");
    place = -1;
    (next && (!next.checkVisibility || next.checkVisibility()) ? next : document.getElementById("waiting")).focus();
  });
})();
