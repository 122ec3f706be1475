// A form that comes up from below. It lies beside the app, so that a redraw does not touch it.
import { element, icon } from "./elements.js";

export function labelled(label, input, hint) {
  return element("label", { class: "labelled" }, element("span", {}, label), input,
    hint ? element("small", { class: "muted" }, hint) : null);
}

// `onSave` answers a sentence when something is missing; nothing closes the sheet.
export function openSheet(title, action, content, onSave) {
  const problem = element("p", { class: "refused", role: "alert", hidden: true });
  const sheet = element("dialog", { class: "sheet", "aria-label": title });
  const close = () => {
    sheet.close();
    sheet.remove();
  };
  const save = async (event) => {
    event.preventDefault();
    const complaint = await onSave();
    problem.replaceChildren(icon("circle-alert"), complaint ?? "");
    problem.hidden = !complaint;
    if (!complaint) close();
  };
  sheet.append(element("form", { onsubmit: save, novalidate: true },
    element("div", { class: "sheet-head" }, element("h2", {}, title),
      element("button", { class: "icon-button", type: "button", "aria-label": "Close", onclick: close }, icon("x"))),
    content, problem,
    element("button", { class: "button primary wide", type: "submit" }, action)));
  sheet.addEventListener("close", () => sheet.remove());
  addEventListener("hashchange", close, { once: true });
  document.body.append(sheet);
  sheet.showModal();
}
