// Attendance: a tick is sent at once, and again until it is taken; a reload does not lose it.
(function () {
  "use strict";
  const { on, token } = window.rmo;

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
})();
