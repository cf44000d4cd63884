// Comforts over pages that work without them.
(function () {
  "use strict";
  const on = (name, act) => document.addEventListener(name, act);
  const token = () => document.querySelector("meta[name=csrf]").content;
  const isQuiet = (e) => Boolean(e.target.closest("[data-quiet]"));
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
  const isAutosave = (e) => e.target.matches("form[data-saves-itself]");
  on("htmx:beforeRequest", (e) => { if (!isQuiet(e) && !isAutosave(e)) work(true); });
  on("htmx:afterRequest", () => work(false));

  const KEPT = "Написанное осталось на странице: нажмите ещё раз, когда связь вернётся.";
  const lost = (e) => {
    if (isQuiet(e)) return;
    if (isAutosave(e)) {
      // It tries again by itself: whoever writes minutes looks at people, not at messages.
      document.getElementById(e.target.dataset.savesItself).textContent = "Нет связи: ещё не сохранено, повторяю";
      setTimeout(() => { if (e.target.isConnected) htmx.trigger(e.target, "submit"); }, 4000);
      return;
    }
    const isReading = e.detail.requestConfig && e.detail.requestConfig.verb === "get";
    say(isReading ? "Нет связи. Попробуйте ещё раз, когда она вернётся." : `Нет связи, данные не отправлены. ${KEPT}`, "bad");
  };
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
  on("htmx:afterSettle", (e) => settle(e.target));
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
  const closeMenu = () => { if (location.hash === "#menu") location.hash = "#main"; };
  on("click", (e) => {
    const hit = (selector) => e.target.closest(selector);
    if (hit("[data-print]")) print();
    if (hit("[data-theme]")) turn();
    if (hit("[data-copy]")) copy(document.querySelector(hit("[data-copy]").dataset.copy));
    if (hit("[data-set]")) put(document.getElementById(hit("[data-set]").dataset.set), hit("[data-set]").dataset.value);
    if (hit("[data-insert]")) insert(document.getElementById(hit("[data-insert]").dataset.insert), hit("[data-insert]").dataset.text);
    if (hit("[data-take-draft]")) takeDraft(document.getElementById(hit("[data-take-draft]").dataset.takeDraft));
    if (!hit(".year")) closeYears();
    if (hit("a[href='#menu']") && location.hash === "#menu") {
      e.preventDefault();
      closeMenu();
    }
  });
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

  // Attendance: a tick is sent at once, and again until it is taken; a reload does not lose it.
  const FRESH = 12 * 3600 * 1000; // older ticks are of another day
  let ticks = {}, isSending = false;
  const rollForm = () => document.querySelector("form[data-roll]");
  const rollSays = (text) => { const word = document.getElementById("roll-saved"); if (word) word.textContent = text; };
  const mirror = (form) => {
    try {
      if (Object.keys(ticks).length) localStorage.setItem(form.dataset.roll, JSON.stringify({ at: Date.now(), ticks }));
      else localStorage.removeItem(form.dataset.roll);
    } catch (blocked) { /* this page remembers them */ }
  };
  const radio = (name, value) => rollForm().querySelector(`input[name="${CSS.escape(name)}"]${value === undefined ? "" : `[value="${CSS.escape(value)}"]`}`);
  const whose = (name) => radio(name).closest("fieldset").querySelector("legend").firstChild.textContent.trim();
  // What the server has of a person; shown, when it is not what was ticked here.
  const stand = (name, value, isShown) => {
    radio(name).closest("fieldset").dataset.was = value;
    if (!isShown) return;
    rollForm().querySelectorAll(`input[name="${CSS.escape(name)}"]`).forEach((one) => { one.checked = one.value === value; });
  };
  const sendTicks = () => {
    const form = rollForm(), names = Object.keys(ticks);
    if (!form || isSending || !names.length) return;
    const sent = { ...ticks }, body = new URLSearchParams();
    names.forEach((name) => {
      body.set(name, sent[name].value);
      body.set(name.replace("mark-", "was-"), sent[name].was);
    });
    isSending = true;
    fetch(form.dataset.roll, { method: "POST", body, headers: { "X-CSRFToken": token() } })
      .then((answer) => {
        const fresh = answer.headers.get("X-CSRFToken");
        if (fresh) document.querySelector("meta[name=csrf]").content = fresh;
        if (!answer.ok || answer.redirected) throw { isFinal: !fresh && answer.status >= 400 && answer.status < 500 };
        return answer.json();
      })
      .then(({ counts, others }) => {
        names.forEach((name) => {
          if (ticks[name] === sent[name]) delete ticks[name];
          stand(name, name in others ? others[name] || "" : sent[name].value, name in others);
        });
        document.getElementById("roll-counts").textContent = counts;
        const theirs = Object.keys(others).map((name) => whose(name));
        rollSays(theirs.length ? `Пока отметка ждала, её поставил кто-то другой: ${theirs.join(", ")}. Проверьте.` : "Сохранено");
        isSending = false;
        mirror(form);
        sendTicks();
      })
      .catch((trouble) => {
        isSending = false;
        const kept = `отметки здесь целы (${names.length})`;
        rollSays(trouble.isFinal ? `Сервер не принял: обновите страницу, ${kept}.` : `Нет связи: ${kept} и уйдут сами.`);
        if (!trouble.isFinal) setTimeout(sendTicks, 4000);
      });
  };
  const resume = () => {
    const form = rollForm();
    if (!form) return;
    try {
      const kept = JSON.parse(localStorage.getItem(form.dataset.roll) || "{}");
      if (Date.now() - kept.at < FRESH) ticks = kept.ticks;
    } catch (blocked) { /* nothing was kept */ }
    Object.keys(ticks).forEach((name) => {
      const tick = typeof ticks[name].value === "string" && radio(name, ticks[name].value);
      if (tick) tick.checked = true;
      else delete ticks[name];
    });
    sendTicks();
  };
  on("change", (e) => {
    if (!e.target.matches("form[data-roll] input[type=radio]")) return;
    const { name, value } = e.target;
    ticks[name] = { value, was: name in ticks ? ticks[name].was : e.target.closest("fieldset").dataset.was };
    mirror(rollForm());
    rollSays("Сохраняю…");
    sendTicks();
  });
  addEventListener("online", sendTicks);
  resume();
  // 1 to 4 tick and lead to the next person: the whole roll without a mouse.
  on("keydown", (e) => {
    if (!"1234".includes(e.key) || !e.target.matches("form[data-roll] input[type=radio]")) return;
    const people = [...rollForm().querySelectorAll("fieldset")], here = e.target.closest("fieldset");
    const tick = here.querySelectorAll("input")[Number(e.key) - 1];
    if (!tick) return;
    e.preventDefault();
    tick.checked = true;
    tick.dispatchEvent(new Event("change", { bubbles: true }));
    const next = people[people.indexOf(here) + 1];
    if (next) (next.querySelector("input:checked") || next.querySelector("input")).focus();
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
