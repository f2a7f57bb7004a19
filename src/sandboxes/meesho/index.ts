/** The supplier panel, emulated: it hands out the reports of its orders and takes the stock file. There is no API. */
import type { FileRow } from "../../connectors/kit/contract/files.ts";
import { missing } from "../../connectors/kit/sandbox/missing.ts";
import type { SandboxOrder, SandboxProduct, SandboxShop, StartSandbox } from "../../connectors/kit/sandbox/sandbox.ts";
import { sandboxOn, startSandboxServer } from "../../connectors/kit/sandbox/server.ts";

interface Item {
  readonly sku: string;
  title: string;
  price: string;
  stock: number;
}

interface SubOrder {
  readonly id: string;
  readonly day: string;
  readonly sku: string;
  readonly quantity: number;
  readonly price: string;
  status: string;
  returned: boolean;
}

interface State {
  readonly items: Map<string, Item>;
  readonly orders: Map<string, SubOrder[]>;
  next: number;
}

/** The columns of an order report, by the names and in the order of the panel. */
export const ORDER_HEADER: readonly string[] = [
  "Reason for Credit Entry",
  "Sub Order No",
  "Order Date",
  "Customer State",
  "Product Name",
  "SKU",
  "Size",
  "Quantity",
  "Supplier Listed Price (Incl. GST + Commission)",
  // So written in the panel.
  "Supplier Discounted Price (Incl GST and Commision)",
  "Packet Id",
];
const RETURN_PREAMBLE = 7;
const PAYMENTS = "Order Payments";

export const startSandbox: StartSandbox = async (options) => {
  const state: State = { items: new Map(), orders: new Map(), next: 1 };
  // Nothing is served: whoever calls it learns that there is nothing to call.
  const server = await startSandboxServer({
    provider: "meesho",
    options,
    handle: async () => ({ status: 404, body: "Meesho has no API for sellers." }),
    throttleReply: () => ({ status: 429 }),
  });
  const day = () => new Date(options.clock.now() + 5.5 * 3_600_000).toISOString().slice(0, 10);
  return sandboxOn(server, shopOf(state, day));
};

function shopOf(state: State, day: () => string): SandboxShop {
  const item = (sku: string): Item => state.items.get(sku) ?? missing("SKU", sku);
  const lines = (key: string) => state.orders.get(key) ?? [];
  const move = (key: string, status: string) => {
    for (const line of lines(key)) line.status = status;
  };
  return {
    credentials: () => ({ supplierName: "Sandbox Kurtis" }),
    installWebhooks: () => ({}),
    addProduct: (product) => addProduct(state, product),
    removeProduct: (key) => void state.items.delete(key),
    stockOf: (sku) => item(sku).stock,
    setStock(sku, quantity) {
      item(sku).stock = quantity;
    },
    priceOf: (sku) => item(sku).price,
    setPrice(sku, price) {
      item(sku).price = price;
    },
    titleOf: (sku) => item(sku).title,
    setTitle(sku, title) {
      item(sku).title = title;
    },
    skus: () => [...state.items.keys()],
    placeOrder(order) {
      const key = `21021956802${String(state.next++).padStart(7, "0")}`;
      const subs = order.lines.map(({ sku, quantity }, index): SubOrder => {
        item(sku).stock -= quantity;
        const id = `${key}_${index + 1}`;
        return { id, day: day(), sku, quantity, price: item(sku).price, status: "READY_TO_SHIP", returned: false };
      });
      state.orders.set(key, subs);
      return key;
    },
    cancelOrder(key) {
      for (const line of lines(key)) item(line.sku).stock += line.quantity;
      move(key, "CANCELLED");
    },
    shipOrder: (key) => move(key, "SHIPPED"),
    // Meesho pays for what was delivered.
    payOrder(key) {
      for (const line of lines(key)) if (line.status !== "CANCELLED") line.status = "DELIVERED";
    },
    refundOrder(key) {
      move(key, "DELIVERED");
      for (const line of lines(key)) line.returned = true;
    },
    panel: {
      report: (kind) => reportOf(state, kind),
      brokenReport: (kind) => broken(reportOf(state, kind)),
      upload: (rows) => upload(state, rows),
    },
    order: (key) => orderOf(key, lines(key)),
    orderKeys: () => [...state.orders.keys()],
  };
}

function addProduct(state: State, product: SandboxProduct) {
  const keys: Record<string, string> = {};
  for (const { sku, price, stock } of product.variants) {
    state.items.set(sku, { sku, title: product.title, price, stock });
    keys[sku] = sku;
  }
  return { key: product.variants[0]?.sku ?? "", variantKeys: keys };
}

