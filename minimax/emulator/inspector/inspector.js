"use strict";

// The page of the emulator. It is told everything by one stream of events and asks for a request in full when it is
// selected. Whatever comes from a request is written as text, never as markup.

const BASE = "/_emulator";
const MOST_ROWS = 500;
const TABS = ["requests", "tasks", "files", "accounts", "faults"];

const $ = (id) => document.getElementById(id);

/** An element with its properties and children; texts become text nodes. */
function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null) continue;
    if (name === "class") element.className = value;
    else if (name in element && !name.startsWith("aria")) element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
}

/** Ask the control endpoint; what it refuses is shown. */
async function ask(method, path, body) {
  try {
    const options = body === undefined ? { method } : { method, body: JSON.stringify(body), headers: { "Content-Type": "application/json" } };
    const response = await fetch(BASE + path, options);
    const data = await response.json();
    if (response.ok) return data;
    say(data.error);
  } catch {
    say("The emulator does not answer.");
  }
  return null;
}

let toastTimer;
function say(text) {
  $("toast").textContent = text;
  $("toast").hidden = false;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => ($("toast").hidden = true), 6000);
}

async function copy(text, what) {
  try {
    await navigator.clipboard.writeText(text);
    say(`${what} copied`);
  } catch {
    say("The browser does not let this page copy.");
  }
}

// Words for numbers

const clockTime = (seconds) => new Date(seconds * 1000).toLocaleTimeString([], { hour12: false });
const dayTime = (seconds) => `${new Date(seconds * 1000).toLocaleDateString()} ${clockTime(seconds)}`;

