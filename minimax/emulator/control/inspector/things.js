"use strict";

// Tasks, files, accounts, faults, and the next reply.

const things = { task: new Map(), file: new Map(), voice: new Map(), account: new Map() };
const cards = new Map();
const KINDS_OF_FILES = { mp3: "audio", wav: "audio", flac: "audio", opus: "audio", mp4: "video", png: "image", jpeg: "image", jpg: "image" };
const STAGES = { succeeded: "good", failed: "bad", cancelled: "warn" };

function takeThing(kind, thing) {
  const key = `${thing.account} ${thing.kind && kind === "task" ? `${thing.kind} ` : ""}${thing.id ?? ""}`;
  if (thing.removed) {
    for (const known of [...things[kind].keys()].filter((known) => known === key || (known.startsWith(`${thing.account} `) && known.endsWith(` ${thing.id}`)))) {
      things[kind].delete(known);
      cards.get(`${kind} ${known}`)?.remove();
      cards.delete(`${kind} ${known}`);
    }
  } else {
    things[kind].set(key, thing);
    if (kind === "voice") drawAccounts();
    else drawCard(kind, key, thing);
  }
  const pages = { task: "tasks", file: "files", account: "accounts", voice: "accounts" };
  const counted = pages[kind] === "accounts" ? things.account : things[kind];
  count(pages[kind], counted.size);
  $(`no-${pages[kind]}`).hidden = counted.size > 0;
}

const CARDS = { task: taskCard, file: fileCard, account: accountCard };

function drawCard(kind, key, thing) {
  const card = CARDS[kind](thing);
  const before = cards.get(`${kind} ${key}`);
  // Reuse the element, so that a playing video continues.
  const shown = before?.querySelector(".shown");
  if (shown) card.append(shown);
  if (before) before.replaceWith(card);
  else $(`${kind}-cards`).prepend(card);
  cards.set(`${kind} ${key}`, card);
}

function makeCard(name, facts, ...side) {
  return make(
    "div",
    { class: "card" },
    make("div", { class: "name" }, ...name),
    make("div", { class: "facts" }, ...facts.filter(Boolean).map((fact) => make("span", {}, fact))),
    make("div", { class: "side" }, ...side.filter(Boolean)),
  );
}

function taskCard(task) {
  const under = task.failure && task.stage === "failed" ? `${task.failure.code}: ${task.failure.message}` : null;
  const stage = make("span", { class: `status ${STAGES[task.stage] ?? "open"}` }, task.stage);
  const requests = make("button", { title: "Requests that contain this id", onclick: () => search(task.id) }, "Requests");
  const name = [task.kind, " ", make("span", { class: "mono" }, task.id), task.asked.text && make("p", { class: "asked" }, task.asked.text)].filter(Boolean);
  const card = makeCard(name, [task.asked.model, `created ${clockTime(task.created)}`, task.endless ? "never ends" : `takes ${span(task.seconds)}`, under], requests, show(task.url), stage);
  if (!STAGES[task.stage]) {
    const bar = make("progress", { max: 1, value: 0, "aria-label": "Progress" });
    bar.dataset.created = task.created;
    bar.dataset.seconds = task.endless ? Infinity : task.seconds;
    card.append(bar);
  }
  return card;
}

function fileCard(file) {
  return makeCard([file.name], [make("span", { class: "mono" }, file.id), file.purpose, file.bytes ? size(file.bytes) : "created on first access", `created ${clockTime(file.created)}`, file.expires && `until ${dayTime(file.expires)}`], show(file.url));
}

function accountCard(account) {
  const voices = [...things.voice.values()].filter((voice) => voice.account === account.account);
  const named = voices.map((voice) => make("span", { class: "chip", title: voice.description }, `${voice.id} · ${voice.kind}${voice.used ? "" : ", not used yet"}`));
  return makeCard(["Account ", make("span", { class: "mono" }, account.account)], [account.has_plan ? "with a plan" : "pay as you go", `balance ${account.balance}`, ...named]);
}

function drawAccounts() {
  for (const [key, account] of things.account) drawCard("account", key, account);
}

/** A button that shows a result below its card. The result is only generated then, which can take seconds. */
function show(url) {
  if (!url) return null;
  const kind = KINDS_OF_FILES[url.split(".").pop()];
  if (!kind) return make("a", { href: url, download: "" }, "Save");
  return make("button", {
    onclick: ({ target }) => {
      const card = target.closest(".card");
      const shown = card.querySelector(".shown");
      if (shown) shown.remove();
      else card.append(make("div", { class: "shown media" }, player({ kind, url, media_type: kind, bytes: null })));
    },
  }, kind === "image" ? "Show" : "Play");
}

// Faults

let active = [];

async function learnFaults() {
  const known = await ask("GET", "/faults");
  if (!known) return;
  $("fault-kind").replaceChildren(...known.kinds.map((kind) => make("option", { value: kind.kind }, kind.kind)));
  $("fault-operation").append(...known.operations.map((operation) => make("option", { value: operation }, operation)));
  const about = () => {
    const kind = known.kinds.find(({ kind }) => kind === $("fault-kind").value);
    $("fault-about").textContent = `${kind.about}.`;
    $("fault-value").placeholder = kind.value ?? "none";
  };
  $("fault-kind").onchange = about;
  about();
  $("fault-kinds").replaceChildren(...known.kinds.map((kind) => {
    const button = make("button", { role: "switch", "aria-checked": "false", onclick: () => toggle(kind.kind) },
      make("span", { class: "switch", "aria-hidden": "true" }), make("span", { class: "mono" }, kind.kind), make("span", { class: "about" }, kind.about));
    button.dataset.kind = kind.kind;
    return make("li", {}, button);
  }));
  drawFaults();
}

const isOn = (kind) => active.some((fault) => fault.kind === kind);
const toggle = (kind) => (isOn(kind) ? ask("DELETE", `/faults?kind=${encodeURIComponent(kind)}`) : ask("PUT", "/faults", { kind }));

function drawFaults() {
  for (const button of $("fault-kinds").querySelectorAll("button")) button.setAttribute("aria-checked", String(isOn(button.dataset.kind)));
  $("active-faults").replaceChildren(...active.map((fault) => {
    const when = [fault.operation ?? "all operations", fault.first && `the first ${fault.first}`, fault.every && `every ${fault.every}.`, `applied to ${fault.times} of ${fault.seen}`];
    return makeCard([make("span", { class: "mono" }, fault.written)], when, make("button", { onclick: () => ask("DELETE", `/faults/${fault.number}`) }, "Remove"));
  }));
  count("faults", active.length);
}

$("fault-form").onsubmit = async (event) => {
  event.preventDefault();
  const number = (id) => ($(id).value === "" ? null : Number($(id).value));
  const fault = { kind: $("fault-kind").value, operation: $("fault-operation").value || null, first: number("fault-first"), every: number("fault-every"), value: number("fault-value") };
  if (await ask("PUT", "/faults", fault)) for (const id of ["fault-first", "fault-every", "fault-value"]) $(id).value = "";
};

// The next reply

$("reply-form").onsubmit = async (event) => {
  event.preventDefault();
  const given = { text: $("reply-text").value, when: $("reply-when").value, reasoning: $("reply-reasoning").value };
  const reply = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== ""));
  const answer = await ask("POST", "/reply", reply);
  if (!answer) return;
  for (const id of ["reply-text", "reply-when", "reply-reasoning"]) $(id).value = "";
  say(`${many(answer.replies, "reply").replace("replys", "replies")} waiting for a question`);
};
