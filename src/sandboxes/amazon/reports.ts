/** Reports 2021-06-30, as far as settlements go: made by Amazon alone, listed, fetched packed. */
import { formatDecimal } from "../../commerce/money.ts";
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { addressOf } from "./feeds.ts";
import { invalid, notFound, ok } from "./replies.ts";
import { digits, now, type State, type StoredOrder } from "./state.ts";

const TYPE = "GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_V2";
const COLUMNS = [
  ...["settlement-id", "settlement-start-date", "settlement-end-date", "deposit-date", "total-amount", "currency"],
  ...["transaction-type", "order-id", "merchant-order-id", "adjustment-id", "shipment-id", "marketplace-name"],
  ...["amount-type", "amount-description", "amount", "fulfillment-id", "posted-date", "posted-date-time"],
  ...["order-item-code", "merchant-order-item-id", "merchant-adjustment-item-id", "sku", "quantity-purchased"],
  "promotion-id",
] as const;
type Cells = Partial<Record<(typeof COLUMNS)[number], string>>;

export function reports(request: SandboxRequest, state: State, [area, id]: readonly string[]): SandboxReply {
  if (request.method !== "GET") return notFound("There is no such resource.");
  if (area === "documents") return document(state, id ?? "");
  if (area !== "reports" || id !== undefined) return notFound("There is no such resource.");
  const { query } = request;
  if (query.has("nextToken") && [...query.keys()].length > 1) return invalid("nextToken goes alone.");
  if (query.get("reportTypes") !== TYPE) return ok({ reports: [] });
  const since = query.get("createdSince") ?? "";
  const found = state.reports.filter(({ createdTime }) => createdTime >= since).toReversed();
  const marketplaceIds = [state.marketplaceId];
  return ok({
    reports: found.map((report) => ({ ...report, reportType: TYPE, marketplaceIds, processingStatus: "DONE" })),
  });
}

function document(state: State, id: string): SandboxReply {
  if (!state.documents.has(id)) return invalid(`Document ${id} is not found.`);
  return ok({ reportDocumentId: id, url: addressOf(state, id), compressionAlgorithm: "GZIP" });
}

/** A settlement of one order: its price less what was charged. */
export function publishSettlement(
  state: State,
  order: StoredOrder,
  { total, charges }: { readonly total: bigint; readonly charges: readonly (readonly [string, bigint])[] },
): void {
  const { currency } = order;
  const text = (minor: bigint) => formatDecimal({ minor, currency });
  const [day, time] = [now(state).slice(0, 10), `${now(state).slice(0, 19).replace("T", " ")} UTC`];
  const settlementId = digits(state, 11);
  const net = charges.reduce((sum, [, minor]) => sum - minor, total);
  const posted = { "posted-date": day, "posted-date-time": time, "order-id": order.orderId };
  const line = (type: string, phrase: string, minor: bigint): Cells => ({
    "settlement-id": settlementId,
    ...{ "transaction-type": "Order", "marketplace-name": "Amazon.in" },
    ...{ "amount-type": type, "amount-description": phrase, amount: text(minor), ...posted },
  });
  const sum = { "settlement-id": settlementId, "deposit-date": time, "total-amount": text(net), currency };
  const rows: Cells[] = [
    { ...sum, "settlement-start-date": time, "settlement-end-date": time },
    line("ItemPrice", "Principal", total),
    ...charges.map(([text, minor]) => line("ItemFees", text, -minor)),
  ];
  const cells = (row: Cells) => COLUMNS.map((name) => row[name] ?? "").join("\t");
  const id = `amzn1.spdoc.1.4.${digits(state, 12)}`;
  const bytes = Buffer.from([COLUMNS.join("\t"), ...rows.map(cells), ""].join("\n"), "utf8");
  state.documents.set(id, { contentType: "text/plain", madeAt: state.clock.now(), bytes, gzip: true });
  state.reports.push({ reportId: digits(state, 11), createdTime: now(state), reportDocumentId: id });
}
