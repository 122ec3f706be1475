// The field app: which page is open, the bars around it, and redrawing when something changed.
import { accountPage, identity, signInPage } from "./account.js";
import { composer } from "./composer.js";
import { openDesk } from "./desk.js";
import { element, empty, icon } from "./elements.js";
import { jobFacts, jobIssues, jobThread, sendPost } from "./job_page.js";
import { jobList, threadList } from "./job_list.js";
import { keepSynchronised, state, status } from "./sync.js";
import { forgetPlayers, voicemailPage } from "./voicemail_page.js";
import { code } from "./words.js";

const root = document.getElementById("app");
const TABS = [
  ["jobs", "Jobs", "calendar"],
  ["messages", "Messages", "message-square"],
  ["voicemail", "Voicemail", "voicemail"],
  ["account", "Account", "user"],
];

let shown = { address: null, composer: null };

function place() {
  const [, name = "jobs", id] = location.hash.split("/");
  return { name, id };
}

function sendState(desk) {
  const { unsent } = desk;
  if (unsent) return ["unsent", "cloud-upload", `${unsent} not sent yet`];
  if (!status.isOnline) return ["offline", "wifi-off", "Offline"];
  return ["sent", "check", "All sent"];
}

function pill(desk) {
  const [look, symbol, text] = sendState(desk);
  return element("span", { class: `pill ${look}`, role: "status", id: "queue" }, icon(symbol), text);
}

function topBar(title, desk, isInner) {
  return element("header", { class: "top-bar" },
    isInner ? element("a", { class: "icon-button", href: "#/jobs", "aria-label": "Back to jobs" }, icon("arrow-left")) : null,
    element("h1", {}, title), pill(desk));
}

// Voicemail has a place only where it is switched on or was shared with this person.
function tabs(desk) {
  const voicemails = desk.voicemails();
  const unheard = voicemails.filter((each) => each.heard_at === null && each.done_at === null).length;
  const isWanted = voicemails.length > 0 || desk.wants("voicemail") === true;
  return TABS.filter(([name]) => name !== "voicemail" || isWanted)
    .map(([name, label, symbol]) => [name, label, symbol, name === "voicemail" ? unheard : 0]);
}

function bottomBar(desk, open) {
  return element("nav", { class: "bottom-bar", "aria-label": "Main" },
    tabs(desk).map(([name, label, symbol, count]) =>
      element("a", { href: `#/${name}`, "aria-current": name === open ? "page" : null },
        icon(symbol), element("span", {}, label),
        count ? element("span", { class: "tab-count" }, String(count), element("span", { class: "visually-hidden" }, " new")) : null)));
}

async function send(job, draft) {
  await sendPost(job, draft);
  await drawing;
  scrollTo(0, document.body.scrollHeight);
}

function jobPage(desk, id) {
  const job = desk.booking(id);
  if (!job) {
    return [topBar("Job", desk, true),
      element("main", {}, empty("circle-alert", "This job is not yours any more", "The office gave it to someone else, or it is still on its way to this phone."))];
  }
  const address = `job/${id}`;
  if (shown.address !== address) {
    shown = { address, composer: composer((draft) => send(job, draft)) };
  }
  return [topBar(code("BOK", job), desk, true),
    element("main", { class: "job-page" }, jobFacts(desk, job), jobIssues(desk, job), jobThread(desk, job)),
    shown.composer];
}

const PAGES = {
  jobs: (desk) => ["Jobs", jobList(desk)],
  messages: (desk) => ["Messages", threadList(desk)],
  voicemail: (desk) => ["Voicemail", voicemailPage(desk)],
  account: (desk) => ["Account", accountPage(desk)],
};

function tabPage(desk, name) {
  shown = { address: name, composer: null };
  const [title, content] = (PAGES[name] ?? PAGES.jobs)(desk);
  return [topBar(title, desk, false), element("main", {}, content), bottomBar(desk, name)];
}

function swap(parts) {
  const focused = document.activeElement;
  // The composer keeps its place in the page: taking it out would close the phone's keyboard.
  const kept = parts.find((part) => part.parentNode === root);
  if (!kept) return root.replaceChildren(...parts);
  for (const old of [...root.children]) if (old !== kept) old.remove();
  const at = parts.indexOf(kept);
  kept.before(...parts.slice(0, at));
  kept.after(...parts.slice(at + 1));
  return focused?.isConnected && focused !== document.activeElement ? focused.focus() : undefined;
}

async function draw() {
  const me = await identity();
  if (!me || status.needsSignIn) {
    const unsent = me ? (await openDesk()).unsent : 0;
    if (shown.address === "sign-in") return;
    shown = { address: "sign-in", composer: null };
    forgetPlayers();
    root.replaceChildren(signInPage(unsent, Boolean(me)));
    return;
  }
  const desk = await openDesk();
  const { name, id } = place();
  const wasAt = shown.address;
  const scrolled = scrollY;
  swap(name === "job" ? jobPage(desk, id) : tabPage(desk, name));
  scrollTo(0, wasAt === shown.address ? scrolled : 0);
}

let drawing = Promise.resolve();

function redraw() {
  const next = drawing.then(draw);
  drawing = next.catch(() => {}); // the fault itself is reported by `next`; later draws go on
}

// The service worker rules over /field/ only: without the slash nothing would work offline.
if (location.pathname === "/field") location.replace(`/field/${location.hash}`);

state.addEventListener("changed", redraw);
addEventListener("hashchange", redraw);
redraw();
keepSynchronised();
if ("serviceWorker" in navigator) navigator.serviceWorker.register("/field/sw.js", { scope: "/field/" });