function orderOf(key: string, lines: readonly SubOrder[]): SandboxOrder | undefined {
  const [first] = lines;
  if (!first) return undefined;
  const total = lines.reduce((sum, line) => sum + Math.round(Number(line.price) * 100) * line.quantity, 0);
  return {
    key,
    number: key,
    status: first.status,
    fulfilled: /SHIPPED|DELIVERED/.test(first.status),
    cancelled: first.status === "CANCELLED",
    trackingNumbers: [],
    total: (total / 100).toFixed(2),
  };
}

function reportOf(state: State, kind: string): FileRow[] {
  const subs = [...state.orders.values()].flat();
  if (kind === "orders") return sheet("", [ORDER_HEADER, ...subs.map((sub) => orderCells(state, sub))]);
  if (kind === "returns") return returnsReport(subs);
  if (kind === "payments") return paymentsReport(subs);
  throw new Error(`no report ${kind}`);
}

function orderCells(state: State, sub: SubOrder): string[] {
  const title = state.items.get(sub.sku)?.title ?? sub.sku;
  const money = Number(sub.price).toFixed(2);
  return [
    sub.status,
    sub.id,
    sub.day,
    "Kerala",
    title,
    sub.sku,
    "",
    String(sub.quantity),
    money,
    money,
    `PKT${sub.id}`,
  ];
}

function returnsReport(subs: readonly SubOrder[]): FileRow[] {
  const texts = Array.from({ length: RETURN_PREAMBLE }, (_, index) => [`About this report, line ${index + 1}`]);
  const header = [
    "S No",
    "SKU",
    "Variation",
    "Qty",
    "Suborder Number",
    "Type of Return",
    "Return Reason",
    "AWB Number",
  ];
  const rows = subs
    .filter(({ returned }) => returned)
    .map((sub, index) => [
      String(index + 1),
      sub.sku,
      "",
      String(sub.quantity),
      sub.id,
      "Customer Return",
      "Wrong colour",
      "AWB1",
    ]);
  return sheet("", [...texts, header, ...rows]);
}

function paymentsReport(subs: readonly SubOrder[]): FileRow[] {
  const groups = ["Order details", "", "", "Payment"];
  const header = ["Sub Order No", "Order Date", "Live Order Status", "Meesho Commission", "TCS", "Claims"];
  const formulas = ["", "", "", "A", "B", "C"];
  const rows = subs
    .filter(({ status }) => status === "DELIVERED")
    .map((sub) => [sub.id, sub.day, sub.returned ? "Return" : "Delivered", "-12.50", "-1.00", "0"]);
  const account = ["", "2026-11-18", "", "", "", "25.00"];
  const ads = [["Ads"], ["Deductions"], ["Campaign"], ["c1", "2026-11-18", "", "", "", "", "", "99.00"]];
  return [...sheet(PAYMENTS, [groups, header, formulas, ...rows, account]), ...sheet("Ads Cost", ads)];
}

const sheet = (name: string, rows: readonly (readonly string[])[]): FileRow[] =>
  rows.map((cells, index) => ({ sheet: name, row: index + 1, cells }));

/** A row at the end of the first sheet whose number a spreadsheet has rounded. */
function broken(rows: readonly FileRow[]): FileRow[] {
  const first = rows[0]?.sheet ?? "";
  const own = rows.filter((row) => row.sheet === first);
  const header = own.find(({ cells }) => cells.some((cell) => /^sub ?order n/i.test(cell)));
  const at = header?.cells.findIndex((cell) => /^sub ?order n/i.test(cell)) ?? 0;
  const cells = (header?.cells ?? []).map((_, index) => (index === at ? "2.10219568029895E+17" : "x"));
  const bad = { sheet: first, row: own.length + 1, cells };
  return [...own, bad, ...rows.filter((row) => row.sheet !== first)];
}

function upload(state: State, rows: readonly (readonly string[])[]): void {
  const [header = [], ...lines] = rows;
  const column = (name: string) => header.indexOf(name);
  for (const cells of lines) {
    const found = state.items.get(cells[column("SKU")] ?? "");
    const text = cells[column("Quantity")] ?? "";
    if (!found) throw new Error(`the panel knows no ${cells[column("SKU")]}`);
    // An empty cell becomes 1 (sheet section 5.5).
    found.stock = text === "" ? 1 : Number(text);
  }
}
