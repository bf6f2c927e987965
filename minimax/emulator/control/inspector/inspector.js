"use strict";

// The inspector page. All data arrives in one event stream; the full request is loaded when it is selected.

const MOST_ROWS = 500;
const TABS = ["requests", "tasks", "files", "accounts", "faults"];

// Requests

const requests = new Map(); // by number
const rows = new Map(); // the buttons, by number
let waiting = new Map(); // changed since the rows were last drawn
let drawing = null;
let selected = null;

const isWebSocket = (request) => request.path.startsWith("/ws/");

function statusOf(request) {
  if (request.code !== null) return { text: String(request.code), kind: "bad" };
  if (request.status === null) return request.seconds === null ? { text: "···", kind: "open" } : { text: "cut", kind: "bad" };
  if (request.status === 101) return { text: "WS", kind: request.seconds === null ? "open" : "good" };
  return { text: String(request.status), kind: request.status < 300 ? "good" : request.status < 500 ? "warn" : "bad" };
}

const isProblem = (request) => request.faults.length > 0 || request.unknown_fields.length > 0 || ["bad", "warn"].includes(statusOf(request).kind);

function isShown(request) {
  if ($("errors").getAttribute("aria-pressed") === "true" && !isProblem(request)) return false;
  const words = $("filter").value.toLowerCase().split(/\s+/).filter(Boolean);
  const { model, voice, text } = request.asked;
  const known = [request.method, request.path, request.operation, request.status, request.code, model, voice, text, ...request.faults].join(" ").toLowerCase();
  return words.every((word) => known.includes(word)) || (found.has(request.number) && words.length > 0);
}

let found = new Set(); // numbers of requests whose bodies match the filter
let searching;

/** Search in bodies, too, after typing has stopped. */
function lookUp() {
  clearTimeout(searching);
  found = new Set();
  const words = $("filter").value.trim();
  if (words.length < 2) return;
  searching = setTimeout(async () => {
    const answer = await ask("GET", `/search?words=${encodeURIComponent(words)}`);
    if (answer && words === $("filter").value.trim()) (found = new Set(answer.numbers)), filterRows();
  }, 150);
}

function search(words) {
  $("filter").value = words;
  openTab("requests");
  lookUp();
  filterRows();
}

function status(request) {
  const { text, kind } = statusOf(request);
  return make("span", { class: `status ${kind}` }, text);
}

function chips(request) {
  const found = request.faults.map((fault) => make("span", { class: "chip warn", title: `Applied fault: ${fault}` }, fault.split(/[=:*/]/)[0]));
  if (request.unknown_fields.length) {
    found.push(make("span", { class: "chip warn", title: request.unknown_fields.join("\n") }, many(request.unknown_fields.length, "unknown field")));
  }
  if (request.events) found.push(make("span", { class: "chip" }, many(request.events, isWebSocket(request) ? "message" : "event")));
  return found;
}

/** A summary of the request: its text, model and voice. */
function askedFor(request) {
  const { text, voice, model } = request.asked;
  const by = [model, voice].filter(Boolean).join(" · ");
  return text || by ? make("span", { class: "asked", title: text ?? "" }, text && make("q", {}, text), by && make("span", { class: "by" }, by)) : null;
}

function fillRow(button, request) {
  button.replaceChildren(
    status(request),
    make("span", { class: "line mono" }, make("span", { class: "method" }, isWebSocket(request) ? "WS" : request.method), request.path),
    make("span", { class: "when" }, clockTime(request.time)),
    make("span", { class: "under" }, make("span", {}, request.operation ?? "unknown path"), ...chips(request)),
    make("span", { class: "when" }, duration(request.seconds)),
    ...[askedFor(request)].filter(Boolean),
  );
}

function drawRows() {
  drawing = null;
  const list = $("rows");
  const isBatch = waiting.size > 20;
  for (const request of [...waiting.values()].sort((one, other) => one.number - other.number)) {
    let button = rows.get(request.number);
    if (!button) {
      button = make("button", { class: isBatch ? "" : "new" });
      button.dataset.number = request.number;
      rows.set(request.number, button);
      list.prepend(make("li", {}, button));
    }
    fillRow(button, request);
    button.parentElement.hidden = !isShown(request);
    if (request.number === selected) showDetail(request.number);
  }
  waiting.clear();
  for (const number of [...requests.keys()].sort((one, other) => one - other).slice(0, Math.max(0, requests.size - MOST_ROWS))) {
    requests.delete(number);
    rows.get(number)?.parentElement.remove();
    rows.delete(number);
  }
  $("no-requests").hidden = requests.size > 0;
  count("requests", requests.size && Math.max(...requests.keys()));
  if (requests.has(remembered)) {
    const number = remembered;
    remembered = null;
    select(number);
    rows.get(number).scrollIntoView({ block: "nearest" });
  }
}

function takeRequest(request) {
  requests.set(request.number, request);
  waiting.set(request.number, request);
  drawing ??= setTimeout(drawRows, 30);
}

function filterRows() {
  for (const [number, button] of rows) button.parentElement.hidden = !isShown(requests.get(number));
}

const shownRows = () => [...$("rows").children].filter((item) => !item.hidden).map((item) => item.firstChild);

function move(by) {
  const shown = shownRows();
  const at = shown.findIndex((button) => Number(button.dataset.number) === selected);
  const next = shown[at < 0 ? 0 : Math.min(Math.max(at + by, 0), shown.length - 1)];
  if (!next) return;
  next.focus();
  select(Number(next.dataset.number), false);
}

// The tab and the selected request are stored in the URL of the page.

let remembered = null; // the number in the URL, until the request has arrived

