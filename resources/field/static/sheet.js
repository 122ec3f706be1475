// A form that comes up from below. It lies beside the app, so that a redraw does not touch it.
import { element, icon } from "./elements.js";

export function labelled(label, input, hint) {
  return element("label", { class: "labelled" }, element("span", {}, label), input,
    hint ? element("small", { class: "muted" }, hint) : null);
}

// `onSave` answers a sentence when something is missing; nothing closes the sheet.
export function openSheet(title, action, content, onSave) {
  const problem = element("p", { class: "refused", role: "alert", hidden: true });
  const send = element("button", { class: "button primary wide", type: "submit" }, action);
  const sheet = element("dialog", { class: "sheet", "aria-label": title });
  const close = () => {
    sheet.close();
    sheet.remove();
  };
  const save = async (event) => {
    event.preventDefault();
    if (send.disabled) return; // a second tap would add the same once more
    send.disabled = true;
    const complaint = await onSave();
    send.disabled = false;
    problem.replaceChildren(icon("circle-alert"), complaint ?? "");
    problem.hidden = !complaint;
    if (!complaint) close();
  };
  sheet.append(element("form", { onsubmit: save, novalidate: true },
    element("div", { class: "sheet-head" }, element("h2", {}, title),
      element("button", { class: "icon-button", type: "button", "aria-label": "Close", onclick: close }, icon("x"))),
    content, problem, send));
  sheet.addEventListener("close", () => sheet.remove());
  addEventListener("hashchange", close, { once: true });
  document.body.append(sheet);
  sheet.showModal();
  sheet.querySelector(".field").focus();
}
