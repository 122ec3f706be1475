// Files that belong to rows: fetched once, kept for when there is no network, forgotten with them.
import { ask, getFile, putFile, transact } from "./database.js";
import { OfficeRefused, request } from "./office.js";

const AHEAD = 40;

export async function fileBlob({ sha256 }) {
  const kept = await getFile(sha256);
  if (kept) return kept;
  const blob = await (await request("GET", `/v1/blob/${sha256}`)).blob();
  await putFile(sha256, blob);
  return blob;
}

// Photos of issues are looked at where there is no network: the newest come without being asked for.
export async function fetchAhead() {
  const wanted = await transact(["rows", "files"], "readonly", async ({ rows, files }) => {
    const all = await ask(rows.getAll());
    const open = new Set(all.filter((row) => row.entity === "issue" && row.fields.status !== "closed").map((row) => row.id));
    const kept = new Set(await ask(files.getAllKeys()));
    return all
      .filter(({ entity, thread, fields }) => entity === "attachment" && open.has(thread)
        && fields.media_type.startsWith("image/") && !kept.has(fields.sha256))
      .map(({ fields }) => fields)
      .sort((a, b) => (a.id < b.id ? 1 : -1))
      .slice(0, AHEAD);
  });
  for (const file of wanted) {
    try {
      await fileBlob(file);
    } catch (fault) {
      if (!(fault instanceof OfficeRefused)) throw fault; // its bytes are still on another phone
    }
  }
}

// What no row shows any more and no post is about to send leaves this device.
export function forgetFiles() {
  return transact(["rows", "outbox", "files"], "readwrite", async ({ rows, outbox, files }) => {
    const wanted = new Set((await ask(outbox.getAll())).flatMap((entry) => entry.hashes));
    for (const { fields } of await ask(rows.getAll())) {
      if (fields.sha256 && !fields.removed_at) wanted.add(fields.sha256);
    }
    for (const sha256 of await ask(files.getAllKeys())) {
      if (!wanted.has(sha256)) files.delete(sha256);
    }
  });
}