function remember() {
  const tab = TABS.find((name) => !$(name).hidden);
  history.replaceState(null, "", tab === "requests" && selected !== null ? `#requests/${selected}` : `#${tab}`);
}

function recall() {
  const [tab, number] = location.hash.slice(1).split("/");
  if (!TABS.includes(tab)) return;
  const wanted = /^\d+$/.test(number ?? "") ? Number(number) : null;
  openTab(tab);
  if (rows.has(wanted)) select(wanted);
  else remembered = wanted;
}
window.addEventListener("hashchange", recall);

function select(number, open = true) {
  rows.get(selected)?.removeAttribute("aria-current");
  selected = number;
  rows.get(number)?.setAttribute("aria-current", "true");
  if (open) $("requests").classList.add("open");
  $("detail").scrollTop = 0;
  showDetail(number);
  remember();
}

function unselect() {
  $("requests").classList.remove("open");
  rows.get(selected)?.focus();
}

// The clock

let clock = null;

function tick() {
  if (!clock) return;
  const now = clock.now + (clock.running ? (performance.now() - clock.at) / 1000 : 0);
  $("now").replaceChildren(clockTime(now), clock.turned ? make("span", {}, ` +${span(clock.turned)}`) : "");
  $("now").classList.toggle("turned", clock.turned > 0);
  for (const bar of document.querySelectorAll("progress")) bar.value = Math.min((now - bar.dataset.created) / bar.dataset.seconds, 1);
}
setInterval(tick, 250);

// Tabs and keys

function count(name, number) {
  $(`count-${name}`).textContent = number ? number.toLocaleString() : "";
}

function openTab(name) {
  for (const tab of TABS) {
    $(tab).hidden = tab !== name;
    $(`tab-${tab}`).setAttribute("aria-selected", String(tab === name));
    $(`tab-${tab}`).tabIndex = tab === name ? 0 : -1;
  }
  $(`tab-${name}`).scrollIntoView({ block: "nearest", inline: "nearest" });
  if (remembered === null) remember();
}

for (const tab of TABS) $(`tab-${tab}`).onclick = () => openTab(tab);

document.querySelector("nav").addEventListener("keydown", (event) => {
  const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (!by) return;
  const at = TABS.findIndex((tab) => !$(tab).hidden);
  const next = TABS[(at + by + TABS.length) % TABS.length];
  openTab(next);
  $(`tab-${next}`).focus();
  event.preventDefault();
});

const KEYS = {
  ArrowDown: () => move(1),
  ArrowUp: () => move(-1),
  j: () => move(1),
  k: () => move(-1),
  Enter: () => selected !== null && (select(selected), $("detail").focus()),
  Escape: unselect,
  "/": () => (openTab("requests"), $("filter").focus()),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if ($("confirm").open) return;
  const typing = event.target.matches("input, select, textarea, audio, video");
  if (typing) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  if (TABS[Number(event.key) - 1]) return openTab(TABS[Number(event.key) - 1]);
  const isControl = event.target.matches("button, a, summary") && !event.target.closest("#rows");
  const isInDetail = event.target.closest("#detail") !== null;
  if ($("requests").hidden && event.key !== "/") return;
  if ((event.key === "Enter" && isControl) || (isInDetail && event.key.startsWith("Arrow"))) return;
  if (KEYS[event.key]) {
    event.preventDefault();
    KEYS[event.key]();
  }
});

$("rows").onclick = (event) => {
  const button = event.target.closest("button");
  if (button) select(Number(button.dataset.number));
};
$("filter").oninput = () => (lookUp(), filterRows());
$("errors").onclick = () => {
  $("errors").setAttribute("aria-pressed", String($("errors").getAttribute("aria-pressed") !== "true"));
  filterRows();
};
$("reset").onclick = () => confirmed(() => ask("POST", "/reset"));
for (const button of document.querySelectorAll("[data-turn]")) button.onclick = () => ask("POST", "/clock", { seconds: Number(button.dataset.turn) });
$("address").textContent = location.host;
$("address").onclick = () => copy(location.origin, "Base URL");
$("example").textContent = `curl ${location.origin}/v1/chat/completions \\\n  -H "Authorization: Bearer any-key" \\\n  -H "Content-Type: application/json" \\\n  -d '{"model": "MiniMax-M3", "messages": [{"role": "user", "content": "Hello"}]}'`;

// Events

/** Clear the page: at the start, after a reconnection, or after a reset. */
function start() {
  for (const known of [requests, rows, waiting, cards, media, ...Object.values(things)]) known.clear();
  for (const id of ["rows", "task-cards", "file-cards", "account-cards"]) $(id).replaceChildren();
  for (const tab of TABS) count(tab, 0);
  for (const tab of ["tasks", "files", "accounts", "requests"]) $(`no-${tab}`).hidden = false;
  selected = null;
  $("detail").replaceChildren(emptyDetail);
  $("requests").classList.remove("open");
}

const NEWS = {
  start,
  request: takeRequest,
  clock: (news) => ((clock = { ...news, at: performance.now() }), tick()),
  faults: (news) => ((active = news.active), drawFaults()),
  ...Object.fromEntries(Object.keys(things).map((kind) => [kind, (news) => takeThing(kind, news)])),
};

function live(isOn) {
  $("live").textContent = isOn ? "live" : "not connected";
  $("live").classList.toggle("on", isOn);
}

const source = new EventSource(`${BASE}/events`);
for (const [name, take] of Object.entries(NEWS)) source.addEventListener(name, (event) => take(JSON.parse(event.data)));
source.onopen = () => live(true);
source.onerror = () => live(false);
learnFaults();
recall();
