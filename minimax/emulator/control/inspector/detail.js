"use strict";

// The details of one request and its response, with actions.

const emptyDetail = $("detail").firstElementChild;
let asked = 0;

async function showDetail(number) {
  const turn = ++asked;
  const request = await ask("GET", `/requests/${number}`);
  if (request && turn === asked && selected === number) drawDetail(request);
}

/** Media elements are reused between updates; otherwise playback would stop at every change. */
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
      actions(request),
      facts(request),
      ...request.faults.map((fault) => make("p", { class: "notice" }, `Fault: ${fault}`)),
      request.unknown_fields.length && make("p", { class: "notice" }, `Unknown fields: ${request.unknown_fields.join(", ")}`),
      ...request.notes.map((note) => make("p", { class: "notice" }, note)),
      media.size && part("Results", many(media.size, "file"), null, make("div", { class: "media" }, ...media.values())),
      frames && written(frames) && part("Text", "assembled from the stream", written(frames), make("p", { class: "prose" }, written(frames))),
      body(isWebSocket(request) ? "Received" : "Request", null, request.json),
      frames ? framesPart(request, frames, isSame ? openFrames : new Set()) : body("Response", response.media_type, response.body),
      response.cut && make("p", { class: "about" }, "Truncated."),
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
  return make("section", { class: "part" }, make("details", {}, make("summary", {}, `${many(lines.length, "request header")}, secrets removed`), make("pre", {}, lines.join("\n"))));
}

/** The text of a chat stream, for all three chat APIs. */
function written(frames) {
  const texts = frames.map(({ data }) => {
    if (typeof data !== "object" || data === null) return "";
    if (data.type === "content_block_delta") return data.delta?.text;
    if (data.type === "response.output_text.delta") return data.delta;
    return data.choices?.[0]?.delta?.content;
  });
  return texts.filter((text) => typeof text === "string").join("");
}

/** A JSON value with syntax colors, as nodes. */
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
  image: (url) => make("img", { src: url, alt: "Generated image", loading: "lazy" }),
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


// Actions

const ELIDED = /<\d+ (bytes|characters)>/;
const KEY = "sk-inspector";

const target = (request) => request.path + (Object.keys(request.query).length ? `?${new URLSearchParams(request.query)}` : "");
const isJson = (request) => request.json !== null && !(request.headers["content-type"] ?? "").startsWith("multipart/");
const isWhole = (request) => !ELIDED.test(JSON.stringify(request.json)) && (request.json === null || isJson(request));

function actions(request) {
  if (isWebSocket(request) || request.operation === "download") return null;
  const again = make("button", { title: `Send this request again with the key ${KEY}`, onclick: () => sendAgain(request) }, "Send again");
  again.disabled = !isWhole(request);
  if (again.disabled) again.title = "Cannot be sent again, because its files are not stored";
  return make(
    "p",
    { class: "actions" },
    make("button", { onclick: () => copy(asCurl(request), "curl command") }, "Copy as curl"),
    make("button", { onclick: () => copy(asPython(request), "Python code") }, "Copy as Python"),
    again,
  );
}

async function sendAgain(request) {
  const headers = { Authorization: `Bearer ${KEY}`, ...(request.json === null ? {} : { "Content-Type": "application/json" }) };
  const body = request.json === null ? undefined : JSON.stringify(request.json);
  try {
    await (await fetch(target(request), { method: request.method, headers, body })).arrayBuffer();
    say("Sent; see the newest request");
  } catch {
    say("Sent, but the connection was lost");
  }
}

const shellQuoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;

function asCurl(request) {
  const lines = [`curl -X ${request.method} ${shellQuoted(location.origin + target(request))}`, '-H "Authorization: Bearer $MINIMAX_API_KEY"'];
  if (isJson(request)) lines.push("-H 'Content-Type: application/json'", `-d ${shellQuoted(JSON.stringify(request.json))}`);
  else for (const [name, value] of Object.entries(request.json ?? {})) lines.push(`-F ${shellQuoted(`${name}=${typeof value === "string" ? value : JSON.stringify(value)}`)}`);
  return lines.join(" \\\n  ");
}

function asPython(request) {
  const params = Object.keys(request.query).length ? `, params=${python(request.query, "        ")}` : "";
  const body = isJson(request) ? `, json=${python(request.json, "        ")}` : "";
  const call = `client.request(${JSON.stringify(request.method)}, ${JSON.stringify(request.path)}${params}${body})`;
  return `from minimax import MiniMax\n\nwith MiniMax(base_url=${JSON.stringify(location.origin)}, api_key="sk-any") as client:\n    print(${call})\n`;
}

/** A JSON value as Python source code. */
function python(value, indent) {
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value !== "object") return JSON.stringify(value);
  const items = Array.isArray(value) ? value.map((item) => python(item, `${indent}    `)) : Object.entries(value).map(([name, item]) => `${JSON.stringify(name)}: ${python(item, `${indent}    `)}`);
  const [left, right] = Array.isArray(value) ? "[]" : "{}";
  const short = left + items.join(", ") + right;
  return short.length < 60 ? short : `${left}\n${items.map((item) => `${indent}    ${item},\n`).join("")}${indent}${right}`;
}
