// While the app is in sight: the office rings when something for this person changed.
import { getSetting } from "./database.js";

const AGAIN_MS = 3_000;
let stream = null;
let follow = () => {};

// Somebody signed in or out: listen for them, not for who was here before.
export function listenAnew() {
  stream?.abort();
  stream = null;
  follow();
}

async function listen(onRing, signal) {
  const identity = await getSetting("identity");
  if (!identity) return;
  const headers = { Authorization: `Bearer ${identity.token}` };
  const response = await fetch("/v1/field/live", { headers, signal, cache: "no-store" });
  if (!response.ok) return;
  onRing(); // something may have come while nobody listened
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    if (part.value.includes("event: changed")) onRing();
  }
}

function isWanted() {
  return document.visibilityState === "visible" && navigator.onLine;
}

// A stream that broke is opened again as long as somebody looks; synchronising goes on meanwhile.
async function hold(onRing, controller) {
  while (!controller.signal.aborted) {
    try {
      await listen(onRing, controller.signal);
    } catch (fault) {
      if (controller.signal.aborted) return;
      if (!(fault instanceof TypeError || fault instanceof DOMException)) throw fault;
    }
    await new Promise((resolve) => {
      setTimeout(resolve, AGAIN_MS);
    });
  }
}

export function listenWhileVisible(onRing) {
  follow = () => {
    if (!isWanted()) {
      stream?.abort();
      stream = null;
    } else if (!stream) {
      stream = new AbortController();
      hold(onRing, stream);
    }
  };
  for (const name of ["online", "offline"]) addEventListener(name, follow);
  document.addEventListener("visibilitychange", follow);
  follow();
}
