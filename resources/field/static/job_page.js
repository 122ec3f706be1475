// One job: what and where, Start and Finish, and its problems.
import { badge, element, icon } from "./elements.js";
import { issuesOf } from "./issue_desk.js";
import { enqueue } from "./outbox.js";
import { changed, synchronise } from "./sync.js";
import { clock, code, day, ISSUE, jobStatus } from "./words.js";

const STEPS = {
  to_schedule: [["in_progress", "Start Job", "play"]],
  in_progress: [
    ["completed", "Finish Job", "circle-check"],
    ["failed", "Could Not Finish", "circle-alert"],
  ],
};

async function move(job, to) {
  const command = { kind: "booking.move", booking_id: job.id, seen: job.status, to };
  await enqueue(command);
  changed();
  synchronise();
}

function stepButtons(job) {
  return (STEPS[job.status] ?? []).map(([to, label, symbol], place) =>
    element(
      "button",
      {
        class: `button wide ${place === 0 ? "primary" : ""}`,
        type: "button",
        onclick: () => move(job, to),
      },
      icon(symbol),
      label,
    ),
  );
}

function fact(symbol, content) {
  return element("p", { class: "fact" }, icon(symbol), content);
}

export function jobFacts(desk, job) {
  const customer = desk.customer(job.customer_id);
  const phone = desk.phone(job.customer_id);
  const when = job.starts_at === null ? "No date yet" : `${day(job.starts_at)}, ${clock(job.starts_at)}`;
  return element(
    "section",
    { class: "card facts", "aria-label": "Job" },
    element("div", { class: "job-foot" }, badge(jobStatus(desk, job)),
      job.waits ? element("span", { class: "unsent" }, icon("cloud-upload"), "Not sent yet") : null),
    element("h2", {}, job.title),
    fact("user", element("span", {}, customer?.name ?? "Customer")),
    phone ? fact("phone", element("a", { href: `tel:${phone}` }, phone)) : null,
    fact("calendar", element("span", {}, when)),
    job.site ? fact("map-pin", element("span", {}, job.site)) : null,
    stepButtons(job),
  );
}

export function jobIssues(desk, job) {
  const issues = issuesOf(desk, job.id);
  if (!issues.length) return null;
  return element(
    "section",
    { class: "card issues", "aria-label": "Problems" },
    element("h2", {}, "Problems"),
    issues.map((issue) =>
      element(
        "a",
        { class: "issue", href: `#/issue/${issue.id}` },
        element("div", {}, element("strong", {}, issue.issue_type), " ",
          element("span", { class: "muted" }, code("CMP", issue))),
        badge(ISSUE[issue.status]),
        issue.description ? element("p", { class: "muted" }, issue.description) : null,
      ),
    ),
  );
}
