// One issue: what was reported, how to reach the customer, visits, costs, and putting it right.
import { getSetting, putSetting } from "./database.js";
import { badge, element, icon } from "./elements.js";
import {
  contacts, costsOf, hasEvidence, lastWord, needsEvidence, refusedOf, rights, visitsOf, visitWords,
} from "./issue_desk.js";
import { addCost, proposeVisit, removeCost } from "./issue_sheets.js";
import { discard, enqueue } from "./outbox.js";
import { changed, synchronise } from "./sync.js";
import { clock, code, day, ISSUE, moment, money } from "./words.js";

const NO_EVIDENCE = "Show what was done first: add a photo or note and tick “Shows the work done”.";
const complaints = new Map(); // issue -> why a button did nothing; until the page is left

export async function markSeen(desk, issue) {
  const at = lastWord(desk, issue);
  if (desk.seen[issue.id] >= at) return;
  await putSetting("seen", { ...((await getSetting("seen")) ?? {}), [issue.id]: at });
}

export function forgetComplaints() {
  complaints.clear();
}

async function move(desk, issue, to) {
  if (to === "awaiting_approval" && needsEvidence(desk) && !hasEvidence(desk, issue.id)) {
    complaints.set(issue.id, NO_EVIDENCE);
    return changed();
  }
  complaints.delete(issue.id);
  await enqueue({ kind: "issue.move", issue_id: issue.id, seen: issue.status, to });
  changed();
  return synchronise();
}

const STEPS = {
  new: [["awaiting_approval", "Resolved", "circle-check"], ["in_progress", "Start Work", "play"]],
  reopened: [["awaiting_approval", "Resolved", "circle-check"], ["in_progress", "Start Work", "play"]],
  in_progress: [["awaiting_approval", "Resolved", "circle-check"]],
};

function steps(desk, issue) {
  const complaint = complaints.get(issue.id);
  return [
    complaint ? element("p", { class: "refused", role: "alert" }, icon("circle-alert"), element("span", {}, complaint)) : null,
    (issue.merged_into_id ? [] : STEPS[issue.status] ?? []).map(([to, label, symbol], place) =>
      element("button", { class: `button wide ${place === 0 ? "primary" : ""}`, type: "button", onclick: () => move(desk, issue, to) },
        icon(symbol), label)),
    issue.status === "awaiting_approval" ? element("p", { class: "hint muted" }, "The office checks your work and closes it.") : null,
  ];
}

// What the office decided while this phone was away, said once and in words.
function outcome(issue, entry) {
  const { command } = entry;
  const isOver = command.kind === "issue.move" && issue.status === "closed";
  const why = isOver ? "The office had closed it before your change arrived. It stays closed." : entry.reason;
  const what = {
    "issue.move": command.to === "awaiting_approval" ? "“Resolved” was not taken." : "“Start Work” was not taken.",
    "cost.add": `The cost “${command.text}” was not taken.`,
    "cost.remove": "The cost was not taken away.",
    "appointment.propose": "Your visit was not taken.",
  }[command.kind];
  const read = async () => {
    await discard(entry.id);
    changed();
  };
  return element("div", { class: "notice", role: "alert" }, icon("circle-alert"),
    element("span", {}, `${what} ${why} `, element("button", { class: "link", type: "button", onclick: read }, "OK")));
}

function reach(desk, issue) {
  if (!rights(desk).mayContact) return null;
  const { phone, email } = contacts(desk, issue.customer_id);
  const subject = encodeURIComponent(code("CMP", issue));
  const link = (href, symbol, label) => element("a", { class: "button", href }, icon(symbol), label);
  if (!phone && !email) return null;
  return element("div", { class: "thumb-row", role: "group", "aria-label": "Contact the customer" },
    phone ? link(`tel:${phone}`, "phone", "Call") : null,
    phone ? link(`sms:${phone}`, "message-square", "Text") : null,
    email ? link(`mailto:${email}?subject=${subject}`, "mail", "E-mail") : null);
}

export function issueFacts(desk, issue) {
  const booking = desk.booking(issue.record_id);
  const kept = issue.merged_into_id ? desk.row("issue", issue.merged_into_id) : undefined;
  const fact = (symbol, ...content) => element("p", { class: "fact" }, icon(symbol), ...content);
  return element("section", { class: "card facts", "aria-label": "Problem" },
    refusedOf(desk, issue.id).map((entry) => outcome(issue, entry)),
    element("div", { class: "job-foot" }, badge(ISSUE[issue.status]),
      issue.waits ? element("span", { class: "unsent" }, icon("cloud-upload"), "Not sent yet") : null),
    element("h2", {}, issue.issue_type),
    issue.description ? element("p", { class: "description" }, issue.description) : null,
    kept ? fact("circle-alert", element("span", {}, "Worked on together with ", element("a", { href: `#/issue/${kept.id}` }, code("CMP", kept)))) : null,
    fact("user", element("span", {}, desk.customer(issue.customer_id)?.name ?? "Customer")),
    booking ? fact("hard-hat", element("a", { href: `#/job/${booking.id}` }, `${code("BOK", booking)} · ${booking.title}`)) : null,
    booking?.site ? fact("map-pin", element("span", {}, booking.site)) : null,
    fact("calendar", element("span", {}, `Reported ${moment(issue.reported_at)}`)),
    reach(desk, issue),
    steps(desk, issue));
}

export function issueVisits(desk, issue) {
  const visits = visitsOf(desk, issue.id);
  const mayAdd = rights(desk).mayPropose && issue.status !== "closed" && !issue.merged_into_id;
  if (!visits.length && !mayAdd) return null;
  return element("section", { class: "card lines", "aria-label": "Visits" },
    element("div", { class: "card-top" }, element("h2", {}, "Visits"),
      mayAdd ? element("button", { class: "button small", type: "button", onclick: () => proposeVisit(issue) }, icon("plus"), "Appointment") : null),
    visits.length ? null : element("p", { class: "muted" }, "No visit agreed yet."),
    visits.map((visit) => element("div", { class: "line" },
      element("span", {}, `${day(visit.starts_at)}, ${clock(visit.starts_at)}`), badge(visitWords(visit)))));
}

export function issueCosts(desk, issue) {
  const costs = costsOf(desk, issue.id);
  const mayAdd = issue.status !== "closed" && !issue.merged_into_id;
  if (!costs.length && !mayAdd) return null;
  return element("section", { class: "card lines", "aria-label": "Costs" },
    element("div", { class: "card-top" }, element("h2", {}, "Costs"),
      mayAdd ? element("button", { class: "button small", type: "button", onclick: () => addCost(issue) }, icon("plus"), "Cost") : null),
    costs.length ? null : element("p", { class: "muted" }, "Material or time it takes: write it down here."),
    costs.map((cost) => element("div", { class: "line" },
      element("span", {}, cost.text, element("small", { class: "muted" },
        ` ${cost.quantity_thousandths / 1000} × ${money(cost.unit_cents)}`)),
      cost.waits ? element("span", { class: "unsent" }, icon("cloud-upload"), "Not sent yet") : null,
      cost.posted_at !== null ? element("span", { class: "badge plain green" }, "Charged")
        : element("button", { class: "icon-button", type: "button", "aria-label": `Remove ${cost.text}`, onclick: () => removeCost(cost) }, icon("x")))));
}
