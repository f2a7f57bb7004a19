/** The orders report of the supplier panel (sheet section 5.1). */

import type { HubText } from "../../commerce/message.ts";
import type { ChannelProduct } from "../../commerce/product.ts";
import { ConnectorError } from "../kit/contract/errors.ts";
import type { FileImport, FileRow, OpenFile } from "../kit/contract/files.ts";
import { amountOf, type DateFormat, dayOf, formatsOf, isCertain, placedBy, quantityOf } from "./cells.ts";
import { findHeader, type Header, reader } from "./columns.ts";
import { type InboundChange, type Problem, pagesOf, subOrderOf } from "./pages.ts";
import { CURRENCY } from "./part.ts";
import { itemKey, type Settings, settingsOf } from "./settings.ts";
import { orderMeaning } from "./statuses.ts";
import { english, message } from "./words.ts";

const STATUS = "Reason for Credit Entry";
const ID = "Sub Order No";
const DAY = "Order Date";
const REQUIRED = [ID, "SKU", "Quantity", DAY, STATUS];
const DISCOUNTED = "Supplier Discounted Price (Incl GST and Commission)";
const LISTED = "Supplier Listed Price (Incl. GST + Commission)";
/** Dates looked at to tell their format; a file has one. */
const MOST_DATES = 20_000;

export const ordersFile: FileImport = {
  kind: "orders",
  label: english("label.ordersReport"),
  help: english("help.supplierPanel"),
  recognise(head) {
    const found = findHeader(head, REQUIRED);
    return "header" in found ? { is: "yes" } : { is: "no", lacks: found.lacks.map((name) => `a column "${name}"`) };
  },
  async *read(file, ctx) {
    const settings = settingsOf(ctx.connection.settings);
    const header = await headerOf(file);
    const format = settings.dateFormat ?? (await formatOf(file, header));
    yield* pagesOf(
      file.rows(),
      (row) => interpret(row, { header, format, settings, receivedAt: file.receivedAt }),
      ctx,
    );
  },
};

async function headerOf(file: OpenFile): Promise<Header> {
  const head: FileRow[] = [];
  for await (const row of file.rows()) {
    head.push(row);
    const found = findHeader(head, REQUIRED);
    if ("header" in found) return found.header;
    if (head.length > 12) break;
  }
  throw new ConnectorError(
    { kind: "rejected", code: "missing_column" },
    message("error.fileNoHeaderColumns", { columns: REQUIRED.join(", ") }),
  );
}

async function formatOf(file: OpenFile, header: Header): Promise<DateFormat> {
  const cells: string[] = [];
  for await (const row of file.rows()) {
    if (row.row <= header.row.row || row.problem !== undefined) continue;
    const cell = reader(header, row)(DAY);
    if (cell !== "") cells.push(cell);
    if (cells.length >= MOST_DATES) break;
  }
  const formats = formatsOf(cells);
  const [first] = formats;
  if (first !== undefined && isCertain(cells, formats)) return first;
  // Rows with a broken date must not decide over the others.
  const likely = formats.length > 0 ? undefined : mostFitting(cells);
  if (likely) return likely;
  throw new ConnectorError(
    { kind: "rejected", code: "bad_date" },
    message("error.datesFile", { example: cells[0] ?? "none" }),
  );
}

function mostFitting(cells: readonly string[]): DateFormat | undefined {
  const single = cells.flatMap((cell) => {
    const formats = formatsOf([cell]);
    return formats.length === 1 ? formats : [];
  });
  const counts = Map.groupBy(single, (format) => format);
  const [best, second] = [...counts].sort(([, a], [, b]) => b.length - a.length);
  return best && best[1].length > 10 * (second?.[1].length ?? 0) ? best[0] : undefined;
}

interface Reading {
  readonly header: Header;
  readonly format: DateFormat;
  readonly settings: Settings;
  readonly receivedAt: string;
}

function interpret(row: FileRow, { header, format, settings, receivedAt }: Reading): InboundChange {
  const cell = reader(header, row);
  if (row.row <= header.row.row || row.cells.every((one) => one.trim() === "")) return {};
  // Files put together of several have their header again.
  if (cell(ID).toLowerCase() === ID.toLowerCase()) return {};
  const found = subOrderOf(cell(ID), ID);
  if ("problem" in found) return { problems: [found.problem] };
  const day = dayOf(cell(DAY), format);
  const quantity = quantityOf(cell("Quantity"));
  const price = amountOf(cell(DISCOUNTED)) ?? amountOf(cell(LISTED));
  const sku = cell("SKU");
  const problems: Problem[] = [
    ...(day === undefined ? [bad("bad_date", DAY, cell(DAY), message("said.noDateForm", { format }))] : []),
    ...(quantity === undefined
      ? [bad("bad_number", "Quantity", cell("Quantity"), message("said.noWholeNumberAboveZero"))]
      : []),
    ...(price === undefined || price === null
      ? [bad("bad_number", DISCOUNTED, cell(DISCOUNTED), message("said.noAmountRupees"))]
      : []),
    ...(sku === "" ? [bad("missing_sku", "SKU", "", message("said.rowNamesNoSku"))] : []),
  ];
  if (day === undefined || quantity === undefined || typeof price !== "string" || sku === "") return { problems };
  const order = {
    status: cell(STATUS),
    day,
    at: placedBy(day, receivedAt),
    state: cell("Customer State"),
    title: cell("Product Name"),
    sku,
    size: cell("Size"),
    quantity,
    price,
    packet: cell("Packet Id"),
  };
  const warnings: Problem[] = [
    ...(orderMeaning(order.status) ? [] : [unknownStatus(order.status)]),
    ...(quantity > 1 ? [severalUnits(settings)] : []),
  ];
  return {
    news: { subOrder: found.id, told: { order } },
    page: { products: [itemOf(order, settings)] },
    problems: warnings,
  };
}

const bad = (code: string, column: string, value: string, message: HubText): Problem => ({
  severity: "error",
  code,
  column,
  value,
  message,
});

const unknownStatus = (value: string): Problem => ({
  severity: "warning",
  code: "unknown_status",
  column: STATUS,
  value,
  message: message("said.argosyNotKnowWord"),
});

/** Parsers of these files disagree whether the price is for one unit (sheet section 5.1, UNVERIFIED). */
const severalUnits = ({ priceIs }: Settings): Problem => ({
  severity: "warning",
  code: "several_units",
  column: DISCOUNTED,
  message: message("said.priceTaken", { what: priceIs === "unit" ? "one unit" : "the whole line" }),
});

/** The panel gives no list of items: what was sold once is known by its row. */
function itemOf(
  order: { readonly sku: string; readonly size: string; readonly title: string; readonly price: string },
  settings: Settings,
): ChannelProduct {
  const key = itemKey(order.sku, order.size, settings);
  const raw = { sku: order.sku, size: order.size, title: order.title };
  return {
    key,
    version: { kind: "rank", value: 0n },
    title: order.title || key,
    status: "active",
    categoryKeys: [],
    images: [],
    variants: [
      {
        key,
        sku: key,
        options: order.size === "" ? [] : [{ name: "Size", value: order.size }],
        currency: CURRENCY,
        levels: [],
        ext: { sku: order.sku, size: order.size },
      },
    ],
    ext: null,
    raw,
  };
}
