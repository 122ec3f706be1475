// Files that belong to rows: fetched once, kept for when there is no network, forgotten with them.
import { ask, getFile, putFile, transact } from "./database.js";
import { request } from "./office.js";

export async function fileBlob({ sha256 }) {
  const kept = await getFile(sha256);
  if (kept) return kept;
  const blob = await (await request("GET", `/v1/blob/${sha256}`)).blob();
  await putFile(sha256, blob);
  return blob;
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
