// A discussion: posts with their files, what still waits, what the office did not take.
import { element, empty, icon } from "./elements.js";
import { fileBlob } from "./files.js";
import { newId } from "./ids.js";
import { NoNetwork, OfficeRefused } from "./office.js";
import { DECIDED, discard, enqueue, REFUSED } from "./outbox.js";
import { changed, synchronise } from "./sync.js";
import { initials, moment, roleWord } from "./words.js";

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
        isPublic ? null : element("span", { class: "badge plain grey" }, "Private"),
        post.is_evidence ? element("span", { class: "badge plain green" }, "Evidence") : null),
      post.removed ? element("p", { class: "muted" }, "Message removed") : null,
      post.body ? element("p", { class: "bubble" }, post.body) : null,
      post.removed ? null : element("div", { class: "files" }, post.files.map(attachment)),
      deliveryLine(post),
    ),
  );
}

export function threadView(desk, recordId, hint) {
  const posts = desk.posts(recordId);
  return element(
    "section",
    { class: "card thread", "aria-label": "Messages" },
    element("h2", {}, "Messages"),
    posts.length
      ? posts.map((post) => postView(post, desk.me))
      : empty("message-square", "No messages yet", hint),
  );
}

export async function sendPost(recordId, { body, isPublic, isEvidence, files }) {
  const command = {
    kind: "post.write",
    post_id: newId(),
    thread_id: recordId,
    body,
    visibility: isPublic ? "everyone" : "staff",
    written_at: new Date().toISOString(),
    attachments: files.map(({ blob, sha256, name, type }) => ({
      id: newId(), name, media_type: type, bytes: blob.size, sha256,
    })),
    ...(isEvidence ? { is_evidence: true } : {}),
  };
  await enqueue(command, files);
  changed();
  synchronise();
}