function duration(seconds) {
  if (seconds === null) return "under way";
  if (seconds < 0.001) return "<1 ms";
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`;
  return seconds < 120 ? `${seconds.toFixed(seconds < 10 ? 2 : 1)} s` : span(seconds);
}

function span(seconds) {
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60)];
  return hours ? `${hours} h ${minutes} min` : minutes ? `${minutes} min ${Math.round(seconds % 60)} s` : `${Math.round(seconds)} s`;
}

function size(bytes) {
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1e6 ? `${(bytes / 1000).toFixed(bytes < 1e4 ? 1 : 0)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

const many = (count, one) => `${count.toLocaleString()} ${one}${count === 1 ? "" : "s"}`;

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
  const text = [request.method, request.path, request.operation, request.status, request.code, ...request.faults].join(" ").toLowerCase();
  return words.every((word) => text.includes(word));
}

function status(request) {
  const { text, kind } = statusOf(request);
  return make("span", { class: `status ${kind}` }, text);
}

function chips(request) {
  const found = request.faults.map((fault) => make("span", { class: "chip warn", title: `The fault that struck: ${fault}` }, fault.split(/[=:*/]/)[0]));
  if (request.unknown_fields.length) {
    found.push(make("span", { class: "chip warn", title: request.unknown_fields.join("\n") }, many(request.unknown_fields.length, "unknown field")));
  }
  if (request.events) found.push(make("span", { class: "chip" }, many(request.events, isWebSocket(request) ? "message" : "event")));
  return found;
}

function fillRow(button, request) {
  button.replaceChildren(
    status(request),
    make("span", { class: "line mono" }, make("span", { class: "method" }, isWebSocket(request) ? "WS" : request.method), request.path),
    make("span", { class: "when" }, clockTime(request.time)),
    make("span", { class: "under" }, make("span", {}, request.operation ?? "no such path"), ...chips(request)),
    make("span", { class: "when" }, duration(request.seconds)),
  );
}

function drawRows() {
  drawing = null;
  const list = $("rows");
  const atOnce = waiting.size > 20;
  for (const request of [...waiting.values()].sort((one, other) => one.number - other.number)) {
    let button = rows.get(request.number);
    if (!button) {
      button = make("button", { class: atOnce ? "" : "new" });
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

function select(number, open = true) {
  rows.get(selected)?.removeAttribute("aria-current");
  selected = number;
  rows.get(number)?.setAttribute("aria-current", "true");
  if (open) $("requests").classList.add("open");
  $("detail").scrollTop = 0;
  showDetail(number);
}

function unselect() {
  $("requests").classList.remove("open");
  rows.get(selected)?.focus();
}

// One request

const emptyDetail = $("detail").firstElementChild;
let asked = 0;

async function showDetail(number) {
  const turn = ++asked;
  const request = await ask("GET", `/requests/${number}`);
  if (request && turn === asked && selected === number) drawDetail(request);
}

/** The sounds and pictures that are shown stay the same elements, or they would stop whenever something changes. */
let media = new Map();

function drawDetail(request) {
  const { response } = request;
  const frames = Array.isArray(response.body) && request.events ? response.body : null;
  const kept = media;
  media = new Map(response.media.map((medium) => [request.number + medium.url + medium.bytes, medium]));
  for (const [key, medium] of media) media.set(key, kept.get(key) ?? player(medium));
  const openFrames = new Set([...$("detail").querySelectorAll(".frames details[open]")].map((frame) => frame.dataset.index));
  const isSame = Number($("detail").dataset.number) === request.number;
  const scrolled = $("detail").scrollTop;
  $("detail").dataset.number = request.number;
  $("detail").replaceChildren(
    ...[
      make("button", { id: "back", class: "quiet", onclick: unselect }, "← All requests"),
      make("div", { class: "title" }, status(request), make("h2", {}, `${isWebSocket(request) ? "WS" : request.method} ${request.path}`)),
      facts(request),
      ...request.faults.map((fault) => make("p", { class: "notice" }, `Fault: ${fault}`)),
      request.unknown_fields.length && make("p", { class: "notice" }, `Fields that the API does not know: ${request.unknown_fields.join(", ")}`),
      ...request.notes.map((note) => make("p", { class: "notice" }, note)),
      media.size && part("Made", many(media.size, "file"), null, make("div", { class: "media" }, ...media.values())),
      frames && written(frames) && part("Text", "put together from the stream", written(frames), make("p", { class: "prose" }, written(frames))),
      body(isWebSocket(request) ? "Received" : "Request", null, request.json),
      frames ? framesPart(request, frames, isSame ? openFrames : new Set()) : body("Response", response.media_type, response.body),
      response.cut && make("p", { class: "about" }, "There was more than is shown."),
      headers(request),
    ].filter(Boolean),
  );
  if (isSame) $("detail").scrollTop = scrolled;
}

const LONG = new Set(["Operation", "Trace id", "Query"]);

function facts(request) {
  const values = {
    Operation: request.operation,
    Status: request.code === null ? request.status : `${request.code} (HTTP ${request.status})`,
    Time: dayTime(request.time),
    Duration: duration(request.seconds),
    Sent: request.bytes === null ? null : size(request.bytes),
    [isWebSocket(request) ? "Messages" : "Events"]: request.events || null,
    "Trace id": request.trace_id,
    Query: Object.entries(request.query).map(([name, value]) => `${name}=${value}`).join("&") || null,
  };
  const known = Object.entries(values).filter(([, value]) => value !== null && value !== undefined);
  return make("dl", {}, ...known.map(([name, value]) => make("div", { class: LONG.has(name) ? "long" : "" }, make("dt", {}, name), make("dd", { class: LONG.has(name) ? "mono" : "" }, String(value)))));
}

function part(title, about, text, ...content) {
  const head = make("div", { class: "head" }, make("h3", {}, title), about && make("span", { class: "about" }, about));
  if (text) head.append(make("button", { class: "quiet", onclick: () => copy(text, title) }, "Copy"));
  return make("section", { class: "part" }, head, ...content);
}

function body(title, about, value) {
  if (value === null || value === undefined) return null;
  return part(title, about, typeof value === "string" ? value : JSON.stringify(value, null, 2), make("pre", {}, ...json(value)));
}

function framesPart(request, frames, open) {
  const list = frames.map((frame, index) => {
    const short = "data" in frame ? JSON.stringify(written([frame]) || frame.data) : `: ${frame.comment ?? ""}`;
    const name = frame.event ?? (isWebSocket(request) ? frame.data?.event : null);
    const line = make("summary", { class: "mono" }, make("span", { class: "index" }, String(index + 1)), name && make("span", { class: "name" }, name), make("span", { class: "short" }, short.slice(0, 300)));
    const details = make("details", { open: open.has(String(index)) }, line);
    details.dataset.index = index;
    const fill = () => details.open && details.children.length === 1 && details.append(make("pre", {}, ...json("data" in frame ? frame.data : frame)));
    details.addEventListener("toggle", fill);
    fill();
    return details;
  });
  return part(isWebSocket(request) ? "Sent" : "Response", many(frames.length, isWebSocket(request) ? "message" : "event"), JSON.stringify(frames, null, 2), make("div", { class: "frames" }, ...list));
}

function headers(request) {
  const lines = Object.entries(request.headers).map(([name, value]) => `${name}: ${value}`);
  return make("section", { class: "part" }, make("details", {}, make("summary", {}, `${many(lines.length, "header")} of the request, without secrets`), make("pre", {}, lines.join("\n"))));
}

/** What a chat stream says, on any surface. */
function written(frames) {
  const texts = frames.map(({ data }) => {
    if (typeof data !== "object" || data === null) return "";
    if (data.type === "content_block_delta") return data.delta?.text;
    if (data.type === "response.output_text.delta") return data.delta;
    return data.choices?.[0]?.delta?.content;
  });
  return texts.filter((text) => typeof text === "string").join("");
}

/** A JSON value in colours, as nodes. */
function json(value, indent = "") {
  if (typeof value === "string") return [make("span", { class: "json-text" }, JSON.stringify(value))];
  if (typeof value === "number") return [make("span", { class: "json-number" }, String(value))];
  if (typeof value !== "object" || value === null) return [make("span", { class: "json-word" }, String(value))];
  const [left, right] = Array.isArray(value) ? "[]" : "{}";
  const entries = Object.entries(value);
  if (!entries.length) return [left + right];
  const inner = `${indent}  `;
  const nodes = [`${left}\n`];
  entries.forEach(([name, item], index) => {
    nodes.push(inner);
    if (left === "{") nodes.push(make("span", { class: "json-key" }, JSON.stringify(name)), ": ");
    nodes.push(...json(item, inner), index < entries.length - 1 ? ",\n" : "\n");
  });
  nodes.push(indent + right);
  return nodes;
}

const PLAYERS = {
  audio: (url) => make("audio", { controls: true, preload: "metadata", src: url }),
  video: (url) => make("video", { controls: true, preload: "metadata", playsInline: true, src: url }),
  image: (url) => make("img", { src: url, alt: "What the request made", loading: "lazy" }),
};

function player(medium) {
  const shown = PLAYERS[medium.kind]?.(medium.url);
  const facts = make("p", {}, make("span", {}, medium.media_type), medium.bytes ? make("span", {}, size(medium.bytes)) : "");
  const length = make("span");
  facts.append(length, make("a", { href: medium.url, download: "" }, "Save"));
  shown?.addEventListener("loadedmetadata", () => (length.textContent = shown.videoWidth ? `${shown.videoWidth} × ${shown.videoHeight}, ${shown.duration.toFixed(1)} s` : `${shown.duration.toFixed(1)} s`));
  shown?.addEventListener("load", () => (length.textContent = `${shown.naturalWidth} × ${shown.naturalHeight}`));
  return make("div", { class: "medium" }, shown, facts);
}

// Tasks, files, accounts

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
  // A video that plays goes on when something else about its card changes.
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
    make("div", { class: "side" }, ...side),
  );
}

function taskCard(task) {
  const under = task.failure && task.stage === "failed" ? `${task.failure.code}: ${task.failure.message}` : null;
  const stage = make("span", { class: `status ${STAGES[task.stage] ?? "open"}` }, task.stage);
  const card = makeCard([task.kind, " ", make("span", { class: "mono" }, task.id)], [`created ${clockTime(task.created)}`, task.endless ? "never ends" : `takes ${span(task.seconds)}`, under], show(task.url), stage);
  if (!STAGES[task.stage]) {
    const bar = make("progress", { max: 1, value: 0, "aria-label": "Progress" });
    bar.dataset.created = task.created;
    bar.dataset.seconds = task.endless ? Infinity : task.seconds;
    card.append(bar);
  }
  return card;
}

function fileCard(file) {
  return makeCard([file.name], [make("span", { class: "mono" }, file.id), file.purpose, file.bytes ? size(file.bytes) : "made when first read", `created ${clockTime(file.created)}`, file.expires && `until ${dayTime(file.expires)}`], show(file.url));
}

function accountCard(account) {
  const voices = [...things.voice.values()].filter((voice) => voice.account === account.account);
  const named = voices.map((voice) => make("span", { class: "chip", title: voice.description }, `${voice.id} · ${voice.kind}${voice.used ? "" : ", not used yet"}`));
  return makeCard(["Account ", make("span", { class: "mono" }, account.account)], [account.has_plan ? "with a plan" : "pays as it goes", `balance ${account.balance}`, ...named]);
}

function drawAccounts() {
  for (const [key, account] of things.account) drawCard("account", key, account);
}

/** A button that shows a result below its card. It is made only now: a video can take seconds. */
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
    const when = [fault.operation ?? "every operation", fault.first && `the first ${fault.first}`, fault.every && `every ${fault.every}.`, `struck ${fault.times} of ${fault.seen}`];
    return makeCard([make("span", { class: "mono" }, fault.written)], when, make("button", { onclick: () => ask("DELETE", `/faults/${fault.number}`) }, "Switch off"));
  }));
  count("faults", active.length);
}

