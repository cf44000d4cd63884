// Minutes that save themselves, and are signed with everything that was typed.
(function () {
  "use strict";
  const { on, say, isAutosave } = window.rmo;

  // It tries again by itself: whoever writes minutes looks at people, not at messages.
  const again = (e) => {
    if (!isAutosave(e)) return;
    document.getElementById(e.target.dataset.savesItself).textContent = "Нет связи: ещё не сохранено, повторяю";
    setTimeout(() => { if (e.target.isConnected) htmx.trigger(e.target, "submit"); }, 4000);
  };
  on("htmx:sendError", again);
  on("htmx:timeout", again);

  // Minutes are signed with everything that was typed: what has not saved itself yet goes first.
  const edits = new Map(), sending = new Map();
  let signing = null, count = 0;
  const edited = (e) => { if (e.target.form && e.target.form.matches("form[data-saves-itself]")) edits.set(e.target.form, ++count); };
  on("input", edited);
  on("change", edited);
  on("htmx:beforeRequest", (e) => { if (isAutosave(e)) sending.set(e.target, edits.get(e.target)); });
  on("htmx:afterRequest", (e) => {
    if (!isAutosave(e)) return;
    if (e.detail.successful && edits.get(e.target) === sending.get(e.target)) edits.delete(e.target);
    if (!signing) return;
    const form = signing;
    if (!e.detail.successful) signing = null;
    if (!e.detail.successful) say("Один из вопросов не записан, протокол не подписан: посмотрите отмеченное.", "bad");
    else if (!edits.size) setTimeout(() => { signing = null; form.requestSubmit(); });
  });
  on("submit", (e) => {
    if (!e.target.matches("form[data-after-saving]") || !edits.size) return;
    e.preventDefault();
    signing = e.target;
    edits.forEach((_, form) => htmx.trigger(form, "submit"));
  });
})();
