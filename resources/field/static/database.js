// What this device keeps: rows from the office, commands not sent yet, photos, settings.
const NAME = "ringdesk-field";

let opened = null;

function asPromise(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function upgrade(database) {
  database.createObjectStore("settings");
  database.createObjectStore("outbox", { keyPath: "id" }).createIndex("n", "n");
  database.createObjectStore("files"); // sha256 -> Blob
  const rows = database.createObjectStore("rows", { keyPath: ["entity", "id"] });
  rows.createIndex("entity", "entity");
  rows.createIndex("thread", "thread");
}

function open() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => upgrade(request.result);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return opened;
}

// Runs `work(stores)` in one transaction. `work` may await nothing but requests made with `ask`.
export async function transact(names, mode, work) {
  const database = await open();
  // strict: what a person wrote must survive the phone going dark the next second
  const transaction = database.transaction(names, mode, { durability: "strict" });
  const done = new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new Error("storage refused"));
  });
  const stores = Object.fromEntries(names.map((name) => [name, transaction.objectStore(name)]));
  let result;
  try {
    result = await work(stores);
  } catch (fault) {
    transaction.abort();
    await done.catch(() => {});
    throw fault;
  }
  await done;
  return result;
}

export const ask = asPromise;

export function getSetting(name) {
  return transact(["settings"], "readonly", ({ settings }) => ask(settings.get(name)));
}

export function putSetting(name, value) {
  return transact(["settings"], "readwrite", ({ settings }) => ask(settings.put(value, name)));
}

export function allRows() {
  return transact(["rows"], "readonly", ({ rows }) => ask(rows.getAll()));
}

export function getFile(sha256) {
  return transact(["files"], "readonly", ({ files }) => ask(files.get(sha256)));
}

// Only for who is signed in: a file that arrives after signing out leaves nothing behind.
export function putFile(sha256, blob) {
  return transact(["files", "settings"], "readwrite", async ({ files, settings }) => {
    if (await ask(settings.get("identity"))) files.put(blob, sha256);
  });
}

export async function eraseEverything() {
  const names = ["settings", "outbox", "files", "rows"];
  await transact(names, "readwrite", (stores) =>
    Promise.all(names.map((name) => ask(stores[name].clear()))),
  );
}
