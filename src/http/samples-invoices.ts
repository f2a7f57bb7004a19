import { randomUUID } from "node:crypto";
import { documentToJson, type InvoiceDocument, NOTHING_MORE } from "../hub/invoices/document.ts";
import { sampleDocument } from "../hub/invoices/samples.ts";

/** An invoice with its series and settings, for `world`. Answers their ids. */
export async function invoiceSamples(
  put: (table: string, row: Record<string, unknown>, key?: string) => Promise<string>,
  { order, connection, marker }: { readonly order: string; readonly connection: string; readonly marker: string },
): Promise<Readonly<Record<"invoices" | "invoice-series" | "invoiceId" | "seriesId" | "documentKey", string>>> {
  const now = new Date("2026-11-20T07:00:00Z");
  const address = { line1: marker, city: marker, country: "FR" };
  await put(
    "invoice_settings",
    { legal_name: marker, address: JSON.stringify(address), footer: marker, updated_at: now },
    "legal_name",
  );
  const logo = { id: randomUUID(), type: "image/png", bytes: Buffer.from(marker), created_at: now };
  await put("invoice_logo", logo);
  const series = await put("invoice_series", {
    id: randomUUID(),
    name: marker,
    invoice_pattern: "A{yy}-{number}",
    credit_pattern: "B{yy}-{number}",
    is_default: true,
    created_at: now,
  });
  const year = { series_id: series, kind: "invoice", year_starts_on: "2026-01-01" };
  await put("invoice_counter", { ...year, last: 1, last_on: "2026-11-20" }, "last");
  const document = documentOf(marker, address);
  const invoice = await put("invoice_paper", {
    ...year,
    id: randomUUID(),
    counted: 1,
    number: marker,
    issued_on: document.issuedOn,
    order_id: order,
    order_number: marker,
    connection_id: connection,
    nth: 1,
    buyer: marker,
    currency: "USD",
    total_minor: 100,
    paper: documentToJson(document),
    issued_at: now,
    issued_by: marker,
  });
  return { invoices: invoice, "invoice-series": series, invoiceId: invoice, seriesId: series, documentKey: "2024" };
}

function documentOf(marker: string, address: InvoiceDocument["seller"]["address"]): InvoiceDocument {
  return sampleDocument({
    number: marker,
    seller: { name: marker, address, ...NOTHING_MORE },
    buyer: { name: marker, company: null, address: null, taxId: null },
    orderNumber: marker,
    footer: marker,
  });
}
