// What the pages know of issues: the office's rows with this phone's own unsent steps on top.
import { REFUSED, WAITING } from "./outbox.js";

const ABOUT = {
  "issue.move": (command) => command.issue_id,
  "cost.add": (command) => command.issue_id,
  "appointment.propose": (command) => command.issue_id,
};

function asked(desk, kind, issueId) {
  return desk.queue.filter(({ command, state }) =>
    command.kind === kind && command.issue_id === issueId && state !== REFUSED);
}

export function issueOf(desk, id) {
  const row = desk.row("issue", id);
  if (!row) return undefined;
  const moves = asked(desk, "issue.move", id);
  const waits = moves.some((entry) => entry.state === WAITING);
  return { ...row, status: moves.at(-1)?.command.to ?? row.status, waits };
}

// Issues of a booking; what was merged into another is worked on there.
export function issuesOf(desk, bookingId) {
  return desk.under("issue", "record_id", bookingId)
    .filter((row) => !(row.merged_into_id && desk.row("issue", row.merged_into_id)))
    .map((row) => issueOf(desk, row.id))
    .sort((a, b) => b.reported_at - a.reported_at || (a.id < b.id ? 1 : -1));
}

export function issuesOfMine(desk) {
  return desk.bookings()
    .flatMap((booking) => issuesOf(desk, booking.id))
    .sort((a, b) => b.reported_at - a.reported_at || (a.id < b.id ? 1 : -1));
}

export function lastWord(desk, issue) {
  const others = desk.posts(issue.id).filter((post) => post.author_id !== desk.me.staff_id && post.posted_at);
  return Math.max(issue.reported_at ?? 0, ...others.map((post) => post.posted_at));
}

// A closed issue nobody opened on this phone is history, not news.
export function isUnread(desk, issue) {
  const seen = desk.seen[issue.id];
  if (seen === undefined) return issue.status !== "closed" && issue.reported_by !== desk.me.staff_id;
  return lastWord(desk, issue) > seen;
}

export function costsOf(desk, issueId) {
  const known = desk.rows("cost").filter((row) => row.issue_id === issueId);
  const ids = new Set(known.map((row) => row.id));
  const removed = new Set(desk.queue
    .filter(({ command, state }) => command.kind === "cost.remove" && state !== REFUSED)
    .map(({ command }) => command.cost_id));
  const waiting = asked(desk, "cost.add", issueId)
    .filter(({ command }) => !ids.has(command.cost_id))
    .map(({ command }) => ({ ...command, id: command.cost_id, posted_at: null, waits: true }));
  return [...known, ...waiting].filter((row) => !removed.has(row.id));
}

// Visits for an issue, proposals that wait here among them; `asked_at` is when I had proposed to come.
export function visitsOf(desk, issueId) {
  const known = desk.rows("appointment").filter((row) => row.issue_id === issueId);
  const ids = new Set(known.map((row) => row.id));
  const waiting = asked(desk, "appointment.propose", issueId)
    .filter(({ command }) => !ids.has(command.appointment_id))
    .map(({ command }) => ({
      id: command.appointment_id,
      issue_id: issueId,
      status: "proposed",
      starts_at: Date.parse(command.starts_at),
      ends_at: Date.parse(command.ends_at),
      waits: true,
    }));
  return [...known, ...waiting]
    .filter((row) => row.status !== "cancelled")
    .map((row) => ({ ...row, asked_at: desk.proposed[row.id] }))
    .sort((a, b) => a.starts_at - b.starts_at);
}

export function visitWords(visit) {
  if (visit.waits) return ["Not sent yet", "orange"];
  if (visit.status === "proposed") return ["Waits for the office", "purple"];
  if (visit.status === "done") return ["Done", "green"];
  const isChanged = visit.asked_at !== undefined && visit.asked_at !== visit.starts_at;
  return isChanged ? ["Changed by the office", "orange"] : ["Confirmed", "blue"];
}

// Steps this phone took that the office did not take, until the person has read why.
export function refusedOf(desk, issueId) {
  return desk.refused.filter(({ command }) => {
    if (command.kind === "cost.remove") return desk.row("cost", command.cost_id)?.issue_id === issueId;
    return ABOUT[command.kind]?.(command) === issueId;
  });
}

export function hasEvidence(desk, issueId) {
  return desk.posts(issueId).some((post) => post.is_evidence && !post.removed && post.delivery !== REFUSED);
}

export function needsEvidence(desk) {
  return Boolean(desk.row("complaint_settings", "complaints")?.needs_evidence);
}

// What the office lets this person do with customers.
export function rights(desk) {
  const own = desk.row("staff", desk.me.staff_id);
  return { mayPropose: Boolean(own?.may_propose), mayContact: Boolean(own?.may_contact) };
}

export function contacts(desk, customerId) {
  const points = desk.rows("contact_point").filter((point) => point.customer_id === customerId);
  const first = (kind) => points.find((point) => point.contact_kind === kind)?.value;
  return { phone: first("phone"), email: first("email") };
}
