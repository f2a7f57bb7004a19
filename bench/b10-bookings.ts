/**
 * B10: a thousand orders from the click to their labels as merged PDFs, against a program that makes the same calls to the
 * same courier one after another and merges the same labels, without keeping anything. The courier answers at once and its
 * limits are lifted on both sides: how its limits are used is B11.
 */
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { PDFDocument } from "@cantoo/pdf-lib";
import { systemClock } from "../src/commerce/clock.ts";
import type { CourierSandbox } from "../src/connectors/kit/sandbox/courier.ts";
import { mergeLabels } from "../src/hub/label-sheets/label-sheets.ts";
import { startCourierSandbox } from "../src/sandboxes/index.ts";
import { type Hub, type Seller, signUp, startHub } from "./hub.ts";
import { type Bench, type Benchmark, besides, expect, type Measure } from "./measure.ts";

const COURIER = "delhivery";
const DATABASE = "b10";
/** What one call books, and what one PDF holds. */
const BOOKED_AT_ONCE = 100;
const MERGED_AT_ONCE = 200;
/** A parcel needs its booking, the link of its label, and the label. */
const LEAST_CALLS = 3;
const BUYER = { name: "Asha Example", phone: "+919000000001", line1: "12 Sample Street" };
const TOWN = { city: "Gurugram", region: "Haryana", postcode: "122002", country: "IN" };
const DOCK = { line1: "1 Dock Road", city: "Bengaluru", region: "Karnataka", postcode: "560001", country: "IN" };

interface Round {
  readonly bookedMs: number;
  readonly labelledMs: number;
  readonly mergedMs: number;
  readonly calls: number;
  readonly pages: number;
}

export const bookParcels: Benchmark = async (bench) => {
  const parcels = bench.quick ? 100 : 1_000;
  const folder = join(bench.cluster.folder, "b10-hub");
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true, mode: 0o711 });
  await bench.cluster.create(DATABASE);
  const courier = await startCourierSandbox(COURIER, { clock: systemClock, seed: bench.seed });
  const hub = await startHub({
    folder,
    databaseUrl: bench.cluster.url(DATABASE),
    program: join(import.meta.dirname, "unlimited-hub.ts"),
  });
  try {
    const table = await packingTable(hub, courier);
    await clickToPaper(await orders(table.seller, BOOKED_AT_ONCE), { ...table, courier });
    bench.say("warm");
    await plainly(BOOKED_AT_ONCE, bench);
    const requested = await orders(table.seller, parcels);
    const before = hub.peakMemory();
    const ours = await clickToPaper(requested, { ...table, courier });
    const peak = hub.peakMemory();
    hub.freeze();
    const floor = await plainly(parcels, bench);
    hub.thaw();
    expect(ours.pages === parcels, `the PDFs have ${ours.pages} pages for ${parcels} parcels`);
    expect(floor.pages === parcels, `the plain program's PDFs have ${floor.pages} pages`);
    const references = courier.shop.parcels().map(({ reference }) => reference);
    expect(new Set(references).size === references.length, "a parcel was booked twice");
    return measuresOf({ parcels, ours, floor, before, peak });
  } finally {
    await hub.stop();
    await courier.close();
    await bench.cluster.drop(DATABASE);
  }
};

interface Table {
  readonly url: string;
  readonly seller: Seller;
  readonly courierId: string;
  readonly packageId: string;
}

async function packingTable(hub: Hub, courier: CourierSandbox): Promise<Table> {
  const seller = await signUp(hub);
  const { storeId: courierId } = await seller.call<{ storeId: string }>("POST", "/api/stores", {
    provider: COURIER,
    values: { ...courier.shop.credentials(), endpoint: courier.url },
  });
  const { items: places } = await seller.call<{ items: { id: string }[] }>("GET", "/api/locations");
  await seller.call("PATCH", `/api/locations/${places[0]?.id}`, { address: DOCK });
  const product = { title: "Mug", variants: [{ sku: "MUG", priceMinor: 50_000, currency: "INR", weightGrams: 320 }] };
  await seller.call("POST", "/api/products", product);
  await seller.call("POST", "/api/inventory/levels", { items: [{ sku: "MUG", onHand: 1_000_000 }] });
  const size = { lengthMm: 220, widthMm: 160, heightMm: 110, weightGrams: 80 };
  const { items } = await seller.call<{ items: { id: string }[] }>("POST", "/api/package-presets", {
    name: "Small box",
    ...size,
  });
  return { url: hub.url, seller, courierId, packageId: items[0]?.id ?? "" };
}

