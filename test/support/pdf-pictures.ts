/** A PDF as people see it: its pages drawn by Chromium's own viewer, and the barcodes on them read as a scanner reads. */
import { existsSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { chromium, type Page } from "playwright-core";
import { read128 } from "../../src/commerce/testing-code128.ts";
import { findChromium } from "./browser.ts";
import { until } from "./until.ts";

const WINDOW = { width: 1000, height: 1400 };

/** A page as it was drawn; `rows` are grey values, 0 is black. */
export interface Picture {
  readonly png: Buffer;
  readonly rows: readonly Uint8Array[];
}

/** The Chromium that shows PDFs: the one without windows downloads them. Undefined: this machine has none. */
export function findPdfViewer(): string | undefined {
  const found = findChromium()?.replace(/chromium-headless-shell$/, "chromium");
  if (found === undefined || existsSync(found)) return found;
  process.stderr.write(`\nNO ${found}: PDFS ARE NOT DRAWN. Install chromium beside its shell without windows.\n\n`);
  return undefined;
}

/** Draws these pages of a PDF, counted from 1, each as wide as the window. Throws when the viewer does not start. */
export async function drawPages(pdf: Uint8Array, pages: readonly number[], viewer: string): Promise<Picture[]> {
  const server = createServer((_, answer) => void answer.setHeader("content-type", "application/pdf").end(pdf));
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const { port } = server.address() as AddressInfo;
  const browser = await chromium.launch({ executablePath: viewer, args: ["--no-sandbox", "--disable-gpu"] });
  try {
    const context = await browser.newContext({ viewport: WINDOW });
    const canvas = await context.newPage();
    const pictures: Picture[] = [];
    for (const page of pages) pictures.push(await drawPage(canvas, `http://127.0.0.1:${port}/${page}.pdf`, page));
    return pictures;
  } finally {
    await browser.close();
    server.close();
  }
}

async function drawPage(canvas: Page, address: string, nth: number): Promise<Picture> {
  const page = await canvas.context().newPage();
  try {
    await page.goto(`${address}#toolbar=0&view=Fit&page=${nth}`);
    let last: Buffer | undefined;
    return await until(`page ${nth} of the PDF is drawn`, async () => {
      const png = await page.screenshot().catch(unlessNothingIsThere);
      // The viewer draws in steps: what two looks in a row see alike is whole.
      const isStill = png !== undefined && last?.equals(png);
      last = png;
      if (png === undefined || !isStill) return false;
      const rows = await greyRows(canvas, png);
      // The viewer's own ground is dark until the page stands there.
      return rows.some((row) => row.some((grey) => grey > 250)) && { png, rows };
    });
  } finally {
    await page.close();
  }
}

/** Chromium refuses while the viewer's process has no surface yet. */
function unlessNothingIsThere(error: unknown): undefined {
  if (!String(error).includes("Unable to capture screenshot")) throw error;
}

/** The pixels of a picture, row by row; read by a page, because nothing here reads PNG. */
export async function greyRows(canvas: Page, png: Buffer): Promise<Uint8Array[]> {
  // An expression, because the types of a page are not known here.
  const reported: string = await canvas.evaluate(`(async () => {
    const image = new Image();
    image.src = "data:image/png;base64,${png.toString("base64")}";
    await image.decode();
    const drawn = new OffscreenCanvas(image.width, image.height).getContext("2d");
    drawn.drawImage(image, 0, 0);
    const { data } = drawn.getImageData(0, 0, image.width, image.height);
    const grey = new Uint8Array(data.length / 4).map((_, at) => data[at * 4 + 1]);
    return image.width + ":" + btoa(Array.from(grey, (one) => String.fromCharCode(one)).join(""));
  })()`);
  const [width, pixels = ""] = reported.split(":");
  const bytes = Buffer.from(pixels, "base64");
  const size = Number(width);
  return Array.from({ length: bytes.length / size }, (_, row) => bytes.subarray(row * size, (row + 1) * size));
}

/** Every barcode a line across the picture meets, each once, from the top and the left. */
export function barcodesIn({ rows }: Picture): string[] {
  const found = new Set<string>();
  for (const row of rows) for (const text of barcodesOf(runsIn(row))) found.add(text);
  return [...found];
}

interface Run {
  readonly isDark: boolean;
  /** In pixels, the grey ones at an edge by their share. */
  width: number;
}

/** Stripes of one colour; a grey pixel belongs to both sides of an edge by how dark it is. */
function runsIn(row: Uint8Array): readonly Run[] {
  const runs: Run[] = [];
  for (const grey of row) {
    const last = runs.at(-1);
    if (grey > 40 && grey < 215 && last) {
      const dark = (255 - grey) / 255;
      last.width += last.isDark ? dark : 1 - dark;
      runs.push({ isDark: !last.isDark, width: last.isDark ? 1 - dark : dark });
      continue;
    }
    const isDark = grey < 128;
    if (last && last.isDark === isDark) last.width += 1;
    else runs.push({ isDark, width: 1 });
  }
  return runs;
}

/** How many times wider than its narrowest bar the quiet beside a barcode is. */
const QUIET = 8;

/** What stands between two quiet stretches. */
function barcodesOf(runs: readonly Run[]): string[] {
  const texts: string[] = [];
  let bars: number[] = [];
  const end = () => {
    const text = read128(bars);
    if (text !== null) texts.push(text);
    bars = [];
  };
  for (const { isDark, width } of runs) {
    const narrowest = Math.min(...bars.filter((_, n) => n % 2 === 0));
    if (isDark || (bars.length > 0 && width < QUIET * narrowest)) bars.push(width);
    else end();
  }
  end();
  return texts;
}
