// Signing in, and the account page: who is signed in, what waits, alerts, sign out.
import { eraseEverything, getSetting } from "./database.js";
import { element, icon } from "./elements.js";
import { NoNetwork, OfficeRefused } from "./office.js";
import { alertState, allowAlerts } from "./alerts.js";
import { discard } from "./outbox.js";
import { preferences } from "./preferences.js";
import { changed, signIn, signOut, status, synchronise } from "./sync.js";

function labelled(label, input) {
  return element("label", { class: "labelled" }, element("span", {}, label), input);
}

export function signInPage(unsent, hasIdentity) {
  const email = element("input", { class: "field", type: "email", name: "email", autocomplete: "username", required: true });
  const password = element("input", { class: "field", type: "password", name: "password", autocomplete: "current-password", required: true });
  const problem = element("p", { class: "notice", role: "alert", hidden: true });
  const button = element("button", { class: "button primary wide", type: "submit" }, "Sign In");
  const submit = async (event) => {
    event.preventDefault();
    button.disabled = true;
    problem.hidden = true;
    try {
      await signIn(email.value.trim(), password.value);
      synchronise();
    } catch (fault) {
      if (fault instanceof NoNetwork) problem.textContent = "No network. Signing in needs a connection.";
      else if (fault instanceof OfficeRefused) problem.textContent = fault.message;
      else throw fault;
      problem.hidden = false;
    } finally {
      button.disabled = false;
    }
  };
  const startOver = async () => {
    const warning = unsent ? `${unsent} not sent yet will be lost. ` : "";
    if (!confirm(`${warning}Erase everything Ringdesk keeps on this device?`)) return;
    await eraseEverything();
    changed();
  };
  return element("main", { class: "sign-in" },
    element("form", { class: "card", onsubmit: submit },
      element("span", { class: "brand-mark" }, icon("hard-hat")),
      element("h1", {}, "Sign in to your jobs"),
      element("p", { class: "muted" }, hasIdentity
        ? "Your sign-in has ended. What you wrote is still on this device and goes out after you sign in."
        : "Use the e-mail address and password from your office."),
      problem, labelled("E-mail", email), labelled("Password", password), button,
      hasIdentity ? element("button", { class: "button wide", type: "button", onclick: startOver }, "Someone else? Start over") : null));
}

function alertsRow() {
  const row = element("div", { class: "row" }, icon("bell"), element("span", {}, "Alerts on this phone"));
  alertState().then((state) => {
    if (state === "prompt") {
      const allow = async () => {
        await allowAlerts();
        changed();
      };
      row.append(element("button", { class: "button", type: "button", onclick: allow }, "Turn On"));
    } else {
      row.append(element("span", { class: "muted" }, { on: "On", denied: "Blocked in the browser", none: "Not available here" }[state]));
    }
  });
  return row;
}

function refusedLine(entry) {
  const what = entry.command.body ? `“${entry.command.body}”` : "A change";
  const drop = async () => {
    await discard(entry.id);
    changed();
  };
  return element("p", { class: "notice", role: "alert" }, icon("circle-alert"),
    element("span", {}, `${what} was not taken: ${entry.reason} `,
      element("button", { class: "link", type: "button", onclick: drop }, "Remove")));
}

export function accountPage(desk) {
  const unsent = desk.unsent;
  const leave = async () => {
    const question = unsent
      ? `${unsent} not sent yet will be lost. Sign out anyway?`
      : "Sign out and remove the jobs from this device?";
    if (confirm(question)) await signOut();
  };
  return element("div", {},
    element("section", { class: "card rows" },
      element("div", { class: "row" }, icon("user"), element("span", {}, desk.me.name)),
      element("div", { class: "row" }, icon(status.isOnline ? "cloud-upload" : "wifi-off"),
        element("span", {}, unsent ? `${unsent} not sent yet` : "Everything is sent"),
        element("button", { class: "button", type: "button", onclick: synchronise }, "Send Now")),
      alertsRow()),
    preferences(desk),
    desk.refused.map(refusedLine),
    element("button", { class: "button wide", type: "button", onclick: leave }, "Sign Out"));
}

export async function identity() {
  return getSetting("identity");
}
