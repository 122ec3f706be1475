// Jobs: today's, then what comes next; and Messages: the threads with the latest posts.
import { badge, element, empty, icon } from "./elements.js";
import { visitWords } from "./issue_desk.js";
import { clock, code, day, initials, jobStatus, startOfDay } from "./words.js";

const OVER = new Set(["completed", "cancelled"]);
const DAY_MS = 86_400_000;

function sectionOf(job, today) {
  if (job.status === "in_progress") return "Today";
  const isToday = job.starts_at !== null && startOfDay(job.starts_at) === today;
  if (isToday) return "Today";
  if (OVER.has(job.status)) return "Done";
  if (job.starts_at === null) return "No date yet";
  return job.starts_at < today ? "Still open" : "Next";
}

function card(desk, job, now) {
  const customer = desk.customer(job.customer_id);
  const isToday = job.starts_at !== null && startOfDay(job.starts_at) === startOfDay(now);
  const when = job.starts_at === null ? "No date" : clock(job.starts_at);
  return element(
    "a",
    { class: "job", href: job.isVisit ? visitAddress(job) : `#/job/${job.id}` },
    element(
      "span",
      { class: "job-when" },
      element("strong", {}, isToday ? when : job.starts_at === null ? "–" : day(job.starts_at, now)),
      isToday || job.starts_at === null ? null : element("small", {}, when),
    ),
    element(
      "span",
      { class: "job-what" },
      element("strong", {}, customer?.name ?? "Customer"),
      element("span", {}, job.title),
      job.site ? element("span", { class: "muted" }, job.site) : null,
      element(
        "span",
        { class: "job-foot" },
        job.isVisit ? element("span", { class: "badge plain grey" }, "Follow-up") : null,
        badge(job.isVisit ? visitWords(job) : jobStatus(desk, job)),
        job.waits ? element("span", { class: "unsent" }, icon("cloud-upload"), "Not sent yet") : null,
      ),
    ),
    icon("chevron-right"),
  );
}

// Visits beside the jobs' own times, follow-ups of problems among them, as lines of the same list.
function visits(desk) {
  return desk.rows("appointment")
    .filter((row) => row.status !== "cancelled" && JSON.parse(row.worker_ids).includes(desk.me.staff_id))
    .map((row) => ({ ...row, isVisit: true, status: row.status === "done" ? "completed" : row.status, asked_at: desk.proposed[row.id] }));
}

function visitAddress(row) {
  if (row.issue_id) return `#/issue/${row.issue_id}`;
  return row.booking_id ? `#/job/${row.booking_id}` : "#/jobs";
}

export function jobList(desk, now = Date.now()) {
  const today = startOfDay(now);
  const sections = { Today: [], "Still open": [], Next: [], "No date yet": [], Done: [] };
  const lines = [...desk.bookings(), ...visits(desk)].sort((a, b) => (a.starts_at ?? Infinity) - (b.starts_at ?? Infinity));
  for (const job of lines) sections[sectionOf(job, today)].push(job);
  sections.Done = sections.Done.filter((job) => job.starts_at > now - 14 * DAY_MS).reverse();
  const filled = Object.entries(sections).filter(([, jobs]) => jobs.length);
  if (!filled.length) {
    return empty("calendar-check", "No jobs for you yet", "When the office books you, the job shows here.");
  }
  if (!sections.Today.length) filled.unshift(["Today", []]);
  return element(
    "div",
    {},
    filled.map(([name, jobs]) =>
      element(
        "section",
        { class: "section", "aria-label": name },
        element("h2", {}, name, element("span", { class: "count" }, String(jobs.length))),
        jobs.length
          ? jobs.map((job) => card(desk, job, now))
          : element("p", { class: "nothing" }, "Nothing booked for today."),
      ),
    ),
  );
}

function threadLine(desk, { booking, post }, now) {
  const at = post.posted_at ?? post.written_at;
  const when = startOfDay(at) === startOfDay(now) ? clock(at) : day(at, now);
  const name = desk.customer(booking.customer_id)?.name ?? booking.title;
  const text = post.removed ? "Message removed" : post.body || "Photo";
  return element(
    "a",
    { class: "job thread-line", href: `#/job/${booking.id}` },
    element("span", { class: "avatar", "aria-hidden": "true" }, initials(name)),
    element(
      "span",
      { class: "job-what" },
      element("strong", {}, name, element("time", { class: "muted" }, when)),
      element("span", { class: "muted" }, `${code("BOK", booking)} · ${booking.title}`),
      element("span", { class: "excerpt" }, `${post.author_name.split(" ")[0]}: ${text}`),
    ),
  );
}

export function threadList(desk, now = Date.now()) {
  const threads = desk.threads();
  if (!threads.length) {
    return empty("message-square", "No messages yet", "Open a job to write to the office or the customer.");
  }
  return element("section", { class: "section" }, threads.map((each) => threadLine(desk, each, now)));
}
