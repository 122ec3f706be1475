// What a fieldworker adds to an issue: a cost, or when they could come again.
import { putSetting, getSetting } from "./database.js";
import { element } from "./elements.js";
import { newId } from "./ids.js";
import { enqueue } from "./outbox.js";
import { labelled, openSheet } from "./sheet.js";
import { changed, synchronise } from "./sync.js";

const MOST_CENTS = 100_000_000;

async function tell(command) {
  await enqueue(command);
  changed();
  synchronise();
}

// `12.50`, `12,5` or `12` as cents; undefined for anything else.
export function centsOf(text) {
  const found = /^(\d{1,7})(?:[.,](\d{1,2}))?$/.exec(text.trim());
  if (!found) return undefined;
  const cents = Number(found[1]) * 100 + Number((found[2] ?? "").padEnd(2, "0") || 0);
  return cents <= MOST_CENTS ? cents : undefined;
}

export function addCost(issue) {
  const what = element("input", { class: "field", name: "cost-text", maxlength: "500", placeholder: "New pane, 6 mm" });
  const quantity = element("input", { class: "field", name: "cost-quantity", inputmode: "decimal", value: "1" });
  const amount = element("input", { class: "field", name: "cost-amount", inputmode: "decimal", placeholder: "0.00" });
  const save = async () => {
    const cents = centsOf(amount.value);
    const count = Number(quantity.value.trim().replace(",", "."));
    if (!what.value.trim()) return "Write what it is for.";
    if (!(count > 0 && count <= 10_000)) return "How many? Write a number such as 1 or 2.5.";
    if (cents === undefined) return "Write the price as 45 or 45.50.";
    await tell({
      kind: "cost.add",
      cost_id: newId(),
      issue_id: issue.id,
      text: what.value.trim(),
      quantity_thousandths: Math.round(count * 1000),
      unit_cents: cents,
    });
    return undefined;
  };
  openSheet("Add a cost", "Add Cost", element("div", { class: "sheet-fields" },
    labelled("What for", what),
    element("div", { class: "side-by-side" }, labelled("Quantity", quantity), labelled("Price each", amount)),
    element("p", { class: "hint muted" }, "The office checks it before anything is charged.")), save);
}

export function removeCost(cost) {
  return tell({ kind: "cost.remove", cost_id: cost.id });
}

function localDay(ms) {
  const at = new Date(ms);
  const two = (n) => String(n).padStart(2, "0");
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

export function proposeVisit(issue, now = Date.now()) {
  const day = element("input", { class: "field", type: "date", name: "visit-day", min: localDay(now), value: localDay(now + 86_400_000) });
  const time = element("input", { class: "field", type: "time", name: "visit-time", value: "09:00" });
  const lasts = element("select", { class: "field", name: "visit-lasts" },
    [[30, "30 minutes"], [60, "1 hour"], [120, "2 hours"], [240, "4 hours"], [480, "All day"]].map(([minutes, label]) =>
      element("option", { value: String(minutes), selected: minutes === 60 }, label)));
  const save = async () => {
    const starts = new Date(`${day.value}T${time.value}`);
    if (Number.isNaN(starts.getTime())) return "Choose a day and a time.";
    if (starts.getTime() < now) return "This time is over. Choose one to come.";
    const appointmentId = newId();
    const ends = new Date(starts.getTime() + Number(lasts.value) * 60_000);
    await putSetting("proposed", { ...((await getSetting("proposed")) ?? {}), [appointmentId]: starts.getTime() });
    await tell({
      kind: "appointment.propose",
      appointment_id: appointmentId,
      issue_id: issue.id,
      starts_at: starts.toISOString(),
      ends_at: ends.toISOString(),
    });
    return undefined;
  };
  openSheet("Propose a visit", "Propose", element("div", { class: "sheet-fields" },
    element("div", { class: "side-by-side" }, labelled("Day", day), labelled("Time", time)),
    labelled("How long", lasts),
    element("p", { class: "hint muted" }, "The office confirms it or chooses another time.")), save);
}
