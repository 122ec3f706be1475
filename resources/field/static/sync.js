// The round trip with the office: photos up, commands up, rows down. One tab at a time.
import { endAlerts, restoreAlerts } from "./alerts.js";
import { eraseEverything, getFile, getSetting, putSetting, transact, ask } from "./database.js";
import { Feed } from "./feed.js";
import { fetchAhead, forgetFiles } from "./files.js";
import { newId } from "./ids.js";
import { listenAnew, listenWhileVisible } from "./live.js";
import {
  AccessEnded, NoNetwork, OfficeRefused, request, SignInNeeded, textOf,
} from "./office.js";
import { dropDecided, renumber, settle, waiting } from "./outbox.js";

const BATCH = 100;
const EVERY_MS = 20_000;

export const state = new EventTarget();
export const status = { isOnline: navigator.onLine, isBusy: false, needsSignIn: false, fault: "" };

const others = new BroadcastChannel("ringdesk-field");
others.addEventListener("message", () => state.dispatchEvent(new Event("changed")));

export function changed() {
  state.dispatchEvent(new Event("changed"));
  others.postMessage("changed");
}

export async function deviceId() {
  const known = await getSetting("device");
  if (known) return known;
  const made = newId();
  await putSetting("device", made);
  return made;
}

export async function signIn(email, password) {
  const device = await deviceId();
  const before = await getSetting("identity");
  const wish = { email, password, device, device_name: "Field app" };
  const response = await fetch("/v1/sign-in", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(wish),
  }).catch((fault) => {
    throw new NoNetwork(String(fault));
  });
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new OfficeRefused(response.status, answer);
  if (before && before.staff_id !== answer.staff_id) await eraseEverything();
  const { token, staff_id, name, role, epoch } = answer;
  await putSetting("device", device);
  await putSetting("identity", { token, staff_id, name, role });
  if ((await getSetting("epoch")) === undefined) await putSetting("epoch", epoch);
  status.needsSignIn = false;
  navigator.storage?.persist?.();
  listenAnew();
  changed();
  restoreAlerts().catch((fault) => {
    if (!isExpected(fault)) throw fault;
  });
}

// Without a network the office is not told; the token dies with everything else on this device.
export async function signOut() {
  try {
    await endAlerts();
    await request("POST", "/v1/sign-out");
  } catch (fault) {
    if (!isExpected(fault)) throw fault;
  }
  await eraseEverything();
  listenAnew();
  changed();
}

function isExpected(fault) {
  return [NoNetwork, OfficeRefused, SignInNeeded, AccessEnded].some((kind) => fault instanceof kind);
}

async function putFiles(entry) {
  for (const hash of entry.hashes) {
    const blob = await getFile(hash);
    if (blob) await request("PUT", `/v1/blob/${hash}`, blob);
  }
}

async function readyToSend() {
  const ready = [];
  for (const entry of (await waiting()).slice(0, BATCH)) {
    try {
      await putFiles(entry);
    } catch (fault) {
      if (!(fault instanceof OfficeRefused)) throw fault;
      // The office will not take this photo. The post itself still goes; it names what failed.
      status.fault = fault.message;
    }
    ready.push(entry);
  }
  return ready;
}

async function push(device) {
  const ready = await readyToSend();
  if (!ready.length) return false;
  const cmds = ready.map(({ n, id, at, command }) => ({ n, id, at, c: command }));
  const epoch = (await getSetting("epoch")) ?? "";
  const reply = await request("POST", "/v1/sync/push", { epoch, device, cmds, v: 1 });
  const answer = await reply.json();
  if (answer.status === "ok") await settle(answer.receipts);
  else if (answer.status === "gap") await renumber(answer.want);
  else if (answer.status === "epoch") await startAfresh(answer.epoch);
  else await renumber((await lastKnown(device)) + 1);
  return true;
}

async function lastKnown(device) {
  const feed = await pullOnce(device);
  return feed.hello.last[0];
}

function startAfresh(epoch) {
  return transact(["rows", "settings"], "readwrite", async ({ rows, settings }) => {
    settings.put(epoch, "epoch");
    settings.delete("cursor");
    await ask(rows.clear());
  });
}

async function pullOnce(device) {
  const cur = (await getSetting("cursor")) ?? {};
  const epoch = (await getSetting("epoch")) ?? "";
  const wish = { epoch, device, cur, last: 0, max_bytes: 2 ** 21, v: 1 };
  // Who asks: what comes for them is kept only while they are still signed in.
  const identity = await getSetting("identity");
  if (!identity) throw new SignInNeeded();
  const body = await textOf(await request("POST", "/v1/sync/pull?plain=1", wish));
  const feed = new Feed(identity.token);
  for (const line of body.split("\n")) if (line) await feed.take(line);
  if (!feed.end) throw new NoNetwork("the answer was cut off"); // kept up to the last mark
  return feed;
}

async function roundTrip() {
  const device = await deviceId();
  for (let round = 0; round < 50 && (await push(device)); round += 1) changed();
  for (let more = true; more; ) more = (await pullOnce(device)).end.more;
  await dropDecided();
  await forgetFiles();
}

// Beside the round trip: photos that take their time must not keep words waiting.
function fetchPhotos() {
  return navigator.locks.request("ringdesk-field-photos", { ifAvailable: true }, async (lock) => {
    if (!lock) return;
    try {
      await fetchAhead();
    } catch (fault) {
      if (!isExpected(fault)) throw fault; // the next round trip tries again
    }
  });
}

async function attempt() {
  if (!(await getSetting("identity"))) return;
  status.isBusy = true;
  status.fault = "";
  try {
    await roundTrip();
    status.isOnline = true;
    fetchPhotos();
  } catch (fault) {
    if (fault instanceof NoNetwork) status.isOnline = false;
    else if (fault instanceof SignInNeeded) status.needsSignIn = true;
    else if (fault instanceof AccessEnded) await eraseEverything();
    else if (fault instanceof OfficeRefused) status.fault = fault.message;
    else throw fault;
  } finally {
    status.isBusy = false;
    changed();
  }
}

let isAskedAgain = false;

export async function synchronise() {
  if (isAskedAgain) return; // someone waits already and will see everything queued so far
  isAskedAgain = true;
  await navigator.locks.request("ringdesk-field-sync", () => {
    isAskedAgain = false;
    return attempt();
  });
}

export function keepSynchronised() {
  addEventListener("online", synchronise);
  addEventListener("offline", () => {
    status.isOnline = false;
    changed();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") synchronise();
  });
  setInterval(() => {
    if (document.visibilityState === "visible") synchronise();
  }, EVERY_MS);
  listenWhileVisible(synchronise);
  return synchronise();
}
