// Lines of a pull -> rows on this device. Everything up to a mark is stored at once, or not at all.
import { ask, transact } from "./database.js";

function parentThread(entity, fields) {
  if (entity === "post" || entity === "attachment") return fields.thread_id;
  return entity === "thread" ? fields.id : "";
}

async function addScope(rows, entity, fields, scope) {
  const known = await ask(rows.get([entity, fields.id]));
  const scopes = new Set(known ? known.scopes : []).add(scope);
  const thread = parentThread(entity, fields);
  rows.put({ entity, id: fields.id, thread, scopes: [...scopes], fields });
}

async function removeScope(rows, key, scope) {
  const known = await ask(rows.get(key));
  if (!known) return;
  const scopes = known.scopes.filter((each) => each !== scope);
  if (scopes.length) rows.put({ ...known, scopes });
  else rows.delete(key);
}

async function removeScopeEverywhere(rows, scope) {
  for (const row of await ask(rows.getAll())) {
    if (row.scopes.includes(scope)) await removeScope(rows, [row.entity, row.id], scope);
  }
}

export class Feed {
  constructor(token) {
    this.token = token;
    this.hello = null;
    this.end = null;
    this.columns = new Map();
    this.steps = [];
  }

  async take(line) {
    const [kind, ...rest] = JSON.parse(line);
    await this[`take_${kind}`]?.(...rest);
  }

  take_hello(hello) {
    this.hello = hello;
    if (hello.reset) this.steps.push((rows) => ask(rows.clear()));
    for (const scope of hello.drop) {
      this.steps.push((rows) => removeScopeEverywhere(rows, scope));
    }
  }

  take_cols(entity, names) {
    this.columns.set(entity, names);
  }

  take_up(scopeIndex, entity, batch) {
    const names = this.columns.get(entity);
    const scope = this.hello.scopes[scopeIndex];
    for (const [, ...values] of batch) {
      const fields = Object.fromEntries(names.map((name, place) => [name, values[place]]));
      this.steps.push((rows) => addScope(rows, entity, fields, scope));
    }
  }

  take_rm(scopeIndex, entity, ids) {
    const scope = this.hello.scopes[scopeIndex];
    for (const id of ids) this.steps.push((rows) => removeScope(rows, [entity, id], scope));
  }

  take_mark(mark) {
    return this.store(mark.cur);
  }

  async take_end(end) {
    await this.store(end.cur);
    this.end = end;
  }

  async store(cursor) {
    const steps = this.steps.splice(0);
    await transact(["rows", "settings"], "readwrite", async ({ rows, settings }) => {
      // Signed out while this was on its way: nothing of it may come to rest here.
      const identity = await ask(settings.get("identity"));
      if (!identity || identity.token !== this.token) return;
      for (const step of steps) await step(rows);
      settings.put(cursor, "cursor");
      settings.put(this.hello.epoch, "epoch");
    });
  }
}
