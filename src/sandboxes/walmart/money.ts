/** Reconciliation files: a ZIP with one CSV for each cycle. */
import { crc32, deflateRawSync } from "node:zlib";
import { formatDecimal } from "../../commerce/money.ts";
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { totalOf } from "./order-views.ts";
import { notFound, ok, problem } from "./replies.ts";
import { CURRENCY, type State, type StoredOrder } from "./state.ts";

const COLUMNS = [
  ...["Period Start Date", "Period End Date", "Total Payable", "Currency", "Transaction Key"],
  ...["Transaction Posted Timestamp", "Transaction Type", "Transaction Description", "Customer Order #"],
  ...["Customer Order line #", "Purchase Order #", "Purchase Order line #", "Amount", "Amount Type", "Ship Qty"],
  ...["Partner Item Id", "Partner GTIN", "Partner Item Name", "Fulfillment Type"],
] as const;

export function handleMoney({ path, query, headers }: SandboxRequest, state: State): SandboxReply | null {
  if (path === "/v3/report/reconreport/availableReconFiles")
    return ok({ availableApReportDates: [...state.reports.keys()] });
  if (path !== "/v3/report/reconreport/reconFile") return null;
  const rows = state.reports.get(query.get("reportDate") ?? "");
  if (rows === undefined) return notFound;
  if (headers.accept !== "application/octet-stream") return problem(406, "NOT_ACCEPTABLE", "Not acceptable");
  const csv = [COLUMNS, ...rows.map((row) => COLUMNS.map((name) => row[name] ?? ""))]
    .map((cells) => cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(","))
    .join("\r\n");
  return {
    status: 200,
    bytes: zipped("recon.csv", Buffer.from(csv)),
    headers: { "content-type": "application/octet-stream" },
  };
}

/** One file, packed. */
function zipped(name: string, content: Buffer): Buffer {
  const packed = deflateRawSync(content);
  const path = Buffer.from(name);
  const common = Buffer.alloc(26);
  common.writeUInt16LE(20, 0);
  common.writeUInt16LE(8, 4);
  common.writeUInt32LE(crc32(content), 10);
  common.writeUInt32LE(packed.length, 14);
  common.writeUInt32LE(content.length, 18);
  common.writeUInt16LE(path.length, 22);
  const local = Buffer.concat([Buffer.from("PK\u0003\u0004", "latin1"), common, path, packed]);
  const central = Buffer.concat([
    Buffer.from("PK\u0001\u0002", "latin1"),
    Buffer.from([20, 0]),
    common,
    Buffer.alloc(14),
    path,
  ]);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(1, 4);
  end.writeUInt16LE(1, 6);
  end.writeUInt32LE(central.length, 8);
  end.writeUInt32LE(local.length, 12);
  return Buffer.concat([local, central, Buffer.from("PK\u0005\u0006", "latin1"), end]);
}

/** The cycle in which an order is paid out. Tells how many of its rows are charges. */
export function settle(state: State, order: StoredOrder): number {
  const at = new Date(state.clock.now() + state.reports.size * 86_400_000);
  const [year = "", month = "", day = ""] = at.toISOString().slice(0, 10).split("-");
  const date = `${month}/${day}/${year}`;
  const text = (minor: bigint) => formatDecimal({ minor, currency: CURRENCY });
  const total = totalOf(order);
  const commission = -(total * 15n) / 100n;
  const row = (type: string, amountType: string, minor: bigint) => ({
    "Transaction Posted Timestamp": date,
    "Transaction Type": type,
    "Transaction Description": "Purchase",
    "Customer Order #": order.customerOrderId,
    "Purchase Order #": order.id,
    "Purchase Order line #": "1",
    "Partner Item Name": 'Mug, "blue"',
    "Fulfillment Type": "Seller Fulfilled",
    Amount: text(minor),
    "Amount Type": amountType,
  });
  const label = -199n;
  const backs = order.lines.flatMap((line) => line.refunds.map(({ charge }) => charge.minor + (charge.tax ?? 0n)));
  const refunded = backs.reduce((sum, minor) => sum + minor, 0n);
  state.reports.set(`${month}${day}${year}`, [
    {
      "Period Start Date": date,
      "Period End Date": date,
      "Total Payable": text(total + refunded + commission + label),
      Currency: CURRENCY,
      "Transaction Posted Timestamp": date,
      "Transaction Type": "PaymentSummary",
      "Transaction Description": "Deposited in account",
    },
    row("Sale", "Product Price", total),
    row("Sale", "Commission on Product", commission),
    ...(refunded === 0n ? [] : [row("REFUNDED", "Product Price", refunded)]),
    row("ADJMNT", "Something nobody announced", label),
  ]);
  return 2;
}
