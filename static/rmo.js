// Comforts over pages that work without them.
(function () {
  "use strict";
  const say = (text) => {
    const box = document.createElement("div");
    box.className = "say bad";
    box.textContent = text;
    document.getElementById("messages").replaceChildren(box);
    box.scrollIntoView({ block: "nearest" });
  };
  const token = () => document.querySelector("meta[name=csrf]").content;

  document.addEventListener("htmx:configRequest", (e) => { e.detail.headers["X-CSRFToken"] = token(); });
  document.addEventListener("htmx:config:request", (e) => { e.detail.ctx.request.headers["X-CSRFToken"] = token(); });

  // A stale token comes back renewed: the next press of the button works.
  document.addEventListener("htmx:afterRequest", (e) => {
    const fresh = e.detail.xhr && e.detail.xhr.getResponseHeader("X-CSRFToken");
    if (!fresh) return;
    document.querySelector("meta[name=csrf]").content = fresh;
    document.querySelectorAll("input[name=csrf_token]").forEach((field) => { field.value = fresh; });
  });
  const lost = () => say("Нет связи, данные не отправлены. Написанное осталось на странице: нажмите ещё раз, когда связь вернётся.");
  ["htmx:sendError", "htmx:timeout"].forEach((name) => document.addEventListener(name, (e) => {
    if (e.detail.requestConfig && e.detail.requestConfig.verb === "get" && e.target.closest("[data-quiet]")) return;
    lost();
  }));

  const working = () => document.querySelector(".working");
  document.addEventListener("htmx:beforeRequest", (e) => {
    if (!e.target.closest("[data-quiet]") && working()) working().classList.add("on");
  });
  document.addEventListener("htmx:afterRequest", () => { if (working()) working().classList.remove("on"); });

  // The first mistake is where the reader should be.
  document.addEventListener("htmx:afterSettle", focusMistake);
  function focusMistake() {
    const errors = document.querySelector(".errors");
    if (errors) errors.focus();
  }
  focusMistake();

  // What was typed is not left by accident.
  let typed = false;
  document.addEventListener("input", (e) => {
    if (e.target.closest("form[method=post]")) typed = true;
    if (e.target.matches("textarea[data-draft]")) later(e.target);
  });
  document.addEventListener("submit", () => { typed = false; });
  document.addEventListener("htmx:afterSwap", (e) => { if (e.target === document.body) typed = false; });
  addEventListener("beforeunload", (e) => { if (typed) e.preventDefault(); });

  // Long texts keep a draft on the server.
  let waiting = 0;
  function later(area) {
    clearTimeout(waiting);
    waiting = setTimeout(() => keep(area), 1500);
  }
  function keep(area) {
    const body = new URLSearchParams({ key: area.dataset.draft, text: area.value });
    fetch("/drafts/", { method: "POST", body, headers: { "X-CSRFToken": token() } }).then((answer) => {
      const word = document.getElementById(area.id + "-saved");
      if (word && answer.ok) word.textContent = "Черновик сохранён";
    }).catch(() => { /* the text is still on the page, the next stroke tries again */ });
  }

  document.addEventListener("click", (e) => {
    if (e.target.closest("[data-print]")) print();
    if (e.target.closest("[data-theme]")) turn();
    const copy = e.target.closest("[data-copy]");
    if (copy) copyText(document.querySelector(copy.dataset.copy), copy);
    const draft = e.target.closest("[data-take-draft]");
    if (draft) takeDraft(draft);
  });
  document.addEventListener("change", (e) => { if (e.target.matches("[data-submit]")) e.target.form.submit(); });
  function turn() {
    const root = document.documentElement;
    root.dataset.bsTheme = root.dataset.bsTheme === "dark" ? "light" : "dark";
    try { localStorage.setItem("theme", root.dataset.bsTheme); } catch (blocked) { /* for this page only */ }
  }
  function copyText(from, button) {
    // A plain-http intranet has no Clipboard API.
    const range = document.createRange();
    range.selectNodeContents(from);
    const selection = getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
    if (document.execCommand("copy")) button.textContent = "Скопировано";
  }
  function takeDraft(button) {
    const area = document.getElementById(button.dataset.takeDraft);
    area.value = document.getElementById(area.id + "-draft").textContent;
    area.focus();
    typed = true;
  }
})();
