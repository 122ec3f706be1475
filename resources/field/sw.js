// Service worker: keeps the app on the phone, shows one alert per thread, opens its job.
const VERSION = "{{version}}";
const SHELL = "/field/";
const FILES = {{files}};

self.addEventListener("install", (event) => {
  const fresh = FILES.map((address) => new Request(address, { cache: "reload" }));
  event.waitUntil(caches.open(VERSION).then((cache) => cache.addAll(fresh)));
  self.skipWaiting();
});

self.addEventListener("activate", (event) => {
  const drop = async () => {
    const names = await caches.keys();
    await Promise.all(names.filter((name) => name !== VERSION).map((name) => caches.delete(name)));
    await self.clients.claim();
  };
  event.waitUntil(drop());
});

self.addEventListener("fetch", (event) => {
  const { pathname, origin } = new URL(event.request.url);
  if (event.request.method !== "GET" || origin !== self.location.origin) return;
  const address = event.request.mode === "navigate" && pathname.startsWith(SHELL) ? SHELL : pathname;
  if (!FILES.includes(address)) return;
  const answer = async () => {
    const cache = await caches.open(VERSION);
    return (await cache.match(address)) ?? fetch(event.request);
  };
  event.respondWith(answer());
});

async function show(alert) {
  const tag = alert.thread;
  const earlier = await self.registration.getNotifications({ tag });
  const count = 1 + (earlier[0]?.data.count ?? 0);
  await self.registration.showNotification(alert.title, {
    body: count > 1 ? `${count} new messages\n${alert.text}` : alert.text,
    tag,
    renotify: true,
    icon: "/field/static/icon-192.png",
    data: { count, url: alert.url },
  });
}

self.addEventListener("push", (event) => {
  event.waitUntil(show(event.data.json()));
});

async function open(url) {
  const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const ours = windows.find((client) => new URL(client.url).pathname.startsWith(SHELL));
  if (!ours) return self.clients.openWindow(url);
  await ours.focus();
  return ours.navigate(url);
}

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data.url));
});
