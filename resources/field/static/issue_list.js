// Fieldworker Feedback: the issues of my bookings, what is new in them and how far they are.
import { badge, element, empty, icon } from "./elements.js";
import { issuesOfMine, isUnread } from "./issue_desk.js";
import { code, ISSUE, moment } from "./words.js";

const DAY_MS = 86_400_000;
const CLOSED_SHOWN_MS = 30 * DAY_MS;

export function unreadIssues(desk) {
  return issuesOfMine(desk).filter((issue) => isUnread(desk, issue)).length;
}

function card(desk, issue) {
  const booking = desk.booking(issue.record_id);
  const name = desk.customer(issue.customer_id)?.name ?? "Customer";
  const unread = isUnread(desk, issue);
  return element("a", { class: `job feedback ${unread ? "new" : ""}`, href: `#/issue/${issue.id}` },
    element("span", { class: "job-what" },
      element("strong", { class: "line" }, element("span", {}, issue.issue_type), element("time", { class: "muted" }, moment(issue.reported_at))),
      element("span", {}, name),
      element("span", { class: "muted" }, `${code("CMP", issue)} · ${booking.title}`),
      element("span", { class: "job-foot" }, badge(ISSUE[issue.status]),
        unread ? element("span", { class: "badge plain blue" }, "Unread") : null,
        issue.waits ? element("span", { class: "unsent" }, icon("cloud-upload"), "Not sent yet") : null)),
    icon("chevron-right"));
}

function section(desk, name, issues) {
  if (!issues.length) return null;
  return element("section", { class: "section", "aria-label": name },
    element("h2", {}, name, element("span", { class: "count" }, String(issues.length))),
    issues.map((issue) => card(desk, issue)));
}

export function issueList(desk, now = Date.now()) {
  const issues = issuesOfMine(desk);
  const open = issues.filter((issue) => issue.status !== "closed");
  const closed = issues.filter((issue) => issue.status === "closed" && now - (issue.closed_at ?? now) < CLOSED_SHOWN_MS);
  if (!open.length && !closed.length) {
    return empty("circle-check", "No problems with your jobs", "When somebody reports one, it shows here.");
  }
  return element("div", {}, section(desk, "Open", open), section(desk, "Closed", closed));
}
