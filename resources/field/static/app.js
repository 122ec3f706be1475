// The field app: which page is open, the bars around it, and redrawing when something changed.
import { accountPage, identity, signInPage } from "./account.js";
import { composer } from "./composer.js";
import { openDesk } from "./desk.js";
import { element, empty, icon } from "./elements.js";
import { issueOf } from "./issue_desk.js";
import { issueList, unreadIssues } from "./issue_list.js";
import { forgetComplaints, issueCosts, issueFacts, issueVisits, markSeen } from "./issue_page.js";
import { jobFacts, jobIssues } from "./job_page.js";
import { jobList, threadList } from "./job_list.js";
import { keepSynchronised, state, status } from "./sync.js";
import { sendPost, threadView } from "./thread.js";
import { forgetPlayers, voicemailPage } from "./voicemail_page.js";
import { code } from "./words.js";

const root = document.getElementById("app");
const TABS = [
  ["jobs", "Jobs", "calendar"],
  ["feedback", "Feedback", "triangle-alert"],
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

function topBar(title, desk, back) {
  return element("header", { class: "top-bar" },
    back ? element("a", { class: "icon-button", href: `#/${back}`, "aria-label": `Back to ${back}` }, icon("arrow-left")) : null,
    element("h1", {}, title), pill(desk));
}

// Voicemail has a place only where it is switched on or was shared with this person.
function tabs(desk) {
  const voicemails = desk.voicemails();
  const unheard = voicemails.filter((each) => each.heard_at === null && each.done_at === null).length;
  const isWanted = voicemails.length > 0 || desk.wants("voicemail") === true;
  const counts = { voicemail: unheard, feedback: unreadIssues(desk) };
  return TABS.filter(([name]) => name !== "voicemail" || isWanted)
    .map(([name, label, symbol]) => [name, label, symbol, counts[name] ?? 0]);
}

function bottomBar(desk, open) {
  return element("nav", { class: "bottom-bar", "aria-label": "Main" },
    tabs(desk).map(([name, label, symbol, count]) =>
      element("a", { href: `#/${name}`, "aria-current": name === open ? "page" : null },
        icon(symbol), element("span", {}, label),
        count ? element("span", { class: "tab-count" }, String(count), element("span", { class: "visually-hidden" }, " new")) : null)));
}

async function send(recordId, draft) {
  await sendPost(recordId, draft);
  await drawing;
  scrollTo(0, document.body.scrollHeight);
}

function jobPage(desk, id) {
  const job = desk.booking(id);
  if (!job) {
    return [topBar("Job", desk, "jobs"),
      element("main", {}, empty("circle-alert", "This job is not yours any more", "The office gave it to someone else, or it is still on its way to this phone."))];
  }
  const address = `job/${id}`;
  if (shown.address !== address) {
    shown = { address, composer: composer((draft) => send(id, draft)) };
  }
  const hint = "Write to the office, or switch to Public for the customer.";
  return [topBar(code("BOK", job), desk, "jobs"),
    element("main", { class: "job-page" }, jobFacts(desk, job), jobIssues(desk, job), threadView(desk, id, hint)),
    shown.composer];
}

function issuePage(desk, id) {
  const issue = issueOf(desk, id);
  if (!issue) {
    shown = { address: `issue/${id}`, composer: null };
    return [topBar("Problem", desk, "feedback"),
      element("main", {}, empty("circle-alert", "This problem is not yours any more", "The office gave the job to someone else, or it is still on its way to this phone."))];
  }
  const address = `issue/${id}`;
  if (shown.address !== address || !shown.composer) {
    forgetComplaints();
    shown = { address, composer: composer((draft) => send(id, draft), { hasEvidence: true }) };
  }
  markSeen(desk, issue);
  const hint = "Write to the office, or switch to Public for the customer.";
  return [topBar(code("CMP", issue), desk, "feedback"),
    element("main", { class: "job-page" }, issueFacts(desk, issue), issueVisits(desk, issue),
      issueCosts(desk, issue), threadView(desk, id, hint)),
    shown.composer];
}

const PAGES = {
  jobs: (desk) => ["Jobs", jobList(desk)],
  feedback: (desk) => ["Feedback", issueList(desk)],
  messages: (desk) => ["Messages", threadList(desk)],
  voicemail: (desk) => ["Voicemail", voicemailPage(desk)],
  account: (desk) => ["Account", accountPage(desk)],
};

function tabPage(desk, name) {
  shown = { address: name, composer: null };
  const [title, content] = (PAGES[name] ?? PAGES.jobs)(desk);
  return [topBar(title, desk, null), element("main", {}, content), bottomBar(desk, name)];
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
  // An alert names the thread; whether that is a job or a problem is for the rows to say.
  const isIssue = name === "issue" || (name === "job" && desk.row("issue", id) !== undefined);
  swap(isIssue ? issuePage(desk, id) : name === "job" ? jobPage(desk, id) : tabPage(desk, name));
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
