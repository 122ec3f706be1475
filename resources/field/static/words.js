// Statuses, codes and times as people read them.
export const BOOKING = {
  to_schedule: ["To schedule", "purple"],
  in_progress: ["In progress", "orange"],
  completed: ["Completed", "green"],
  cancelled: ["Cancelled", "grey"],
  failed: ["Failed", "red"],
};

// The office's own name and colour for where a job stands; the built-in ones where it has none.
export function jobStatus(desk, job) {
  const own = job.status_id ? desk.row("status", job.status_id) : undefined;
  return own ? [own.name, own.tone] : BOOKING[job.status];
}

export const ISSUE = {
  new: ["New", "blue"],
  in_progress: ["In progress", "orange"],
  reopened: ["Reopened", "red"],
  awaiting_approval: ["Awaiting approval", "purple"],
  closed: ["Closed", "green"],
};

// As on the office's invoices.
export function money(cents) {
  return `$${(cents / 100).toFixed(2)}`;
}

export function roleWord(role) {
  return { customer: "Customer", fieldworker: "Fieldworker" }[role] ?? "Office";
}

export function code(prefix, row) {
  const number = row.number;
  return number === null ? `${prefix}-draft-${row.id.slice(-4)}` : `${prefix}-${String(number).padStart(5, "0")}`;
}

const clockFormat = new Intl.DateTimeFormat(undefined, { hour: "numeric", minute: "2-digit" });
const weekdayFormat = new Intl.DateTimeFormat(undefined, { weekday: "long" });
const dayFormat = new Intl.DateTimeFormat(undefined, { weekday: "short", day: "numeric", month: "short" });

export function clock(ms) {
  return clockFormat.format(ms);
}

export function startOfDay(ms) {
  const day = new Date(ms);
  day.setHours(0, 0, 0, 0);
  return day.getTime();
}

export function day(ms, now = Date.now()) {
  const days = Math.round((startOfDay(ms) - startOfDay(now)) / 86_400_000);
  const near = { "-1": "Yesterday", 0: "Today", 1: "Tomorrow" }[days];
  return near ?? (days > 1 && days < 7 ? weekdayFormat : dayFormat).format(ms);
}

export function moment(ms, now = Date.now()) {
  return startOfDay(ms) === startOfDay(now) ? clock(ms) : `${day(ms, now)} ${clock(ms)}`;
}

export function initials(name) {
  return name.split(/\s+/).slice(0, 2).map((word) => word[0] ?? "").join("").toUpperCase();
}
