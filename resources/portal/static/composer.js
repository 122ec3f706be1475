// Message Us: names what is wrong with chosen files before anything is sent, focuses the note.
const MAX_BYTES = 5 * 1024 * 1024;
const MAX_FILES = 5;
const TYPES = ["image/png", "image/jpeg", "application/pdf"];

function complaint(files) {
  if (files.length > MAX_FILES) return `Please choose up to ${MAX_FILES} files at a time.`;
  for (const file of files) {
    if (!TYPES.includes(file.type)) return `${file.name}: only PNG, JPG and PDF files fit here.`;
    if (file.size > MAX_BYTES) return `${file.name} is larger than 5 MB.`;
  }
  return "";
}

document.addEventListener("change", (event) => {
  const input = event.target;
  if (!(input instanceof HTMLInputElement) || input.type !== "file") return;
  input.setCustomValidity(complaint([...input.files]));
  input.reportValidity();
});

document.addEventListener("click", (event) => {
  const link = event.target instanceof Element && event.target.closest("a[href='#note']");
  if (!link) return;
  event.preventDefault();
  const note = document.getElementById("note");
  note.scrollIntoView({ block: "center" });
  note.focus({ preventScroll: true });
});

document.addEventListener("htmx:after:swap", () => {
  const problem = document.querySelector("[data-problem]");
  if (problem) problem.focus();
});
