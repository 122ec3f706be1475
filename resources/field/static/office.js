// Requests to the office's server: who we are, what it answers, what counts as no network.
import { getSetting } from "./database.js";

const STALL_MS = 30_000;

export class NoNetwork extends Error {}
export class SignInNeeded extends Error {}
export class AccessEnded extends Error {}
export class OfficeRefused extends Error {
  constructor(status, problem) {
    super(problem.detail ?? `The office answered ${status}.`);
    this.status = status;
    this.code = problem.code ?? "";
  }
}

async function problemOf(response) {
  try {
    return await response.json();
  } catch {
    return {};
  }
}

async function send(path, options) {
  try {
    return await fetch(path, { ...options, signal: AbortSignal.timeout(STALL_MS) });
  } catch (fault) {
    throw new NoNetwork(String(fault));
  }
}

export async function request(method, path, body) {
  const identity = await getSetting("identity");
  const headers = identity ? { Authorization: `Bearer ${identity.token}` } : {};
  const isFile = body instanceof Blob;
  if (body !== undefined) headers["Content-Type"] = isFile ? body.type : "application/json";
  const content = body === undefined || isFile ? body : JSON.stringify(body);
  const response = await send(path, { method, headers, body: content });
  if (response.ok) return response;
  if (response.status === 502 || response.status === 503) throw new NoNetwork("server away");
  const problem = await problemOf(response);
  if (response.status === 401 && identity) {
    throw problem.code === "wipe" ? new AccessEnded() : new SignInNeeded();
  }
  throw new OfficeRefused(response.status, problem);
}

export async function textOf(response) {
  try {
    return await response.text();
  } catch (fault) {
    throw new NoNetwork(String(fault));
  }
}
