// Rows that are moved by hand: of a plan, of an agenda.
(function () {
  "use strict";
  const { on } = window.rmo;

  // A row is put above or below the one it is dropped on; the form of the page tells the server.
  let dragged = null;
  const under = (e) => e.target.closest && e.target.closest("[data-row]");
  const isBelow = (e, row) => { const box = row.getBoundingClientRect(); return e.clientY > box.top + box.height / 2; };
  const marked = (row, below) => {
    document.querySelectorAll(".dropped-on, .dropped-below").forEach((one) => one.classList.remove("dropped-on", "dropped-below"));
    if (row) row.classList.add(below ? "dropped-below" : "dropped-on");
  };
  on("dragstart", (e) => { dragged = under(e); });
  on("dragover", (e) => {
    const row = dragged && under(e);
    if (!row || row.parentElement !== dragged.parentElement) return;
    e.preventDefault();
    marked(row, isBelow(e, row));
  });
  on("dragend", () => { dragged = null; marked(null); });
  on("drop", (e) => {
    const row = dragged && under(e), form = document.getElementById("edit");
    if (!row || row === dragged || !form) return;
    e.preventDefault();
    const next = isBelow(e, row) ? row.nextElementSibling : row;
    if (next === dragged) return;
    form.before.value = next ? next.dataset.row : 0;
    form.action = dragged.dataset.place;
    form.requestSubmit();
  });
  // Whoever moves a row by its button may press it again: the page comes back with it in focus.
  on("submit", (e) => {
    const button = e.submitter;
    if (!button || button.name !== "to" || !button.hasAttribute("formaction")) return;
    try { sessionStorage.setItem("pressed", JSON.stringify([button.getAttribute("formaction"), button.value, Date.now()])); } catch (blocked) { /* not this time */ }
  });
  const pressAgain = () => {
    try {
      const [address, value, at] = JSON.parse(sessionStorage.getItem("pressed") || "[]");
      const button = address && Date.now() - at < 60000 && document.querySelector(`button[name=to][value="${CSS.escape(value)}"][formaction="${CSS.escape(address)}"]`);
      if (!button) return; // a page that asks for the reason stands between
      sessionStorage.removeItem("pressed");
      button.focus();
    } catch (blocked) { /* nothing was kept */ }
  };
  addEventListener("load", () => setTimeout(pressAgain)); // the browser goes to the #anchor first
  // A row that was kept in place is where the keyboard goes on.
  on("htmx:afterSettle", (e) => {
    const link = e.target.matches("tr[data-row]") && e.target.querySelector(".verbs a");
    if (link && document.activeElement === document.body) link.focus();
  });
})();
