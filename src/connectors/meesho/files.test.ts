/** What Meesho's files do that a reader would not expect (sheet sections 5, 8 and 10), each by name. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Json } from "../../commerce/product.ts";
import { ORDER_HEADER } from "../../sandboxes/meesho/index.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import type { FileContext, FileImport, FilePage, FileRow } from "../kit/contract/files.ts";
import { autoAdvancingClock, silentLog } from "../kit/testing/connection.ts";
import { amountOf, dayOf, instantOf, isScientific, quantityOf, workbookDay } from "./cells.ts";
import { ordersFile } from "./orders-file.ts";
import { paymentsFile } from "./payments-file.ts";
import { returnsFile } from "./returns-file.ts";
import { DEFAULT_STOCK_COLUMNS, parseColumns } from "./settings.ts";
import { ORDER_STATUSES, orderMeaning, PAYMENT_STATUSES, paymentMeaning, returnMeaning } from "./statuses.ts";
import { stockFile } from "./stock-file.ts";

const line = (more: Partial<Record<string, string>> = {}): string[] => {
  const values: Record<string, string> = {
    "Reason for Credit Entry": "READY_TO_SHIP",
    "Sub Order No": "2102195680298950_1",
    "Order Date": "2026-11-18",
    "Customer State": "Kerala",
    "Product Name": "Blue cotton kurti",
    SKU: "KRT-BLU",
    Size: "M",
    Quantity: "1",
    "Supplier Listed Price (Incl. GST + Commission)": "449.00",
    "Supplier Discounted Price (Incl GST and Commision)": "389.00",
    "Packet Id": "PKT0001",
    ...more,
  };
  return ORDER_HEADER.map((name) => values[name] ?? "");
};
const table = (rows: readonly (readonly string[])[], sheet = ""): FileRow[] =>
  rows.map((cells, index) => ({ sheet, row: index + 1, cells }));

async function read(
  reader: FileImport,
  rows: readonly FileRow[],
  { settings = {}, known = new Map() }: { settings?: Record<string, Json>; known?: Map<string, Json> } = {},
) {
  const drifts: string[] = [];
  const ctx: FileContext = {
    connection: { account: { externalId: "x" }, facts: {}, settings },
    clock: autoAdvancingClock(),
    log: silentLog,
    drift: ({ path }) => void drifts.push(path),
    signal: new AbortController().signal,
    known: async (keys) => new Map(keys.flatMap((key) => (known.has(key) ? [[key, known.get(key) ?? null]] : []))),
  };
  async function* all() {
    yield* rows;
  }
  const pages: FilePage[] = [];
  for await (const page of reader.read({ name: "f", receivedAt: "2026-11-20T09:00:00.000Z", rows: all }, ctx))
    pages.push(page);
  return {
    orders: pages.flatMap((page) => page.orders ?? []),
    products: pages.flatMap((page) => page.products ?? []),
    fees: pages.flatMap((page) => page.fees ?? []),
    waiting: pages.flatMap((page) => page.waiting ?? []),
    problems: pages.flatMap((page) => page.problems),
    drifts,
  };
}

describe("orders report", () => {
  it("the status column is the one called Reason for Credit Entry, and both spellings of Commission are read", async () => {
    const right = ORDER_HEADER.map((name) => name.replace("Commision", "Commission"));
    for (const header of [
      ORDER_HEADER,
      right,
      ORDER_HEADER.map((name) => `  ${name.toUpperCase().replaceAll(" ", "  ")} `),
    ]) {
      const { orders } = await read(ordersFile, table([header, line()]));
      expect(orders.map(({ status, totals }) => [status, totals.totalMinor])).toEqual([["processing", 38900n]]);
    }
  });

  it("sub orders of one number are one order, each with its own line", async () => {
    const { orders } = await read(
      ordersFile,
      table([ORDER_HEADER, line(), line({ "Sub Order No": "2102195680298950_2", Size: "L" })]),
    );
    expect(orders.map(({ orderKey, partKey, lines }) => [orderKey, partKey, lines[0]?.sku])).toEqual([
      ["2102195680298950", "2102195680298950_1", "KRT-BLU-M"],
      ["2102195680298950", "2102195680298950_2", "KRT-BLU-L"],
    ]);
  });

  it("the same SKU in two sizes is two items, unless the seller says that the SKU alone names it", async () => {
    const rows = table([ORDER_HEADER, line(), line({ "Sub Order No": "2102195680298951_1", Size: "L" })]);
    const keys = async (settings: Record<string, Json>) =>
      (await read(ordersFile, rows, { settings })).products.map(({ key }) => key);
    expect(await keys({})).toEqual(["KRT-BLU-M", "KRT-BLU-L"]);
    expect(await keys({ skuRule: "sku" })).toEqual(["KRT-BLU"]);
  });

  it("cancelled rows are no sales", async () => {
    const { orders } = await read(ordersFile, table([ORDER_HEADER, line({ "Reason for Credit Entry": "CANCELLED" })]));
    expect(orders[0]).toMatchObject({
      status: "cancelled",
      financial: "voided",
      lines: [{ quantity: 0, channelTook: 0 }],
    });
  });

  it("a later file moves an order on, an older one does not take it back", async () => {
    const existing = new Map<string, Json>();
    const states: string[] = [];
    for (const status of ["SHIPPED", "READY_TO_SHIP", "DELIVERED", "SHIPPED"]) {
      const { orders } = await read(ordersFile, table([ORDER_HEADER, line({ "Reason for Credit Entry": status })]), {
        known: existing,
      });
      for (const part of orders) existing.set(part.partKey, part.raw);
      states.push(orders[0]?.fulfilment ?? "");
    }
    expect(states).toEqual(["in_transit", "in_transit", "delivered", "delivered"]);
  });

  it("ids a spreadsheet has rounded are refused by row, long ones stay text", async () => {
    const { orders, problems } = await read(
      ordersFile,
      table([
        ORDER_HEADER,
        line({ "Sub Order No": "2.10219568029895E+17" }),
        line({ "Sub Order No": "999999999999999999_12" }),
      ]),
    );
    expect(orders.map(({ partKey }) => partKey)).toEqual(["999999999999999999_12"]);
    expect(problems).toMatchObject([{ row: 2, code: "scientific_notation_id", severity: "error" }]);
  });

  it("dates of one format are told from the whole column; those that may be two are refused until the seller says", async () => {
    const days = (...dates: string[]) =>
      table([
        ORDER_HEADER,
        ...dates.map((date, n) => line({ "Order Date": date, "Sub Order No": `210219568029895${n}_1` })),
      ]);
    const placed = async (rows: FileRow[], settings = {}) =>
      (await read(ordersFile, rows, { settings })).orders.map(({ placedAt }) => placedAt.slice(0, 10));
    expect(await placed(days("03/04/2026", "11/18/2026"))).toEqual(["2026-03-04", "2026-11-18"]);
    expect(await placed(days("03-04-2026", "18-11-2026"))).toEqual(["2026-04-03", "2026-11-18"]);
    await expect(read(ordersFile, days("03/04/2026", "05/06/2026"))).rejects.toThrow(ConnectorError);
    expect(await placed(days("03/04/2026"), { dateFormat: "D-M-YYYY" })).toEqual(["2026-04-03"]);
  });

  it("one broken date does not decide over the others", async () => {
    const rows = table([
      ORDER_HEADER,
      ...Array.from({ length: 30 }, (_, n) => line({ "Sub Order No": `21021956802989${n + 10}_1` })),
      line({ "Order Date": "soon" }),
    ]);
    const { orders, problems } = await read(ordersFile, rows);
    expect(orders).toHaveLength(30);
    expect(problems).toMatchObject([{ code: "bad_date", value: "soon" }]);
  });

  it("an unknown word leaves a known order as it was, and a new one waits on hold", async () => {
    const first = await read(ordersFile, table([ORDER_HEADER, line({ "Reason for Credit Entry": "SHIPPED" })]));
    const existing = new Map(first.orders.map((part) => [part.partKey, part.raw]));
    const rows = table([ORDER_HEADER, line({ "Reason for Credit Entry": "TELEPORTED" })]);
    const again = await read(ordersFile, rows, { known: existing });
    expect(again.orders[0]?.fulfilment).toBe("in_transit");
    expect(again.problems).toMatchObject([{ severity: "warning", code: "unknown_status", value: "TELEPORTED" }]);
    const fresh = await read(ordersFile, rows);
    expect(fresh.orders[0]?.status).toBe("on_hold");
    expect(fresh.drifts).toEqual(["Reason for Credit Entry"]);
  });

  it("prices are those of a unit or of a line, as the seller says; cash on delivery is never inferred", async () => {
    const rows = table([ORDER_HEADER, line({ Quantity: "3" })]);
    const { orders, problems } = await read(ordersFile, rows);
    expect(orders[0]).toMatchObject({
      totals: { totalMinor: 116700n },
      payment: { kind: "unknown" },
      financial: "pending",
    });
    expect(problems).toMatchObject([{ code: "several_units", severity: "warning" }]);
    const reported = await read(ordersFile, rows, { settings: { priceIs: "line", treatAsCod: true } });
    expect(reported.orders[0]).toMatchObject({
      totals: { totalMinor: 38900n },
      payment: { kind: "cod" },
      financial: "cod_pending",
      lines: [{ unitPrice: "129.666666" }],
    });
  });

  it("days have no time: an order was placed by the end of its day, or when the first report told it", async () => {
    const today = table([ORDER_HEADER, line({ "Order Date": "2026-11-20" })]);
    const first = await read(ordersFile, today);
    expect(first.orders[0]?.placedAt).toBe("2026-11-20T09:00:00.000Z");
    const existing = new Map(first.orders.map((part) => [part.partKey, part.raw]));
    expect((await read(ordersFile, today, { known: existing })).orders[0]?.placedAt).toBe("2026-11-20T09:00:00.000Z");
    expect((await read(ordersFile, table([ORDER_HEADER, line()]))).orders[0]?.placedAt).toBe(
      "2026-11-18T18:29:59.000Z",
    );
  });

  it("nothing is told of the buyer but the state", async () => {
    const { orders } = await read(ordersFile, table([ORDER_HEADER, line({ "Customer State": "केरल" })]));
    expect(orders[0]).toMatchObject({
      contact: { quality: "absent" },
      shippingAddress: { region: "केरल", country: "IN" },
    });
  });

  it("a header in the middle of files put together is no row", async () => {
    const { orders, problems } = await read(
      ordersFile,
      table([ORDER_HEADER, line(), ORDER_HEADER, line({ "Sub Order No": "2102195680298951_1" })]),
    );
    expect([orders.length, problems.length]).toEqual([2, 0]);
  });
});

describe("returns report", () => {
  const texts = Array.from({ length: 7 }, () => ["About this report"]);
  const header = ["S No", "Catalog", "SKU", "Variation", "Qty", "Suborder Number", "Type of Return", "Return Reason"];
  const back = (type: string) => ["1", "c", "KRT-BLU", "M", "1", "2102195680298950_1", type, "Wrong colour"];

  it("the header of a returns report is below seven lines of text, and is spelt otherwise than the orders'", async () => {
    const rows = table([...texts, header, back("Customer Return")]);
    expect(returnsFile.recognise(rows).is).toBe("yes");
    expect(ordersFile.recognise(rows).is).toBe("no");
  });

  it("a return before its order waits, and the order comes returned when its report does", async () => {
    const { orders, waiting } = await read(returnsFile, table([...texts, header, back("Customer Return")]));
    expect(orders).toEqual([]);
    const existing = new Map(waiting.map(({ partKey, raw }) => [partKey, raw]));
    const { orders: after } = await read(
      ordersFile,
      table([ORDER_HEADER, line({ "Reason for Credit Entry": "DELIVERED" })]),
      { known: existing },
    );
    expect(after[0]).toMatchObject({
      status: "completed",
      financial: "refunded",
      fulfilment: "returned",
      refunds: [{ amountMinor: 38900n, reason: "Wrong colour", lines: [{ quantity: 1, restocked: null }] }],
    });
  });

  it("a parcel that came back undelivered is a cancelled sale without a refund", async () => {
    const first = await read(ordersFile, table([ORDER_HEADER, line({ "Reason for Credit Entry": "SHIPPED" })]));
    const existing = new Map(first.orders.map((part) => [part.partKey, part.raw]));
    const { orders } = await read(returnsFile, table([...texts, header, back("Courier Return (RTO)")]), {
      known: existing,
    });
    expect(orders[0]).toMatchObject({ status: "cancelled", financial: "voided", fulfilment: "returned", refunds: [] });
  });
});

describe("payments workbook", () => {
  const header = ["Sub Order No", "Order Date", "Live Order Status", "Meesho Commission", "TCS", "Claims"];
  const book = (...rows: string[][]) =>
    table([["Order details", "", "", "Money"], header, ["", "formula", "", "A+B", "", ""], ...rows], "Order Payments ");

  it("rows of headings and formulas are no data, amounts are charges of their order", async () => {
    const rows = book(["2102195680298950_1", "45980", "Delivered", "-₹1,012.50", "-1.00", "0"]);
    expect(paymentsFile.recognise(rows).is).toBe("yes");
    const { fees, problems } = await read(paymentsFile, rows);
    expect(problems).toEqual([]);
    expect(fees.map(({ kind, amount, orderKey, at }) => [kind, amount.minor, orderKey, at])).toEqual([
      ["commission", 101250n, "2102195680298950", "2025-11-18T18:30:00.000Z"],
      ["withheld_tax", 100n, "2102195680298950", "2025-11-18T18:30:00.000Z"],
    ]);
  });

  it("a charge of a workbook that counts from 1904 is of the day shown there", async () => {
    const rows = book(["2102195680298950_1", "44518", "Delivered", "-5", "", ""]);
    const { fees } = await read(
      paymentsFile,
      rows.map((row) => ({ ...row, isDate1904: true })),
    );
    expect(fees.map(({ at }) => at)).toEqual(["2025-11-18T18:30:00.000Z"]);
  });

  it("several rows of a sub order are several charges; the same row of two files is one", async () => {
    const [one, two] = [
      ["2102195680298950_1", "2026-11-18", "Delivered", "5", "", ""],
      ["2102195680298950_1", "2026-11-18", "", "5", "", ""],
    ];
    const keys = async (...rows: string[][]) => (await read(paymentsFile, book(...rows))).fees.map(({ key }) => key);
    const both = await keys(one, two, two);
    expect(new Set(both).size).toBe(3);
    expect(both).toEqual(expect.arrayContaining(await keys(two)));
  });

  it("rows without a sub order are the account's: compensation is a credit, advertising stands on its own sheet", async () => {
    const ads = table([["Ads"], ["x"], ["x"], ["c", "2026-11-18", "", "", "", "", "", "99.00"]], "Ads Cost");
    const { fees } = await read(paymentsFile, [...book(["", "2026-11-18", "", "", "", "25.00"]), ...ads]);
    expect(fees.map(({ kind, amount, orderKey }) => [kind, amount.minor, orderKey])).toEqual([
      ["adjustment", -2500n, undefined],
      ["advertising", 9900n, undefined],
    ]);
  });
});

describe("stock file", () => {
  const connection = { account: { externalId: "x" }, facts: {}, settings: {} };
  const cells = (quantity: number, settings = {}) =>
    stockFile.cells(
      { key: "KRT-BLU-M", sku: "KRT-BLU-M", title: "Kurti", quantity, ext: { sku: "KRT-BLU", size: "M" } },
      { ...connection, settings },
    );

  it("a stock file has the columns of the seller's own template and never an empty number", () => {
    expect(stockFile.header(connection)).toEqual(["SKU", "Size", "Quantity"]);
    expect(cells(0)).toEqual(["KRT-BLU", "M", "0"]);
    expect(cells(-3)).toEqual(["KRT-BLU", "M", "0"]);
    expect(cells(4, { stockColumns: "Stock = quantity, Seller SKU=key" })).toEqual(["4", "KRT-BLU-M"]);
    expect(parseColumns("nonsense")).toEqual([]);
    expect(parseColumns(DEFAULT_STOCK_COLUMNS)).toHaveLength(3);
  });
});

describe("status tables", () => {
  it.each(Object.keys(ORDER_STATUSES))("%s has a meaning, however it is written", (word) => {
    expect(orderMeaning(word)).toBe(ORDER_STATUSES[word]);
    expect(orderMeaning(` ${word.toLowerCase().replaceAll("_", " ")} `)).toBe(ORDER_STATUSES[word]);
  });

  it("a later state has the higher rank; what is dead has not left", () => {
    expect(
      ["PENDING", "READY_TO_SHIP", "SHIPPED", "DELIVERED", "RTO_COMPLETE"].map((word) => ORDER_STATUSES[word]?.rank),
    ).toEqual([1, 2, 3, 5, 8]);
    for (const { hasLeft, isDead } of Object.values({ ...ORDER_STATUSES, ...PAYMENT_STATUSES }))
      expect(hasLeft && isDead).toBe(false);
    expect(returnMeaning("RTO").financial).toBe("voided");
    expect(returnMeaning("Customer Return").financial).toBe("refunded");
  });

  it("any text has a meaning or none, and never breaks", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        for (const meaning of [orderMeaning(text), paymentMeaning(text)])
          expect(meaning === undefined || Number.isInteger(meaning.rank)).toBe(true);
      }),
    );
  });
});

describe("cells", () => {
  it("amounts with commas, the rupee sign and minus are exact; anything else is none", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 12n }), (paise) => {
        const text = `${paise / 100n}.${String(paise % 100n).padStart(2, "0")}`;
        const grouped = text.replace(/\B(?=(\d{3})+(?!\d)(?=.*\.))/g, ",");
        expect([amountOf(`₹ ${grouped}`), amountOf(`-₹${grouped}`)]).toEqual([text, `-${text}`]);
      }),
    );
    expect(["", "-", "n/a", "1e5", "12.3.4"].map(amountOf)).toEqual([null, null, undefined, undefined, undefined]);
  });

  it("quantities are whole and above zero; dates exist", () => {
    expect(["2", "2.0", "0", "-1", "1.5", "x"].map(quantityOf)).toEqual([
      2,
      2,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect([dayOf("30/02/2026", "D-M-YYYY"), dayOf("2/28/2026", "M/D/YYYY")]).toEqual([undefined, "2026-02-28"]);
    expect([isScientific("2.1E+17"), isScientific("2102195680298950_1")]).toEqual([true, false]);
    expect([workbookDay("45980", {}), workbookDay("18-11-2026", {}), workbookDay("never", {})]).toEqual([
      "2025-11-19",
      "2026-11-18",
      undefined,
    ]);
    expect(instantOf("2026-11-18")).toBe("2026-11-17T18:30:00.000Z");
  });
});
