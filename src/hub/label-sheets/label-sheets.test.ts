import { degrees, PDFArray, PDFDocument, PDFName, PDFRawStream, rgb } from "@cantoo/pdf-lib";
import fc from "fast-check";
import { expect, it } from "vitest";
import { mergeLabels, placementOf } from "./label-sheets.ts";

const A6 = [297.6, 419.5] as const;
const A4 = [595.28, 841.89] as const;

async function label(size: readonly [number, number], pages = 1, turned = 0): Promise<Uint8Array> {
  const made = await PDFDocument.create();
  for (let index = 0; index < pages; index++) {
    const page = made.addPage([size[0], size[1]]);
    page.drawRectangle({ x: 5, y: 5, width: 40, height: 20, color: rgb(0, 0, 0) });
    if (turned > 0) page.setRotation(degrees(turned));
  }
  return made.save();
}

/** How many pages of others each page shows. */
async function shownOn(pdf: Uint8Array): Promise<number[]> {
  const read = await PDFDocument.load(pdf);
  return read.getPages().map((page) => page.node.normalizedEntries().XObject.keys().length);
}

it("four labels fit on an A4 sheet, in the given sequence, a file's parcels one after the other", async () => {
  const files = [
    { name: "one", pdf: await label(A6) },
    { name: "two", pdf: await label(A6, 3) },
    { name: "three", pdf: await label([288, 432]) },
  ];
  const merged = await mergeLabels(files, "a4_4");
  expect(merged).toMatchObject({ pages: 2, labels: 5, unreadable: [] });
  expect(await shownOn(merged.pdf)).toEqual([4, 1]);
  const read = await PDFDocument.load(merged.pdf);
  expect(read.getPage(0).getWidth()).toBeCloseTo(595.28, 1);
});

it("a label printer's format gives each label its page", async () => {
  for (const [document, size] of [
    ["a6", [297.64, 419.53]],
    ["4x6", [288, 432]],
  ] as const) {
    const merged = await mergeLabels([{ name: "one", pdf: await label(A4, 2) }], document);
    const read = await PDFDocument.load(merged.pdf);
    expect(read.getPages().map((page) => [page.getWidth(), page.getHeight()].map(Math.round))).toEqual(
      [size, size].map((each) => each.map(Math.round)),
    );
    expect(await shownOn(merged.pdf)).toEqual([1, 1]);
  }
});

it("the other labels are printed when a file is no PDF, which is named", async () => {
  const whole = await label(A6);
  const merged = await mergeLabels(
    [
      { name: "SHP-1", pdf: whole },
      { name: "SHP-2", pdf: Buffer.from("<html>gone</html>") },
      { name: "SHP-3", pdf: whole.subarray(0, 60) },
      { name: "SHP-4", pdf: whole },
    ],
    "a6",
  );
  expect(merged).toMatchObject({ pages: 2, labels: 2, unreadable: ["SHP-2", "SHP-3"] });
  await expect(mergeLabels([{ name: "SHP-2", pdf: Buffer.from("no") }], "a6")).rejects.toThrow("None of the labels");
});

it("a label of the format's own size stays as it is, and one that lies across is turned", () => {
  const slot = { x: 0, y: 0, width: 288, height: 432 };
  expect(placementOf({ width: 288, height: 432, rotate: 0 }, slot)).toEqual({ x: 0, y: 0, scale: 1, turn: 0 });
  expect(placementOf({ width: 432, height: 288, rotate: 0 }, slot)).toEqual({ x: 288, y: 0, scale: 1, turn: 90 });
  // Turned by its maker already: shown upright.
  expect(placementOf({ width: 432, height: 288, rotate: 90 }, slot)).toEqual({ x: 0, y: 432, scale: 1, turn: 270 });
});

it("a label is never printed larger than made, nor outside its slot", () => {
  const size = fc.double({ min: 40, max: 1200, noNaN: true });
  fc.assert(
    fc.property(size, size, fc.constantFrom(0, 90, 180, 270, -90), size, size, (width, height, rotate, w, h) => {
      const slot = { x: 10, y: 20, width: w, height: h };
      const { x, y, scale, turn } = placementOf({ width, height, rotate }, slot);
      const across = turn % 180 !== 0;
      const drawn = { width: (across ? height : width) * scale, height: (across ? width : height) * scale };
      const left = turn === 90 || turn === 180 ? x - drawn.width : x;
      const bottom = turn === 180 || turn === 270 ? y - drawn.height : y;
      expect(scale).toBeLessThanOrEqual(1);
      expect(scale).toBeGreaterThan(0);
      expect(left).toBeGreaterThanOrEqual(10 - 0.001);
      expect(bottom).toBeGreaterThanOrEqual(20 - 0.001);
      expect(left + drawn.width).toBeLessThanOrEqual(10 + w + 0.001);
      expect(bottom + drawn.height).toBeLessThanOrEqual(20 + h + 0.001);
    }),
  );
});

it("a page whose content is in pieces is printed", async () => {
  const made = await PDFDocument.create();
  const page = made.addPage([288, 432]);
  const piece = (text: string) =>
    made.context.register(PDFRawStream.of(made.context.obj({ Length: text.length }), Buffer.from(text)));
  const pieces = PDFArray.withContext(made.context);
  pieces.push(piece("q 0 0 0 rg 10 10 50 50 re"));
  pieces.push(piece(" f Q"));
  page.node.set(PDFName.of("Contents"), pieces);
  const merged = await mergeLabels([{ name: "one", pdf: await made.save() }], "4x6");
  expect(merged.labels).toBe(1);
});