$("fault-form").onsubmit = async (event) => {
  event.preventDefault();
  const number = (id) => ($(id).value === "" ? null : Number($(id).value));
  const fault = { kind: $("fault-kind").value, operation: $("fault-operation").value || null, first: number("fault-first"), every: number("fault-every"), value: number("fault-value") };
  if (await ask("PUT", "/faults", fault)) for (const id of ["fault-first", "fault-every", "fault-value"]) $(id).value = "";
};

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
$("filter").oninput = filterRows;
$("errors").onclick = () => {
  $("errors").setAttribute("aria-pressed", String($("errors").getAttribute("aria-pressed") !== "true"));
  filterRows();
};
$("reset").onclick = () => ask("POST", "/reset");
for (const button of document.querySelectorAll("[data-turn]")) button.onclick = () => ask("POST", "/clock", { seconds: Number(button.dataset.turn) });
$("address").textContent = location.host;
$("address").onclick = () => copy(location.origin, "Base URL");
$("example").textContent = `curl ${location.origin}/v1/chat/completions \\\n  -H "Authorization: Bearer any-key" \\\n  -H "Content-Type: application/json" \\\n  -d '{"model": "MiniMax-M3", "messages": [{"role": "user", "content": "Hello"}]}'`;

// News

/** A new beginning: of the page, of the connection, or after a reset. */
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
