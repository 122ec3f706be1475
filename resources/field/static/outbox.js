// Commands on their way to the office. They stay until the office has answered and its rows came.
import { ask, transact } from "./database.js";
import { newId } from "./ids.js";

export const WAITING = "waiting";
export const DECIDED = "decided";
export const REFUSED = "refused";

// Stores a command and its files in one transaction: both are kept or neither is.
export function enqueue(command, files = []) {
  return transact(["outbox", "settings", "files"], "readwrite", async (stores) => {
    const n = ((await ask(stores.settings.get("last_n"))) ?? 0) + 1;
    const entry = {
      n,
      id: newId(),
      at: Date.now(),
      command,
      hashes: files.map((file) => file.sha256),
      state: WAITING,
      reason: "",
    };
    stores.settings.put(n, "last_n");
    stores.outbox.put(entry);
    for (const file of files) stores.files.put(file.blob, file.sha256);
    return entry;
  });
}

export function entries() {
  return transact(["outbox"], "readonly", ({ outbox }) => ask(outbox.index("n").getAll()));
}

export async function waiting() {
  return (await entries()).filter((entry) => entry.state === WAITING);
}

export function settle(receipts) {
  return transact(["outbox"], "readwrite", async ({ outbox }) => {
    for (const receipt of receipts) {
      const entry = await ask(outbox.get(receipt.id));
      if (!entry || entry.state !== WAITING) continue;
      const refused = receipt.result === "rejected" || receipt.result === "parked";
      entry.state = refused ? REFUSED : DECIDED;
      entry.reason = refused ? receipt.detail : "";
      outbox.put(entry);
    }
  });
}

// Decided commands leave once the rows they made have been pulled.
export function dropDecided() {
  return transact(["outbox"], "readwrite", async ({ outbox }) => {
    for (const entry of await ask(outbox.getAll())) {
      if (entry.state === DECIDED) outbox.delete(entry.id);
    }
  });
}

export function discard(id) {
  return transact(["outbox"], "readwrite", ({ outbox }) => ask(outbox.delete(id)));
}

// The office counts differently (restored from a backup, or this browser was copied): same
// commands, same ids, new numbers.
export function renumber(first) {
  return transact(["outbox", "settings"], "readwrite", async ({ outbox, settings }) => {
    let n = first - 1;
    for (const entry of await ask(outbox.index("n").getAll())) {
      if (entry.state !== WAITING) continue;
      n += 1;
      outbox.put({ ...entry, n });
    }
    settings.put(n, "last_n");
  });
}
