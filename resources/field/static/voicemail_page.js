// Voicemail: who called, what they said, calling back and being done with it; with one thumb.
import { element, empty, icon } from "./elements.js";
import { fileBlob } from "./files.js";
import { NoNetwork, OfficeRefused } from "./office.js";
import { enqueue } from "./outbox.js";
import { changed, synchronise } from "./sync.js";
import { moment } from "./words.js";

const DAY_MS = 86_400_000;
const DONE_SHOWN_MS = 14 * DAY_MS;

// By voicemail; they outlive a redraw, else every synchronisation would stop the sound.
const players = new Map();
const problems = new Map();

// Nobody is signed in any more: the next person must not find what the last one listened to.
export function forgetPlayers() {
  for (const audio of players.values()) {
    audio.pause();
    URL.revokeObjectURL(audio.src);
  }
  players.clear();
  problems.clear();
}

async function tell(command) {
  await enqueue(command);
  changed();
  synchronise();
}

function player(voicemail, blob) {
  const audio = element("audio", { controls: true, "aria-label": "Voicemail" });
  audio.src = URL.createObjectURL(blob);
  players.set(voicemail.id, audio);
  return audio;
}

async function play(voicemail) {
  problems.delete(voicemail.id);
  try {
    const audio = player(voicemail, await fileBlob(voicemail));
    // Where a browser wants another tap after a long wait, the controls are there for it.
    audio.play().catch(() => {});
  } catch (fault) {
    if (fault instanceof NoNetwork) problems.set(voicemail.id, "No network. Play it once there is one.");
    else if (fault instanceof OfficeRefused) problems.set(voicemail.id, "This voicemail is gone.");
    else throw fault;
    return changed();
  }
  if (voicemail.heard_at === null) return tell({ kind: "voicemail.hear", voicemail_id: voicemail.id });
  return changed();
}

function settle(voicemail, done) {
  return tell({ kind: "voicemail.settle", voicemail_ids: [voicemail.id], done });
}

function length(seconds) {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

function head(desk, voicemail) {
  const name = desk.customer(voicemail.customer_id)?.name;
  const number = voicemail.number || "Withheld number";
  const facts = [name ? number : null, length(voicemail.seconds), voicemail.group_name];
  return element("div", { class: "job-what" },
    element("h3", {}, name ?? number, element("time", { class: "muted" }, moment(voicemail.left_at))),
    element("p", { class: "muted" }, facts.filter(Boolean).join(" · ")),
    voicemail.done_at !== null && voicemail.done_by_name
      ? element("p", { class: "muted" }, `Done by ${voicemail.done_by_name}`) : null,
    voicemail.waits ? element("span", { class: "unsent" }, icon("cloud-upload"), "Not sent yet") : null);
}

function actions(voicemail) {
  const button = (label, symbol, onclick, look = "") =>
    element("button", { class: `button ${look}`, type: "button", onclick }, icon(symbol), label);
  const isDone = voicemail.done_at !== null;
  return element("div", { class: "thumb-row" },
    players.has(voicemail.id) || !voicemail.sha256 ? null
      : button("Play", "play", () => play(voicemail), isDone ? "" : "primary"),
    voicemail.number
      ? element("a", { class: "button", href: `tel:${voicemail.number}` }, icon("phone"), "Call Back") : null,
    isDone
      ? button("Not Done", "x", () => settle(voicemail, false))
      : button("Done", "check", () => settle(voicemail, true)));
}

function card(desk, voicemail) {
  const problem = problems.get(voicemail.id);
  const isNew = voicemail.heard_at === null && voicemail.done_at === null;
  return element("article", { class: `card voicemail ${isNew ? "new" : ""}` },
    head(desk, voicemail),
    players.get(voicemail.id),
    problem ? element("p", { class: "refused", role: "alert" }, icon("circle-alert"), problem) : null,
    actions(voicemail));
}

function section(desk, name, voicemails) {
  if (!voicemails.length) return null;
  return element("section", { class: "section", "aria-label": name },
    element("h2", {}, name, element("span", { class: "count" }, String(voicemails.length))),
    voicemails.map((voicemail) => card(desk, voicemail)));
}

export function voicemailPage(desk, now = Date.now()) {
  const all = desk.voicemails();
  const open = all.filter((each) => each.done_at === null);
  const done = all.filter((each) => each.done_at !== null && now - each.left_at < DONE_SHOWN_MS);
  if (!open.length && !done.length) {
    return desk.wants("voicemail") === false
      ? empty("voicemail", "Voicemail is off on this phone", "Turn it on under Account to see new ones here.")
      : empty("voicemail", "No voicemail", "What callers leave from now on shows here.");
  }
  return element("div", {}, section(desk, "To call back", open), section(desk, "Done", done));
}
