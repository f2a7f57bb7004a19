/** All that goes on and into the parcels of some orders: labels, packing slips and invoices, in the order they are packed in. */

import { buffer } from "node:stream/consumers";
import { z } from "zod";
import type { OrganizationId } from "../../commerce/ids.ts";
import type { Address } from "../../commerce/order.ts";
import { type PackedItem, toPack } from "../../commerce/packed-item.ts";
import type { Database, Tx } from "../../db/database.ts";
import { type Answered, id, time } from "../answer-schemas.ts";
import type { Files } from "../files/files.ts";
import { channelLogos } from "../invoices/channel-logos.ts";
import type { DocumentLanguage } from "../invoices/document.ts";
import { dayIn } from "../invoices/number.ts";
import { type ValidInvoice, validInvoices } from "../invoices/read.ts";
import { invoiceSettings, type Logo, logoOf } from "../invoices/settings.ts";
import { refuseHeld } from "../orders/held.ts";
import { IS_HERE } from "../orders/hub-parcels.ts";
import type { PackedOrder } from "../orders/packed-order.ts";
import { packedOrders } from "../orders/packing.ts";
import type { Drawer } from "../paper-print/drawing.ts";
import type { GivenLabel } from "../paper-print/print-labels.ts";
import type { ParcelPrint } from "../paper-print/print-parcels.ts";
import type { Slip, SlipFormat, SlipItem } from "../paper-print/print-slip.ts";
import { printOf } from "../paper-print/stored-print.ts";

/** Orders whose papers are drawn at once: some hundred pages, within the time a drawing has. */
export const MOST_PARCEL_ORDERS = 100;

export const parcelDocumentKinds = ["label", "slip", "invoice"] as const;
export type ParcelDocumentKind = (typeof parcelDocumentKinds)[number];

interface LabelFile {
  readonly parcelId: string | null;
  readonly contentType: string;
  readonly fileId: string;
}

interface Parcel {
  readonly id: string;
  readonly orderId: string;
  readonly shipmentId: string;
  readonly reference: string;
  readonly locationId: string;
  readonly items: readonly { readonly lineId: string; readonly quantity: number }[];
  /** Of its whole shipment. */
  readonly labels: readonly LabelFile[];
  readonly printedAt: Date | null;
  /** Its label stands with an order before: they share a parcel. */
  readonly isLabelBefore: boolean;
}

/** Booked parcels of these orders that are still here, in the order of the orders. */
function parcelsOf(tx: Tx, orderIds: readonly string[]): Promise<Parcel[]> {
  return tx.rows<Parcel>(
    `select p.id, s.order_id as "orderId", s.id as "shipmentId", p.reference, s.location_id as "locationId", p.items,
       s.printed_at as "printedAt",
       coalesce((select json_agg(json_build_object('parcelId',
           case when s.label_shipment_id is null then d.parcel_id end, 'contentType', d.content_type,
           'fileId', d.file_id) order by d.id)
         from argosy.shipment_document d
         where d.organization_id = argosy.tenant() and d.shipment_id = coalesce(s.label_shipment_id, s.id)
           and d.kind = 'label'), '[]') as labels,
       row_number() over (partition by coalesce(s.label_shipment_id, s.id), p.position order by w.place) > 1
         as "isLabelBefore"
     from unnest($1::uuid[]) with ordinality as w(id, place)
     join argosy.shipment s on s.organization_id = argosy.tenant() and s.order_id = w.id and ${IS_HERE}
     join argosy.parcel p on p.organization_id = argosy.tenant() and p.shipment_id = s.id
     order by w.place, s.created_at, s.id, p.position`,
    [orderIds],
  );
}

export const paperCountSchema = z.object({
  orderId: id,
  number: z.string(),
  tote: z.int().nullable().describe("in its open batch"),
  parcels: z.int().describe("booked, and still here"),
  labels: z.int().describe("of them, those whose label is there"),
  invoiceId: id.nullable().describe("of the invoice that stands"),
  invoiceNumber: z.string().nullable(),
  printedAt: time.nullable().describe("when the last of its labels was printed first"),
});
export type DocumentCount = Answered<typeof paperCountSchema>;

/** What there is to print of these orders, in the order asked for; ids of none are left out. */
export async function countDocuments(tx: Tx, orderIds: readonly string[]): Promise<DocumentCount[]> {
  const { orders, parcels, invoices } = await factsOf(tx, orderIds);
  return orders.map(({ id, number, tote }) => {
    const own = parcels.get(id) ?? [];
    const printed = own.map(({ printedAt }) => printedAt?.getTime() ?? null);
    const invoice = invoices.get(id);
    return {
      orderId: id,
      number,
      tote,
      parcels: own.length,
      labels: own.filter((parcel) => labelsOf(parcel, own).length > 0).length,
      invoiceId: invoice?.id ?? null,
      invoiceNumber: invoice?.number ?? null,
      printedAt: printed.length === 0 || printed.includes(null) ? null : new Date(Math.max(...printed.map(Number))),
    };
  });
}

interface Facts {
  readonly orders: readonly PackedOrder[];
  readonly parcels: ReadonlyMap<string, readonly Parcel[]>;
  readonly invoices: ReadonlyMap<string, ValidInvoice>;
}

async function factsOf(tx: Tx, orderIds: readonly string[]): Promise<Facts> {
  const invoices = await validInvoices(tx, orderIds);
  return {
    orders: await packedOrders(tx, orderIds),
    parcels: Map.groupBy(await parcelsOf(tx, orderIds), ({ orderId }) => orderId),
    invoices: new Map(invoices.map((invoice) => [invoice.orderId, invoice])),
  };
}

