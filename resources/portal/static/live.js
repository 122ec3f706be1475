// Keeps an open record page up to date: the server rings, htmx fetches the parts again.
const region = document.querySelector("[data-live]");

function ring() {
  document.body.dispatchEvent(new CustomEvent("record-changed"));
}

if (region) {
  const stream = new EventSource(region.dataset.live);
  stream.addEventListener("changed", ring);
  // Something may have come before anybody listened.
  stream.addEventListener("open", ring);
  addEventListener("pagehide", () => stream.close());
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
}
