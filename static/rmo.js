// Comforts over pages that work without them.
(function () {
  "use strict";
  const on = (name, act) => document.addEventListener(name, act);
  const token = () => document.querySelector("meta[name=csrf]").content;
  const isQuiet = (e) => Boolean(e.target.closest("[data-quiet]"));
  const isAutosave = (e) => e.target.matches("form[data-saves-itself]");
  const say = (text, kind) => {
    const box = document.createElement("div");
    box.className = `say ${kind}`;
    box.textContent = text;
    const messages = document.getElementById("messages");
    if (!messages) return;
    messages.replaceChildren(box);
    box.scrollIntoView({ block: "nearest" });
  };
  const note = (field, text) => {
    const word = document.getElementById(`${field.id}-saved`);
    if (word) word.textContent = text;
  };

  window.rmo = { on, token, say, isAutosave }; // for the scripts of single pages

  on("htmx:configRequest", (e) => { e.detail.headers["X-CSRFToken"] = token(); });
  on("htmx:config:request", (e) => { e.detail.ctx.request.headers["X-CSRFToken"] = token(); });

  // An address carries the beginning of what is typed: a longer one is refused on the way.
  on("htmx:configRequest", ({ detail: { verb, parameters } }) => {
    if (verb !== "get") return;
    Object.entries(parameters).forEach(([name, value]) => {
      if (typeof value === "string") parameters[name] = value.slice(0, 500);
    });
  });

  // A stale token comes back renewed: the next press of the button works.
  on("htmx:afterRequest", (e) => {
    const fresh = e.detail.xhr && e.detail.xhr.getResponseHeader("X-CSRFToken");
    if (!fresh) return;
    document.querySelector("meta[name=csrf]").content = fresh;
    document.querySelectorAll("input[name=csrf_token]").forEach((field) => { field.value = fresh; });
  });

  const work = (is) => document.querySelectorAll(".working").forEach((line) => line.classList.toggle("on", is));
  on("htmx:beforeRequest", (e) => { if (!isQuiet(e) && !isAutosave(e)) work(true); });
  on("htmx:afterRequest", () => work(false));

  const KEPT = "Написанное осталось на странице: нажмите ещё раз, когда связь вернётся.";
  const lost = (e) => {
    if (isQuiet(e) || isAutosave(e)) return;
    const isReading = e.detail.requestConfig && e.detail.requestConfig.verb === "get";
    say(isReading ? "Нет связи. Попробуйте ещё раз, когда она вернётся." : `Нет связи, данные не отправлены. ${KEPT}`, "bad");
  };
  on("htmx:sendError", lost);
  on("htmx:timeout", lost);

  // The bell that polls must not carry a writing person off to the sign-in page.
  on("htmx:beforeOnLoad", (e) => { if (isQuiet(e) && e.detail.xhr.status >= 400) e.preventDefault(); });

  // A list that renews itself waits while somebody works in it.
  on("htmx:beforeRequest", (e) => {
    if (!e.target.matches("[data-poll]")) return;
    const list = e.target.parentElement;
    if (document.hidden || list.querySelector(".open") || list.contains(document.activeElement)) e.preventDefault();
  });

  // A failure page of something between us and the server must not replace a filled form.
  on("htmx:beforeSwap", (e) => {
    const { xhr } = e.detail;
    if (xhr.status < 400 || xhr.getResponseHeader("HX-Retarget") || xhr.responseText.includes('id="main"')) return;
    e.detail.shouldSwap = false;
    say(`Сервер не отвечает, данные не отправлены. ${KEPT}`, "bad");
  });

  // What was typed is not left by accident.
  const typed = new Set();
  on("input", (e) => {
    const { form } = e.target;
    if (form && (form.matches("[hx-boost]") || e.target.matches("textarea"))) typed.add(form);
  });
  on("submit", (e) => { if (!e.defaultPrevented) typed.delete(e.target); });
  on("htmx:beforeOnLoad", (e) => { if (e.detail.xhr.status < 400) typed.delete(e.target.closest("form")); });
  addEventListener("beforeunload", (e) => {
    if (![...typed].some((form) => form.isConnected)) return;
    e.preventDefault();
    e.returnValue = ""; // Chrome before 119 asks only for this
  });

  // The first mistake is where the reader should be; else the new page begins at its beginning.
  const settle = (root) => {
    if (root.id === "messages") root.scrollIntoView({ block: "nearest" });
    const wrong = root.querySelector(".errors, .conflict");
    if (wrong) {
      if (wrong.closest("form")) typed.add(wrong.closest("form"));
      wrong.focus();
    } else if (root.querySelector("#main") && document.activeElement === document.body) {
      document.getElementById("main").focus({ preventScroll: true });
    }
  };
  // What was typed and ticked before the scripts came is told to them; what the browser brought back is not.
  const isTouched = (field) => {
    if (field.matches("[type=radio]")) return field.checked && !field.defaultChecked;
    if (field.matches("[type=checkbox]")) return field.checked !== field.defaultChecked;
    if (field.matches("[type=file]")) return field.files.length > 0;
    if (field.matches("select")) return field.selectedIndex !== Math.max([...field.options].findIndex((one) => one.defaultSelected), 0);
    return !field.matches("[type=hidden]") && field.value !== field.defaultValue;
  };
  const isBroughtBack = performance.getEntriesByType("navigation")[0]?.type !== "navigate";
  const replay = () => document.querySelectorAll("input, select, textarea").forEach((field) => {
    if (!isTouched(field) || (isBroughtBack && field.form?.autocomplete !== "off")) return;
    ["input", "change"].forEach((name) => field.dispatchEvent(new Event(name, { bubbles: true })));
  });
  on("DOMContentLoaded", replay);

  // A page may have a script of its own; one that was posted to another page brings no head with it.
  let isComing = false, pressed = null;
  const come = () => {
    isComing = false;
    replay();
    if (pressed && pressed.target.isConnected) pressed.target.requestSubmit(pressed.submitter);
    pressed = null;
  };
  const bring = (root) => root.querySelectorAll("[data-script]").forEach(({ dataset }) => {
    if (!dataset.script || document.querySelector(`script[src="${dataset.script}"]`)) return;
    isComing = true;
    document.head.append(Object.assign(document.createElement("script"), { src: dataset.script, onload: come, onerror: come }));
  });
  addEventListener("submit", (e) => {
    if (!isComing) return;
    pressed = e;
    e.preventDefault();
    e.stopImmediatePropagation();
  }, true);
  on("htmx:afterSettle", (e) => { bring(e.target); settle(e.target); });
  if (document.querySelector(".errors, .conflict")) settle(document);

  // Long texts keep a draft on the server.
  const waiting = new Map();
  const keep = (area) => {
    forget(area);
    const body = new URLSearchParams({ key: area.dataset.draft, text: area.value });
    fetch("/drafts/", { method: "POST", body, headers: { "X-CSRFToken": token() }, keepalive: body.toString().length < 60000 })
      .then((answer) => note(area, answer.ok ? "Черновик сохранён" : "Черновик не сохранён"))
      .catch(() => note(area, "Нет связи: черновик не сохранён"));
  };
  const forget = (area) => {
    clearTimeout(waiting.get(area));
    waiting.delete(area);
  };
  on("input", (e) => {
    if (!e.target.matches("textarea[data-draft]")) return;
    forget(e.target);
    waiting.set(e.target, setTimeout(keep, 1500, e.target));
  });
  // A draft that is saved after its form would come back as a ghost.
  on("submit", (e) => e.target.querySelectorAll("textarea[data-draft]").forEach(forget));
  addEventListener("pagehide", () => [...waiting.keys()].forEach(keep));

  on("change", (e) => {
    if (!e.target.matches("input[type=file]")) return;
    const size = (bytes) => bytes < 1e6 ? `${Math.ceil(bytes / 1024)} КБ` : `${(bytes / 1048576).toFixed(1).replace(".", ",")} МБ`;
    note(e.target, [...e.target.files].map((file) => `${file.name}, ${size(file.size)}`).join("; "));
  });

  const turn = () => {
    const root = document.documentElement;
    root.dataset.bsTheme = root.dataset.bsTheme === "dark" ? "light" : "dark";
    try { localStorage.setItem("theme", root.dataset.bsTheme); } catch (blocked) { /* for this page only */ }
  };
  const copy = (from) => {
    // A plain-http intranet has no Clipboard API.
    getSelection().selectAllChildren(from);
    const isDone = document.execCommand("copy");
    say(isDone ? "Скопировано." : "Текст выделен: нажмите Ctrl+C.", "");
  };
  const insert = (area, text) => {
    area.setRangeText(text, area.selectionStart, area.selectionEnd, "end");
    area.focus();
    area.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const put = (field, value) => {
    field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const takeDraft = (area) => {
    area.value = document.getElementById(`${area.id}-draft`).textContent;
    area.focus();
    typed.add(area.form);
  };
  const closeYears = () => document.querySelectorAll("details.year[open]").forEach((years) => { years.open = false; });
  const closeMenu = () => {
    if (location.hash !== "#menu") return;
    location.replace("#main");
    document.querySelector(".bar a[href='#menu']")?.focus({ preventScroll: true });
  };
  on("click", (e) => {
    const hit = (selector) => e.target.closest(selector);
    if (hit("[data-print]")) print();
    if (hit("[data-theme]")) turn();
    if (hit("[data-copy]")) copy(document.querySelector(hit("[data-copy]").dataset.copy));
    if (hit("[data-set]")) put(document.getElementById(hit("[data-set]").dataset.set), hit("[data-set]").dataset.value);
    if (hit("[data-insert]")) insert(document.getElementById(hit("[data-insert]").dataset.insert), hit("[data-insert]").dataset.text);
    if (hit("[data-take-draft]")) takeDraft(document.getElementById(hit("[data-take-draft]").dataset.takeDraft));
    if (!hit(".year")) closeYears();
    if (hit("a[href='#menu'], .close") && location.hash === "#menu") {
      e.preventDefault();
      closeMenu();
    }
  });
  on("keydown", (e) => {
    if (e.key === "Enter" && (e.ctrlKey || e.metaKey) && e.target.matches("textarea[data-send]")) {
      e.preventDefault();
      e.target.form.querySelector(".btn-primary").click(); // htmx knows only the button that was clicked
    }
    if (e.key !== "Escape") return;
    closeYears();
    closeMenu();
  });
})();