async function orders(seller: Seller, count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let n = 0; n < count; n += 1) {
    const made = await seller.call<{ id: string }>("POST", "/api/orders", {
      currency: "INR",
      lines: [{ sku: "MUG", quantity: 1 }],
      financial: "paid",
      paymentKind: "prepaid",
      contact: { name: BUYER.name, phone: BUYER.phone },
      shippingAddress: { ...BUYER, ...TOWN },
    });
    ids.push(made.id);
  }
  return ids;
}

/** What a person does: ticks orders, books them, waits for the labels, prints them. */
async function clickToPaper(
  orderIds: readonly string[],
  { courier, ...table }: Table & { readonly courier: CourierSandbox },
): Promise<Round> {
  const { seller, courierId, packageId } = table;
  const calls = courier.calls.length;
  const started = performance.now();
  const since = () => performance.now() - started;
  const shipmentIds: string[] = [];
  for (let at = 0; at < orderIds.length; at += BOOKED_AT_ONCE) {
    const body = { orderIds: orderIds.slice(at, at + BOOKED_AT_ONCE), courierId, packageId };
    const { results } = await seller.call<{ results: { shipmentId?: string; error?: { message: string } }[] }>(
      "POST",
      "/api/shipments/bulk",
      body,
    );
    for (const { shipmentId, error } of results) {
      expect(shipmentId !== undefined, `an order was refused: ${error?.message}`);
      shipmentIds.push(shipmentId ?? "");
    }
  }
  const bookedMs = since();
  for (let at = 0; at < shipmentIds.length; at += MERGED_AT_ONCE)
    await untilLabelled(seller, shipmentIds.slice(at, at + MERGED_AT_ONCE));
  const labelledMs = since();
  let pages = 0;
  for (let at = 0; at < shipmentIds.length; at += MERGED_AT_ONCE)
    pages += await pagesOf(await labelsOf(table, shipmentIds.slice(at, at + MERGED_AT_ONCE)));
  return { bookedMs, labelledMs, mergedMs: since(), calls: courier.calls.length - calls, pages };
}

async function untilLabelled(seller: Seller, ids: readonly string[]): Promise<void> {
  for (;;) {
    const path = `/api/shipments?id=${ids.join(",")}&limit=${ids.length}`;
    const { items } = await seller.call<{ items: { labelState: string; stage: string; text: string }[] }>("GET", path);
    const failed = items.find(({ stage }) => stage === "refused" || stage === "attention");
    expect(failed === undefined, `a parcel stands still: ${failed?.text}`);
    if (items.length === ids.length && items.every(({ labelState }) => labelState === "ready")) return;
    await delay(50);
  }
}

async function labelsOf({ seller, url }: Table, ids: readonly string[]): Promise<Uint8Array> {
  const answer = await fetch(`${url}/api/shipments/labels?ids=${ids.join(",")}&paper=a6`, {
    headers: { cookie: seller.cookie },
  });
  expect(answer.ok, `the labels were answered with ${answer.status}`);
  return new Uint8Array(await answer.arrayBuffer());
}

const pagesOf = async (pdf: Uint8Array): Promise<number> => (await PDFDocument.load(pdf)).getPageCount();

