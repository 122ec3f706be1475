// A chosen file -> what is sent: photos upright, below 2 MB, without the place they were taken at.
import { sha256 } from "./ids.js";

const BIG_BYTES = 2 * 1024 * 1024;
const MAX_BYTES = 5 * 1024 * 1024;
const LONG_SIDE = 2048;

export class FileRefused extends Error {}

async function redraw(file) {
  let picture;
  try {
    picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch {
    throw new FileRefused(`${file.name} is not a picture this phone can read.`);
  }
  const isBig = file.size > BIG_BYTES;
  const scale = isBig ? Math.min(1, LONG_SIDE / Math.max(picture.width, picture.height)) : 1;
  const width = Math.max(1, Math.round(picture.width * scale));
  const height = Math.max(1, Math.round(picture.height * scale));
  const canvas = new OffscreenCanvas(width, height);
  canvas.getContext("2d").drawImage(picture, 0, 0, width, height);
  picture.close();
  const keepsPng = file.type === "image/png" && !isBig;
  // Drawing it anew drops EXIF, and with it the GPS position.
  return canvas.convertToBlob({ type: keepsPng ? "image/png" : "image/jpeg", quality: 0.85 });
}

function nameFor(file, type) {
  const stem = file.name.replace(/\.[^.]*$/, "") || "photo";
  return `${stem}.${{ "image/png": "png", "image/jpeg": "jpg", "application/pdf": "pdf" }[type]}`;
}

export async function prepare(file) {
  const isPdf = file.type === "application/pdf";
  const blob = isPdf ? file.slice(0, file.size, file.type) : await redraw(file);
  if (blob.size > MAX_BYTES) throw new FileRefused(`${file.name} is larger than 5 MB.`);
  return { blob, sha256: await sha256(blob), name: nameFor(file, blob.type), type: blob.type };
}
