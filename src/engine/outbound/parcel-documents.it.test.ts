/** Label, packing slip and invoice of each parcel in one file, in the order they are packed in. */
import { PDFDict, PDFDocument, PDFName, PDFRawStream } from "@cantoo/pdf-lib";
import { expect, test } from "vitest";
import { createFiles } from "../../hub/files/files.ts";
import { issueInvoice } from "../../hub/invoices/issue.ts";
import { changeInvoiceSettings } from "../../hub/invoices/settings.ts";
import type { Drawer } from "../../hub/paper-print/drawing.ts";
import { notePrinted } from "../../hub/shipping/documents.ts";
import { countDocuments, type DocumentsInput, parcelDocuments } from "../../hub/shipping/parcel-documents.ts";
import { createDocumentDrawer } from "../document-processes/document-drawer.ts";
import { fakeCourier, type ShippingWorld, shippingWorld } from "./testing-shipments.ts";

const actor = { kind: "user", id: "u", name: "ana@example.test" } as const;
const BOX = { weightGrams: 500, lengthMm: 200, widthMm: 150, heightMm: 100 };

/** A courier whose labels are PDFs of four by six inches. */
async function labelling() {
  const courier = fakeCourier();
  const made = await PDFDocument.create();
  made.addPage([288, 432]).drawRectangle({ x: 5, y: 5, width: 40, height: 20 });
  const bytes = Buffer.from(await made.save());
  const labels: NonNullable<typeof courier.ports.labels> = {
    formats: [],
    get: async ({ shipment }) => ({
      state: "ready",
      documents: shipment.parcels.map(({ reference }) => ({
        ...{ kind: "label" as const, parcelReference: reference, contentType: "application/pdf" as const, bytes },
      })),
    }),
  };
  return { ...courier, ports: { ...courier.ports, labels } };
}

/** The size in points of what was printed on each page. */
async function printedOn(pdf: Buffer): Promise<string[]> {
  const read = await PDFDocument.load(pdf);
  return read.getPages().map((page) => {
    const [, ref] = page.node.Resources()?.lookup(PDFName.of("XObject"), PDFDict).entries()[0] ?? [];
    const form = ref && read.context.lookup(ref);
    const box = form instanceof PDFRawStream ? String(form.dict.get(PDFName.of("BBox"))) : "";
    return box.replaceAll(/[[\]]/g, "").trim().split(/\s+/).slice(2).map(Number).map(Math.round).join("x");
  });
}

const LABEL = "288x432";
const A6 = "298x420";
const A4 = "595x842";

async function printing(world: ShippingWorld) {
  const drawer: Drawer = createDocumentDrawer();
  const printer = { db: world.db.database, files: createFiles(world.db.database), drawer };
  const now = new Date(world.clock.now());
  return (input: Pick<DocumentsInput, "orderIds"> & Partial<DocumentsInput>) =>
    parcelDocuments(printer, world.organization, { kinds: ["label", "slip", "invoice"], paper: "a6", now, ...input });
}

test("one file holds label, slip and invoice of each parcel in packing order, and a page where a label is missing [G3]", async () => {
  await using world = await shippingWorld(await labelling());
  const now = new Date(world.clock.now());
  const [two = "", one = "", unbooked = "", gone = ""] = await world.orders(4);
  const [{ line = "" } = {}] = await world.db.owner.rows<{ line: string }>(
    "select id as line from argosy.order_line where order_id = $1",
    [two],
  );
  const half = { ...BOX, items: [{ lineId: line, quantity: 1 }] };
  await world.ask(two, { parcels: [half, half] });
  const shipment = await world.ask(one);
  await world.ask(gone);
  await world.engine.runUntilIdle();
  await world.db.owner.run("update argosy.shipment set left_at = now() where order_id = $1", [gone]);
  const invoiced = await world.inside(async (tx) => {
    await changeInvoiceSettings(
      tx,
      { legalName: "Ana Textiles", address: { line1: "1 Dock", city: "Cairo", country: "EG" } },
      now,
    );
    return issueInvoice(tx, { orderId: two, actor, now });
  });
  const print = await printing(world);

  const orderIds = [one, two, unbooked];
  const pdf = await print({ orderIds });
  expect(await printedOn(pdf)).toEqual([LABEL, A6, LABEL, A6, A4, LABEL, A6, LABEL, A6]);
  expect((await PDFDocument.load(pdf)).getPages().map((page) => Math.round(page.getWidth()))).toEqual(
    Array(9).fill(298),
  );
  expect(await printedOn(await print({ orderIds: [two], paper: "a4" }))).toEqual([LABEL, A4, A4, LABEL, A4]);
  expect(await printedOn(await print({ orderIds, kinds: ["slip"] }))).toEqual([A6, A6, A6, A6]);
  await expect(print({ orderIds: [unbooked], kinds: ["label"] })).rejects.toMatchObject({
    code: "SHIPMENT_LABEL_NONE",
  });

  await world.inside((tx) => notePrinted(tx, [shipment], { now }));
  const counted = await world.inside((tx) => countDocuments(tx, [...orderIds, gone]));
  expect(counted).toMatchObject([
    { orderId: one, parcels: 1, labels: 1, invoiceId: null, printedAt: now },
    { orderId: two, parcels: 2, labels: 2, invoiceId: invoiced.id, invoiceNumber: invoiced.paper.number },
    { orderId: unbooked, parcels: 0, labels: 0, printedAt: null },
    { orderId: gone, parcels: 0, labels: 0 },
  ]);
});

test("the papers of a hundred orders are drawn within the time and memory of a drawing", async () => {
  await using world = await shippingWorld(await labelling());
  const orderIds = await world.orders(100);
  for (const id of orderIds) await world.ask(id);
  await world.engine.runUntilIdle();
  const print = await printing(world);
  const pdf = await print({ orderIds });
  expect((await PDFDocument.load(pdf)).getPageCount()).toBe(200);
  // Slips share their fonts.
  expect(pdf.length).toBeLessThan(2_000_000);
});
