// Report Problem: photos are made small enough and sent with their progress in sight.
import { FileRefused, prepare } from "/field/static/photos.js";

const form = document.getElementById("report");
const MAX_FILES = 5;

function part(selector) {
  return form.querySelector(selector);
}

function complain(text) {
  const notice = part("[data-problem]");
  notice.querySelector("span").textContent = text;
  notice.hidden = !text;
  if (text) notice.focus();
}

function show(isSending, percent = 0) {
  part("button[type=submit]").disabled = isSending;
  part(".sending").hidden = !isSending;
  part("progress").value = percent;
  part(".sending p").textContent = percent < 100 ? `Sending… ${Math.round(percent)} %` : "Almost done…";
}

async function content() {
  const data = new FormData(form);
  const files = data.getAll("files").filter((file) => file.size);
  if (files.length > MAX_FILES) throw new FileRefused(`Please choose up to ${MAX_FILES} files.`);
  data.delete("files");
  for (const file of files) {
    const { blob, name } = await prepare(file);
    data.append("files", blob, name);
  }
  return data;
}

function send(data) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.responseType = "document";
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) show(true, (100 * event.loaded) / event.total);
    });
    request.addEventListener("load", () => resolve(request));
    request.addEventListener("error", () => reject(new FileRefused(
      "The connection broke. Nothing is lost: press Report Problem again.")));
    request.open("POST", form.action);
    request.send(data);
  });
}

async function submit(event) {
  event.preventDefault();
  complain("");
  show(true);
  try {
    const answer = await send(await content());
    if (answer.status < 400) return location.assign(answer.responseURL);
    const said = answer.response?.querySelector("[data-problem] span")?.textContent;
    complain(said || "This did not work. Please load the page again.");
  } catch (fault) {
    if (!(fault instanceof FileRefused)) throw fault;
    complain(fault.message);
  }
  return show(false);
}

form.addEventListener("submit", submit);
addEventListener("pageshow", (event) => {
  if (event.persisted) show(false);
});