/** A label of the shipment as a whole goes on its first parcel. */
function labelsOf(parcel: Parcel, all: readonly Parcel[]): readonly LabelFile[] {
  const first = all.find(({ shipmentId }) => shipmentId === parcel.shipmentId);
  return parcel.labels.filter(({ parcelId }) => parcelId === parcel.id || (parcelId === null && parcel === first));
}

export interface DocumentsInput {
  readonly orderIds: readonly string[];
  readonly kinds: readonly ParcelDocumentKind[];
  readonly paper: SlipFormat;
  readonly now: Date;
}

export interface ParcelDocuments {
  readonly db: Database;
  readonly files: Files;
  readonly drawer: Drawer;
}

/**
 * The papers of these orders as one PDF: parcel by parcel its label, its slip and, with the first of its order, the
 * invoice. An order without a label has a page in its place that says so; one without an invoice has none. Throws
 * HubError SHIPMENT_LABEL_NONE where there is nothing to print.
 */
export async function parcelDocuments(
  { db, files, drawer }: ParcelDocuments,
  organization: OrganizationId,
  { orderIds, kinds, paper, now }: DocumentsInput,
): Promise<Buffer> {
  const requires = new Set(kinds);
  const { facts, look } = await db.tenant(organization, async (tx) => {
    if (requires.has("label") || requires.has("slip")) await refuseHeld(tx, orderIds);
    return { facts: await factsOf(tx, orderIds), look: await viewOf(tx) };
  });
  const parcels: ParcelPrint[] = [];
  for (const order of facts.orders) {
    const own = facts.parcels.get(order.id) ?? [];
    const invoice = requires.has("invoice") ? facts.invoices.get(order.id) : undefined;
    const printed = invoice && (await printOf({ db, drawer }, organization, invoice.id, now)).pdf;
    // One that is not booked is packed all the same.
    for (const [n, parcel] of own.length === 0 ? [[0, undefined] as const] : own.entries()) {
      const labels = parcel ? labelsOf(parcel, own) : [];
      const missing = { reference: parcel?.reference ?? order.number, contentType: null, bytes: new Uint8Array() };
      const given: GivenLabel[] = [];
      for (const { contentType, fileId } of labels)
        given.push({ ...missing, contentType, bytes: await buffer(files.read(organization, fileId)) });
      parcels.push({
        labels: requires.has("label") && !parcel?.isLabelBefore ? (given.length > 0 ? given : [missing]) : [],
        slip: requires.has("slip") ? slipOf(order, { parcel, nth: n + 1, of: own.length }, look) : null,
        invoice: n === 0 ? (printed ?? null) : null,
      });
    }
  }
  const { seller, language, logos } = look;
  return drawer.draw(organization, { kind: "parcels", parcels, seller, language, paper, logos, madeAt: now });
}

/** What slips have in common. */
interface Look {
  readonly seller: string;
  readonly zone: string;
  readonly language: DocumentLanguage;
  /** By channel; the organization's own under "". */
  readonly logoIds: ReadonlyMap<string, string>;
  readonly logos: ReadonlyMap<string, Logo>;
  /** By location; the default one's under "". */
  readonly returnsTo: ReadonlyMap<string, Address>;
}

async function viewOf(tx: Tx): Promise<Look> {
  const { name: seller, zone } = await tx.one<{ name: string; zone: string }>(
    "select name, zone from argosy.organization where organization_id = argosy.tenant()",
  );
  const { language, logoId } = await invoiceSettings(tx);
  const own = (await channelLogos(tx)).map((logo) => [logo.storeId, logo.logoId] as const);
  const logoIds = new Map([...own, ...(logoId === null ? [] : [["", logoId] as const])]);
  const logos = new Map<string, Logo>();
  for (const id of new Set(logoIds.values())) {
    const logo = await logoOf(tx, id);
    if (logo) logos.set(id, logo);
  }
  const locations = await tx.rows<{ id: string; isDefault: boolean; address: Address }>(
    `select id, is_default as "isDefault", address from argosy.location
     where organization_id = argosy.tenant() and kind = 'own'`,
  );
  return {
    seller,
    zone,
    language,
    logoIds,
    logos,
    returnsTo: new Map(
      locations.flatMap(({ id, isDefault, address }) => [
        [id, address] as const,
        ...(isDefault ? [["", address] as const] : []),
      ]),
    ),
  };
}

function slipOf(
  order: PackedOrder,
  { parcel, nth, of }: { readonly parcel: Parcel | undefined; readonly nth: number; readonly of: number },
  { zone, logoIds, returnsTo }: Look,
): Slip {
  const lines = new Map(order.items.map((item) => [item.lineId, item]));
  const items = parcel
    ? parcel.items.flatMap(({ lineId, quantity }) => slipItem(lines.get(lineId), quantity))
    : toPack(order).flatMap(({ item, units }) => slipItem(item, units));
  const { number, storeId, storeName, placedAt, shippingAddress: to, options, note } = order;
  return {
    ...{ number, storeName, to, options, note, items },
    logoId: logoIds.get(storeId ?? "") ?? logoIds.get("") ?? null,
    orderedOn: dayIn(zone, placedAt),
    returnTo: returnsTo.get(parcel?.locationId ?? "") ?? returnsTo.get("") ?? null,
    parcel: of > 1 ? { nth, of } : null,
  };
}

function slipItem(item: PackedItem | undefined, units: number): SlipItem[] {
  if (!item || units <= 0) return [];
  const codes = [item.sku, item.barcode].flatMap((code) => code || []);
  // Of a line in several parcels nobody noted which unit is in which.
  const serials = item.serials.length === units ? item.serials : [];
  const lots = item.packedLots.reduce((sum, one) => sum + one.units, 0) === units ? item.packedLots : [];
  return [{ title: item.title, codes, options: item.options, units, serials, lots }];
}
