// What the pages show: rows from the office with what waits in the outbox laid on top.
import { allRows, getSetting } from "./database.js";
import { DECIDED, entries, REFUSED, WAITING } from "./outbox.js";

const STATUS_RANK = { in_progress: 0, to_schedule: 1, failed: 2, completed: 3, cancelled: 4 };

function byKind(rows) {
  const kinds = {};
  for (const row of rows) (kinds[row.entity] ??= new Map()).set(row.id, row.fields);
  return kinds;
}

function attachmentsOf(command, isSent) {
  return command.attachments.map((file) => ({ ...file, post_id: command.post_id, isSent }));
}

function pendingPost(entry, me) {
  const { command } = entry;
  return {
    id: command.post_id,
    thread_id: command.thread_id,
    author_id: me.staff_id,
    author_name: me.name,
    author_role: me.role,
    visibility: command.visibility,
    body: command.body,
    posted_at: null,
    written_at: entry.at,
    removed: 0,
    files: attachmentsOf(command, false),
    is_evidence: command.is_evidence ? 1 : 0,
    delivery: entry.state,
    reason: entry.reason,
    entry_id: entry.id,
  };
}

export class Desk {
  constructor(rows, queue, me, { seen, proposed }) {
    this.kinds = byKind(rows);
    this.queue = queue;
    this.me = me;
    this.seen = seen ?? {}; // issue -> until when this phone showed it
    this.proposed = proposed ?? {}; // appointment -> when I had proposed to come
  }

  rows(entity) {
    return [...(this.kinds[entity]?.values() ?? [])];
  }

  row(entity, id) {
    return this.kinds[entity]?.get(id);
  }

  get unsent() {
    return this.queue.filter((entry) => entry.state === WAITING).length;
  }

  get refused() {
    return this.queue.filter((entry) => entry.state === REFUSED);
  }

  booking(id) {
    const row = this.row("booking", id);
    if (!row) return undefined;
    const moves = this.queue.filter(
      ({ command, state }) =>
        command.kind === "booking.move" && command.booking_id === id && state !== REFUSED,
    );
    const waits = moves.some((entry) => entry.state === WAITING);
    const last = moves.at(-1)?.command;
    // A step taken here has no name of the office's own, even before the office knows.
    return last ? { ...row, status: last.to, status_id: null, waits } : { ...row, waits };
  }

  bookings() {
    return this.rows("booking")
      .filter((row) => JSON.parse(row.worker_ids).includes(this.me.staff_id))
      .map((row) => this.booking(row.id))
      .sort(
        (a, b) =>
          (a.starts_at ?? Infinity) - (b.starts_at ?? Infinity) ||
          STATUS_RANK[a.status] - STATUS_RANK[b.status],
      );
  }

  customer(id) {
    return this.row("customer", id);
  }

  phone(customerId) {
    return this.rows("contact_point").find(
      (point) => point.customer_id === customerId && point.contact_kind === "phone",
    )?.value;
  }

  // Newest first; what this device has asked for counts already, though the office may not know yet.
  voicemails() {
    return this.rows("voicemail")
      .filter((row) => row.removed_at === null)
      .map((row) => this.voicemail(row))
      .sort((a, b) => b.left_at - a.left_at || (a.id < b.id ? 1 : -1));
  }

  voicemail(row) {
    const shown = { ...row, waits: false };
    for (const { command, state, at } of this.queue) {
      if (state === REFUSED) continue;
      if (command.kind === "voicemail.hear" && command.voicemail_id === row.id) shown.heard_at ??= at;
      if (command.kind !== "voicemail.settle" || !command.voicemail_ids.includes(row.id)) continue;
      shown.done_at = command.done ? (row.done_at ?? at) : null;
      shown.done_by_name = row.done_at === null ? this.me.name : row.done_by_name;
      shown.waits = state === WAITING;
    }
    return shown;
  }

  // This person's own switch for alerts: true, false, or null where only the office's choice counts.
  wants(module) {
    const isIt = ({ kind, channel, module: which }) =>
      kind === "preference.set" && channel === "push" && which === module;
    const asked = this.queue.filter(({ command, state }) => state !== REFUSED && isIt(command)).at(-1);
    if (asked) return asked.command.is_on;
    const row = this.rows("preference").find(
      (each) => each.module === module && each.channel === "push" && each.staff_id === this.me.staff_id,
    );
    return row ? Boolean(row.is_on) : null;
  }

  // Rows of one kind by what they belong to; read once, the lists ask for every thread.
  under(entity, field, id) {
    this.groups ??= {};
    this.groups[entity] ??= Map.groupBy(this.rows(entity), (row) => row[field]);
    return this.groups[entity].get(id) ?? [];
  }

  posts(threadId) {
    const sent = this.under("post", "thread_id", threadId)
      .map((post) => ({
        ...post,
        files: this.under("attachment", "post_id", post.id).map((file) => ({ ...file, isSent: true })),
        delivery: DECIDED,
      }));
    sent.sort((a, b) => a.posted_at - b.posted_at || (a.id < b.id ? -1 : 1));
    const known = new Set(sent.map((post) => post.id));
    const pending = this.queue
      .filter(({ command }) => command.kind === "post.write" && command.thread_id === threadId)
      .filter(({ command }) => !known.has(command.post_id))
      .map((entry) => pendingPost(entry, this.me));
    return [...sent, ...pending];
  }

  threads() {
    const latest = this.rows("booking").map((row) => ({
      booking: this.booking(row.id),
      post: this.posts(row.id).at(-1),
    }));
    return latest
      .filter(({ post }) => post)
      .sort((a, b) => (b.post.posted_at ?? b.post.written_at) - (a.post.posted_at ?? a.post.written_at));
  }
}

export async function openDesk() {
  const [rows, queue, me, seen, proposed] = await Promise.all([
    allRows(), entries(), getSetting("identity"), getSetting("seen"), getSetting("proposed"),
  ]);
  return new Desk(rows, queue, me, { seen, proposed });
}
