import { deflateSync } from "node:zlib";
import { PDFDocument } from "@cantoo/pdf-lib";
import { expect, test } from "vitest";
import { organizationId } from "../../commerce/ids.ts";
import type { DrawingJob } from "../../hub/paper-print/drawing.ts";
import { pngFile } from "../../hub/paper-print/testing-png.ts";
import { createDocumentDrawer } from "./document-drawer.ts";

const one = organizationId("0198c0de-0000-7000-8000-000000000001");
const two = organizationId("0198c0de-0000-7000-8000-000000000002");
const text = { kind: "text", text: "Thank you", align: "center", isLarge: false, isBold: false } as const;
const roll = { title: "Receipt", author: "Nile Soaps", language: "en", blocks: [{ kind: "logo" }, text] } as const;
const receipt = (logo?: Buffer): DrawingJob => ({
  kind: "roll",
  roll: { ...roll, logo: logo && { type: "image/png", bytes: logo } },
  madeAt: new Date(0),
});
/** Takes seconds to draw: memory is looked at every tenth of one, and a busy process hears of an answer before its timers. */
const longReceipt: DrawingJob = {
  kind: "roll",
  roll: { ...roll, logo: undefined, blocks: Array(50_000).fill(text) },
  madeAt: new Date(0),
};

test("a paper is drawn in the process of its organization, and what it cannot draw is refused with its reason", async () => {
  const drawer = createDocumentDrawer();
  expect((await PDFDocument.load(await drawer.draw(one, receipt()))).getPageCount()).toBe(1);
  await drawer.draw(one, receipt());
  expect(drawer.size()).toBe(1);
  await drawer.draw(two, { kind: "escpos", roll: { ...roll, logo: undefined } });
  expect(drawer.size()).toBe(2);
  const none = drawer.draw(one, { kind: "labels", labels: [], paper: "a6" });
  await expect(none).rejects.toMatchObject({ code: "SHIPMENT_LABEL_NONE" });
  expect(drawer.size()).toBe(2);
});

test("a picture that ends or fills the library that draws it is refused as a logo, and left out where it is kept already", async () => {
  const drawer = createDocumentDrawer();
  const size = { width: 100, height: 100 };
  const bad = [
    pngFile(size, Buffer.alloc(0), { packed: Buffer.from("not zlib at all") }),
    pngFile({ width: 8_000, height: 8_000 }, Buffer.alloc(0), { packed: deflateSync(Buffer.alloc(1_000_000)) }),
    pngFile({ width: 60_000, height: 60_000 }, Buffer.alloc(10)),
    Buffer.from([0xff, 0xd8, 0xff, 0xe0]),
  ];
  for (const bytes of bad)
    await expect(drawer.draw(one, { kind: "logo", bytes })).rejects.toMatchObject({ code: "INVOICE_LOGO" });
  for (const bytes of bad) expect((await drawer.draw(one, receipt(bytes))).subarray(0, 5).toString()).toBe("%PDF-");
  const sound = pngFile(size, Buffer.alloc(401 * 100));
  expect((await drawer.draw(one, { kind: "logo", bytes: sound })).length).toBeGreaterThan(0);
});

test("a drawing that takes too long, or too much memory, costs its own process and nothing else", async () => {
  const slow = createDocumentDrawer({ deadlineMs: 1 });
  await expect(slow.draw(one, longReceipt)).rejects.toMatchObject({ code: "PAPER_TOO_LARGE" });
  expect(slow.size()).toBe(0);
  // No process of this program is as small.
  const small = createDocumentDrawer({ wholeMb: 1 });
  await expect(small.draw(one, longReceipt)).rejects.toMatchObject({ code: "PAPER_TOO_LARGE" });
  expect(small.size()).toBe(0);
});

test("one organization's papers wait for each other and hold up nobody else", async () => {
  const drawer = createDocumentDrawer({ places: 2, line: 1 });
  const many = Array.from({ length: 4 }, () =>
    drawer.draw(one, receipt()).then(
      () => "drawn",
      (error: { code?: string }) => error.code,
    ),
  );
  expect((await drawer.draw(two, receipt())).length).toBeGreaterThan(0);
  expect((await Promise.all(many)).sort()).toEqual(["PAPERS_BUSY", "PAPERS_BUSY", "drawn", "drawn"]);
});
