// One job: what and where, Start and Finish, problems, and its conversation.
import { badge, element, empty, icon } from "./elements.js";
import { fileBlob } from "./files.js";
import { newId } from "./ids.js";
import { NoNetwork, OfficeRefused } from "./office.js";
import { DECIDED, discard, enqueue, REFUSED } from "./outbox.js";
import { changed, synchronise } from "./sync.js";
import { clock, code, day, initials, ISSUE, jobStatus, moment, roleWord } from "./words.js";

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
  const issues = desk.issues(job.id);
  if (!issues.length) return null;
  return element(
    "section",
    { class: "card issues", "aria-label": "Problems" },
    element("h2", {}, "Problems"),
    issues.map((issue) =>
      element(
        "div",
        { class: "issue" },
        element("div", {}, element("strong", {}, issue.issue_type), " ",
          element("span", { class: "muted" }, code("CMP", issue))),
        badge(ISSUE[issue.status]),
        issue.description ? element("p", { class: "muted" }, issue.description) : null,
      ),
    ),
  );
}

function picture(file) {
  const image = element("img", { alt: file.name, class: "photo", hidden: true });
  const waits = element("span", { class: "photo waits" }, file.name);
  fileBlob(file).then(
    (blob) => {
      image.src = URL.createObjectURL(blob);
      image.addEventListener("load", () => URL.revokeObjectURL(image.src), { once: true });
      image.hidden = false;
      waits.remove();
    },
    (fault) => {
      if (!(fault instanceof NoNetwork || fault instanceof OfficeRefused)) throw fault;
    },
  );
  return [image, waits];
}

async function save(file) {
  const link = element("a", { download: file.name });
  link.href = URL.createObjectURL(await fileBlob(file));
  link.click();
  URL.revokeObjectURL(link.href);
}

function attachment(file) {
  if (file.media_type.startsWith("image/")) return picture(file);
  return element("button", { class: "button file", type: "button", onclick: () => save(file) },
    icon("file-text"), element("span", {}, file.name));
}

function deliveryLine(post) {
  if (post.delivery === DECIDED) return null;
  if (post.delivery !== REFUSED) {
    return element("p", { class: "unsent" }, icon("cloud-upload"), "Not sent yet");
  }
  const drop = async () => {
    await discard(post.entry_id);
    changed();
  };
  return element("p", { class: "refused" }, icon("circle-alert"), `Not taken: ${post.reason} `,
    element("button", { class: "link", type: "button", onclick: drop }, "Remove"));
}

function postView(post, me) {
  const isMine = post.author_id === me.staff_id;
  const at = post.posted_at ?? post.written_at;
  const isPublic = post.visibility === "everyone";
  return element(
    "article",
    { class: `post ${isMine ? "mine" : ""} ${post.delivery === DECIDED ? "" : "pending"}` },
    element("span", { class: "avatar", "aria-hidden": "true" }, initials(post.author_name)),
    element(
      "div",
      { class: "post-body" },
      element("p", { class: "post-head" },
        element("strong", {}, isMine ? "You" : post.author_name), isMine ? moment(at) : `${roleWord(post.author_role)} · ${moment(at)}`,
        isPublic ? null : element("span", { class: "badge plain grey" }, "Private")),
      post.removed ? element("p", { class: "muted" }, "Message removed") : null,
      post.body ? element("p", { class: "bubble" }, post.body) : null,
      post.removed ? null : element("div", { class: "files" }, post.files.map(attachment)),
      deliveryLine(post),
    ),
  );
}

export function jobThread(desk, job) {
  const posts = desk.posts(job.id);
  return element(
    "section",
    { class: "card thread", "aria-label": "Messages" },
    element("h2", {}, "Messages"),
    posts.length
      ? posts.map((post) => postView(post, desk.me))
      : empty("message-square", "No messages yet", "Write to the office, or switch to Public for the customer."),
  );
}

export async function sendPost(job, { body, isPublic, files }) {
  const command = {
    kind: "post.write",
    post_id: newId(),
    thread_id: job.id,
    body,
    visibility: isPublic ? "everyone" : "staff",
    written_at: new Date().toISOString(),
    attachments: files.map(({ blob, sha256, name, type }) => ({
      id: newId(), name, media_type: type, bytes: blob.size, sha256,
    })),
  };
  await enqueue(command, files);
  changed();
  synchronise();
}
