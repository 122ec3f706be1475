// What this person wants to be told of: one switch each for calls that ring and for voicemail.
import { element, icon } from "./elements.js";
import { enqueue } from "./outbox.js";
import { changed, synchronise } from "./sync.js";

const SWITCHES = [
  ["calls", "Incoming calls", "phone-incoming", "Alert when a number rings"],
  ["voicemail", "Voicemail", "voicemail", "Alert, and listed in this app"],
];

async function choose(module, isOn) {
  await enqueue({ kind: "preference.set", module, channel: "push", is_on: isOn });
  changed();
  synchronise();
}

// Nothing chosen yet: what the office set for the whole role counts, and this phone is not told of that.
function switchRow(desk, [module, label, symbol, hint]) {
  const chosen = desk.wants(module);
  const option = (word, isOn) => {
    const radio = element("input", { type: "radio", name: `tell-${module}`, class: "visually-hidden" });
    radio.checked = chosen === isOn;
    radio.addEventListener("change", () => choose(module, isOn));
    return element("label", { class: "segment" }, radio, element("span", {}, word));
  };
  return element("div", { class: "row" }, icon(symbol),
    element("div", {}, label,
      element("p", { class: "hint muted" }, chosen === null ? "As your office set it" : hint)),
    element("div", { class: "segments", role: "radiogroup", "aria-label": label },
      option("Off", false), option("On", true)));
}

export function preferences(desk) {
  return element("section", { class: "card rows", "aria-label": "Tell me about" },
    SWITCHES.map((each) => switchRow(desk, each)));
}
