// Writing on a job: Public or Private, text, photos. Lives as long as the page, keeps the draft.
import { element, icon } from "./elements.js";
import { FileRefused, prepare } from "./photos.js";

function chooser(label, symbol, attributes, onFiles) {
  const input = element("input", { type: "file", class: "visually-hidden", ...attributes });
  input.addEventListener("change", async () => {
    await onFiles([...input.files]);
    input.value = "";
  });
  return element("label", { class: "icon-button", title: label }, input, icon(symbol),
    element("span", { class: "visually-hidden" }, label));
}

function toggle(onChange) {
  const option = (value, label, symbol) => {
    const radio = element("input", { type: "radio", name: "visibility", value, class: "visually-hidden" });
    radio.checked = value === "staff";
    radio.addEventListener("change", () => onChange(value === "everyone"));
    return element("label", { class: "segment" }, radio, element("span", {}, icon(symbol), label));
  };
  return element("div", { class: "segments", role: "radiogroup", "aria-label": "Who can read this" },
    option("staff", "Private", "lock"), option("everyone", "Public", "globe"));
}

// With `hasEvidence` a note or photo can be marked as showing the work done.
export function composer(onSend, { hasEvidence = false } = {}) {
  const draft = { isPublic: false, files: [] };
  const shows = element("input", { type: "checkbox", name: "evidence" });
  const note = element("textarea", { class: "field", rows: "1", "aria-label": "Note", placeholder: "Write a note" });
  const chosen = element("div", { class: "chosen", "aria-live": "polite" });
  const who = element("span", { class: "who" });
  const problem = element("p", { class: "refused", role: "alert", hidden: true });

  const complain = (text) => {
    problem.textContent = text;
    problem.hidden = !text;
  };
  const show = () => {
    who.textContent = draft.isPublic ? "The customer reads this" : "Not for the customer";
    form.classList.toggle("public", draft.isPublic);
    chosen.replaceChildren(...draft.files.map((file) => {
      const remove = () => {
        draft.files = draft.files.filter((each) => each !== file);
        show();
      };
      return element("span", { class: "chip" }, icon("file-text"), file.name,
        element("button", { class: "link", type: "button", "aria-label": `Remove ${file.name}`, onclick: remove }, icon("x")));
    }));
    send.disabled = !note.value.trim() && !draft.files.length;
  };
  const add = async (files) => {
    complain("");
    for (const file of files) {
      try {
        draft.files.push(await prepare(file));
      } catch (fault) {
        if (!(fault instanceof FileRefused)) throw fault;
        complain(fault.message);
      }
    }
    show();
  };
  const submit = async (event) => {
    event.preventDefault();
    if (send.disabled) return;
    send.disabled = true;
    try {
      await onSend({
        body: note.value.trim(), isPublic: draft.isPublic, isEvidence: shows.checked, files: draft.files,
      });
    } catch (fault) {
      complain("This phone has no room left to keep the note. Free some space and send again.");
      show();
      throw fault;
    }
    form.reset();
    draft.isPublic = false; // each post for the customer is a choice of its own
    draft.files = [];
    grow();
    show();
  };
  const grow = () => {
    note.rows = Math.min(5, note.value.split("\n").length);
  };

  const send = element("button", { class: "icon-button send", type: "submit", "aria-label": "Send", title: "Send" }, icon("send"));
  const form = element("form", { class: "composer", "aria-label": "New note", onsubmit: submit },
    element("div", { class: "composer-top" }, toggle((isPublic) => {
      draft.isPublic = isPublic;
      show();
    }), who),
    problem, chosen,
    hasEvidence ? element("label", { class: "evidence" }, shows, "Shows the work done") : null,
    element("div", { class: "composer-row" },
      chooser("Take a photo", "camera", { accept: "image/*", capture: "environment", name: "camera" }, add),
      chooser("Choose photos or a PDF", "image", { accept: "image/*,application/pdf", multiple: true, name: "library" }, add),
      note, send));
  note.addEventListener("input", () => {
    grow();
    show();
  });
  show();
  return form;
}
