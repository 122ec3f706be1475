// Keeps an open record page up to date: the server rings, htmx fetches the parts again.
const region = document.querySelector("[data-live]");

function ring() {
  document.body.dispatchEvent(new CustomEvent("record-changed"));
}

if (region) {
  const stream = new EventSource(region.dataset.live);
  stream.addEventListener("changed", ring);
  let wasLost = false;
  stream.addEventListener("error", () => {
    wasLost = true;
  });
  stream.addEventListener("open", () => {
    if (wasLost) ring(); // a doorbell may have rung while the line was down
    wasLost = false;
  });
  addEventListener("pagehide", () => stream.close());
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
}
