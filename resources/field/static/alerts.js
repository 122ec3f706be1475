// Web Push: asking for permission and telling the office where this browser receives alerts.
import { request } from "./office.js";

function bytesOf(base64url) {
  const text = atob(base64url.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(text, (sign) => sign.charCodeAt(0));
}

function isPossible() {
  return "PushManager" in window && "Notification" in window && "serviceWorker" in navigator;
}

export async function alertState() {
  if (!isPossible()) return "none";
  if (Notification.permission === "denied") return "denied";
  const worker = await navigator.serviceWorker.ready;
  return (await worker.pushManager.getSubscription()) ? "on" : "prompt";
}

export async function allowAlerts() {
  if ((await Notification.requestPermission()) !== "granted") return;
  const worker = await navigator.serviceWorker.ready;
  const { key } = await (await request("GET", "/v1/field/push/key")).json();
  const subscription = await worker.pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: bytesOf(key),
  });
  await tellOffice(subscription);
}

// After a new sign-in the office does not know this browser's subscription any more.
export async function restoreAlerts() {
  if (!isPossible() || Notification.permission !== "granted") return;
  const worker = await navigator.serviceWorker.ready;
  const subscription = await worker.pushManager.getSubscription();
  if (subscription) await tellOffice(subscription);
}

export async function endAlerts() {
  await request("DELETE", "/v1/field/push");
  if (!isPossible()) return;
  const worker = await navigator.serviceWorker.getRegistration("/field/");
  await (await worker?.pushManager.getSubscription())?.unsubscribe();
}

async function tellOffice(subscription) {
  const { endpoint, keys } = subscription.toJSON();
  await request("PUT", "/v1/field/push", { endpoint, p256dh: keys.p256dh, auth: keys.auth });
}