/** The same parcels by nothing but their calls. */
async function plainly(parcels: number, bench: Bench): Promise<{ readonly ms: number; readonly pages: number }> {
  const courier = await startCourierSandbox(COURIER, { clock: systemClock, seed: bench.seed + 1 });
  const { apiToken = "", pickupLocations = "" } = courier.shop.credentials();
  const headers = { authorization: `Token ${apiToken}` };
  const started = performance.now();
  try {
    const labels: { name: string; pdf: Uint8Array }[] = [];
    for (let n = 0; n < parcels; n += 1) {
      const form = new URLSearchParams({ format: "json", data: JSON.stringify(plainParcel(n, pickupLocations)) });
      const booked = await fetch(`${courier.url}/api/cmu/create.json`, { method: "POST", headers, body: form });
      const { packages } = (await booked.json()) as { packages: { waybill: string }[] };
      const number = packages[0]?.waybill ?? "";
      expect(number !== "", "the plain program booked nothing");
      const slip = await fetch(`${courier.url}/api/p/packing_slip?wbns=${number}&pdf=true&pdf_size=4R`, { headers });
      const reported = (await slip.json()) as { packages: { pdf_download_link: string }[] };
      const paper = await fetch(reported.packages[0]?.pdf_download_link ?? "");
      labels.push({ name: number, pdf: new Uint8Array(await paper.arrayBuffer()) });
    }
    let pages = 0;
    for (let at = 0; at < labels.length; at += MERGED_AT_ONCE)
      pages += await pagesOf((await mergeLabels(labels.slice(at, at + MERGED_AT_ONCE), "a6")).pdf);
    return { ms: performance.now() - started, pages };
  } finally {
    await courier.close();
  }
}

const plainParcel = (n: number, place: string) => ({
  shipments: [
    {
      name: BUYER.name,
      add: BUYER.line1,
      pin: TOWN.postcode,
      city: TOWN.city,
      state: TOWN.region,
      country: "India",
      phone: BUYER.phone.slice(-10),
      order: `PLAIN-${n}`,
      payment_mode: "Prepaid",
      products_desc: "Mug x1",
      cod_amount: "0",
      total_amount: "500.00",
      quantity: "1",
      waybill: "",
      shipment_width: "16",
      shipment_height: "11",
      shipment_length: "22",
      weight: "400",
      shipping_mode: "Surface",
    },
  ],
  pickup_location: { name: place },
});

interface Seen {
  readonly parcels: number;
  readonly ours: Round;
  readonly floor: { readonly ms: number };
  readonly before: number;
  readonly peak: number;
}

function measuresOf({ parcels, ours, floor, before, peak }: Seen): readonly Measure[] {
  const s = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
  const mb = (bytes: number) => `${(bytes / 2 ** 20).toFixed(0)} MB`;
  const least = LEAST_CALLS * parcels;
  return [
    {
      id: "B10",
      what: `${parcels} orders from the click to their labels as merged PDFs`,
      floor: `${s(floor.ms)}: the same calls one after another and the same merging, nothing kept`,
      ours: `${s(ours.mergedMs)}, ${(ours.mergedMs / parcels).toFixed(1)} ms a parcel`,
      ratio: ours.mergedMs / floor.ms,
      hold: 8,
      aim: 5,
      good: "below",
      bound:
        "a booking is committed before and after each of its calls, so that a crash anywhere books nothing twice: four transactions a parcel beside its three calls.",
      beside: [
        `all requested after ${s(ours.bookedMs)}, all labels stored after ${s(ours.labelledMs)}, PDFs of ${MERGED_AT_ONCE} labels each after ${s(ours.mergedMs)}`,
        "no parcel booked twice, a page for each",
        ...besides(),
      ],
      figures: { parcels, ...ours, floorMs: floor.ms },
    },
    {
      id: "B10",
      what: `calls to the courier for ${parcels} labelled parcels`,
      floor: `${least}: a booking, the link of a label and the label`,
      ours: String(ours.calls),
      ratio: ours.calls / least,
      hold: 1.05,
      aim: 1,
      good: "below",
      figures: { calls: ours.calls, least },
    },
    {
      id: "B10",
      what: `peak memory of the hub while it booked and merged ${parcels} parcels`,
      floor: `${mb(before)}: its peak before, with ${BOOKED_AT_ONCE} parcels booked`,
      ours: mb(peak),
      ratio: peak / before,
      hold: 1.5,
      aim: 1.2,
      good: "below",
      figures: { before, peak },
    },
  ];
}
