"use strict";

// Shared by all parts of the page: DOM elements, the control API, and number formats. Data from requests is always
// inserted as text, never as markup.

const BASE = "/_emulator";

const $ = (id) => document.getElementById(id);

/** Create an element with properties and children; strings become text nodes. */
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

/** Call the control API. Errors are shown, and null is returned. */
async function ask(method, path, body) {
  try {
    const options = body === undefined ? { method } : { method, body: JSON.stringify(body), headers: { "Content-Type": "application/json" } };
    const response = await fetch(BASE + path, options);
    const data = await response.json();
    if (response.ok) return data;
    say(data.error);
  } catch {
    say("The emulator is not reachable.");
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

/** Ask for confirmation before data is lost. */
function confirmed(action) {
  $("confirm-yes").onclick = () => ($("confirm").close(), action());
  $("confirm-no").onclick = () => $("confirm").close();
  $("confirm").showModal();
}

async function copy(text, what) {
  try {
    await navigator.clipboard.writeText(text);
    say(`${what} copied`);
  } catch {
    say("The browser does not allow this page to copy.");
  }
}

// Number formats

const clockTime = (seconds) => new Date(seconds * 1000).toLocaleTimeString([], { hour12: false });
const dayTime = (seconds) => `${new Date(seconds * 1000).toLocaleDateString()} ${clockTime(seconds)}`;

function duration(seconds) {
  if (seconds === null) return "in progress";
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
