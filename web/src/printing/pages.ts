/** PDFs and pictures drawn in this browser as dots. PDFium is loaded with the first PDF, and kept until the page is left. */
import type { Dots } from "../../../src/commerce/till/escpos.ts";
import { type Area, dotsFrom, placed } from "./dots.ts";

/** More in one file is no label and no slip. */
const MOST_PAGES = 60;
/** Of a picture: more is no label, and fills a browser's memory. */
const MOST_PIXELS = 50_000_000;

/** A file nobody can draw. */
export class Unreadable extends Error {
  override readonly name = "Unreadable";
}

async function loadPdfium() {
  const [{ PDFiumLibrary }, { default: wasmUrl }] = await Promise.all([
    import("@hyzyla/pdfium"),
    import("@hyzyla/pdfium/pdfium.wasm?url"),
  ]);
  return PDFiumLibrary.init({ wasmUrl });
}

let library: ReturnType<typeof loadPdfium> | undefined;

function pdfium() {
  library ??= loadPdfium().catch((error: unknown) => {
    // Tried again with the next file.
    library = undefined;
    throw error;
  });
  return library;
}

/** The pages of a PDF. Throws Unreadable. */
export async function pdfDots(bytes: Uint8Array, format: Area): Promise<Dots[]> {
  const drawer = await pdfium();
  const pages: Dots[] = [];
  const file = await drawer.loadDocument(bytes).catch((cause: unknown) => {
    throw new Unreadable("The PDF cannot be read.", { cause });
  });
  try {
    const count = file.getPageCount();
    if (count > MOST_PAGES) throw new Unreadable(`The PDF has ${count} pages.`);
    for (let n = 0; n < count; n++) {
      const page = file.getPage(n);
      const { originalWidth: width, originalHeight: height } = page.getOriginalSize();
      const { isTurned, ...size } = placed({ width, height }, format);
      const drawn = await page.render({ ...size, scale: 1, colorSpace: "Gray" });
      pages.push(dotsFrom(drawn, isTurned, format));
    }
  } finally {
    file.destroy();
  }
  return pages;
}

/** A PNG. Throws Unreadable. */
export async function pictureDots(bytes: Uint8Array<ArrayBuffer>, format: Area): Promise<Dots> {
  const bitmap = await createImageBitmap(new Blob([bytes])).catch((cause: unknown) => {
    throw new Unreadable("The picture cannot be read.", { cause });
  });
  try {
    if (bitmap.width * bitmap.height > MOST_PIXELS) throw new Unreadable("The picture is too large.");
    const { width, height, isTurned } = placed(bitmap, format);
    const canvas = document.createElement("canvas");
    Object.assign(canvas, { width, height });
    const pen = canvas.getContext("2d", { willReadFrequently: true });
    if (pen === null) throw new Error("This browser draws no pictures.");
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, width, height);
    pen.drawImage(bitmap, 0, 0, width, height);
    const { data } = pen.getImageData(0, 0, width, height);
    const greys = new Uint8Array(width * height);
    for (let at = 0; at < greys.length; at++)
      greys[at] = ((data[at * 4] ?? 0) * 77 + (data[at * 4 + 1] ?? 0) * 151 + (data[at * 4 + 2] ?? 0) * 28) >> 8;
    return dotsFrom({ width, height, data: greys }, isTurned, format);
  } finally {
    bitmap.close();
  }
}
