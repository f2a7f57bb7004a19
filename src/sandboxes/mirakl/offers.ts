/** Offers and the files that write them: OF21, STO01 to STO03, PRI01 to PRI03. */
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { byOffset, notFound, ok, problem, use } from "./replies.ts";
import { iso, type State, type StoredImport, type StoredOffer, type StoredPrice, settleImports } from "./state.ts";

const MINUTE_MS = 60_000;

export function handleOffers(request: SandboxRequest, state: State): SandboxReply | null {
  const [, , subject, kind, imports, id, what] = request.path.split("/");
  if (subject !== "offers") return null;
  settleImports(state);
  if (kind === undefined) return listOffers(request, state);
  if (imports !== "imports" || (kind !== "stock" && kind !== "pricing")) return notFound;
  const name = kind === "stock" ? "stock" : "prices";
  if (request.method === "POST") return importFile(request, name, state);
  if (id === undefined) return priceStates(request, state);
  const file = state.imports.get(id);
  if (file === undefined || file.kind !== name) return notFound;
  if (what === "status") {
    use(state, "STO02", { apartMs: 15_000 });
    return ok({ ...stateOf(file, state) });
  }
  if (what !== "error_report") return notFound;
  use(state, `${name} report`, { apartMs: MINUTE_MS });
  if (file.errors.length === 0) return notFound;
  const [header = []] = file.rows;
  const rows = [["error-line", "error-message", ...header], ...file.errors];
  return {
    status: 200,
    text: rows.map((row) => row.map(quoted).join(";")).join("\n"),
    headers: { "content-type": "text/csv" },
  };
}

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;

function listOffers(request: SandboxRequest, state: State): SandboxReply {
  const sku = request.query.get("sku");
  const all = [...state.offers.values()].filter((offer) => sku === null || offer.sku === sku);
  // By price unless asked otherwise: rows move when prices do.
  const isByTitle = request.query.get("sort") === "productTitle";
  const sorted = all.sort((a, b) =>
    isByTitle ? a.title.localeCompare(b.title) || a.id - b.id : Number(a.price) - Number(b.price) || a.id - b.id,
  );
  return ok({ offers: byOffset(request, sorted).map((offer) => offerView(offer, state)), total_count: sorted.length });
}

/** Reasons why it is not on sale; sold out is one. */
const reasonsOf = (offer: StoredOffer): readonly string[] => [
  ...(offer.quantity <= 0 ? ["ZERO_QUANTITY"] : []),
  ...offer.reasons,
];

function priceView(origin: string, discount: string | undefined, context: object): object {
  const price = Number(discount ?? origin);
  return {
    ...context,
    price,
    unit_origin_price: Number(origin),
    ...(discount === undefined ? {} : { unit_discount_price: Number(discount) }),
    volume_prices: [{ price, quantity_threshold: 1, unit_origin_price: Number(origin), unit_discount_price: price }],
  };
}

const otherPrice = (other: StoredPrice): object =>
  priceView(other.price, other.discountPrice, {
    context: {
      channel_codes: other.channels,
      customer_group_ids: [],
      customer_organization_ids: [],
      ...(other.startDate === undefined ? {} : { start_date: other.startDate }),
      ...(other.endDate === undefined ? {} : { end_date: other.endDate }),
    },
  });

function offerView(offer: StoredOffer, state: State): object {
  const base = priceView(offer.price, offer.discountPrice, {});
  const inactive = reasonsOf(offer);
  const shown = Number(offer.discountPrice ?? offer.price);
  return {
    ...usual,
    active: inactive.length === 0,
    all_prices: [base, ...offer.otherPrices.map(otherPrice)],
    applicable_pricing: base,
    currency_iso_code: state.currency,
    description: offer.description,
    ...(offer.mark === undefined ? {} : { internal_description: offer.mark }),
    ...(inactive.length === 0 ? {} : { inactivity_reasons: inactive }),
    offer_id: offer.id,
    price: shown,
    product_references: offer.ean === undefined ? [] : [{ reference: offer.ean, reference_type: "EAN" }],
    product_sku: `MKP${offer.id}`,
    product_title: offer.title,
    quantity: offer.quantity,
    shipping_deadline: iso(state.clock.now() + 86_400_000),
    shop_sku: offer.sku,
    total_price: shown + 5,
    ...(offer.warehouses.size === 0
      ? {}
      : { warehouses: [...offer.warehouses].map(([code, quantity]) => ({ code, quantity })) }),
  };
}

/** The same of every offer here. */
const usual = {
  category_code: "MUGS",
  category_label: "Mugs",
  channels: ["INIT"],
  fulfillment: { center: { code: "DEFAULT" } },
  leadtime_to_ship: 1,
  logistic_class: { code: "S", label: "Small" },
  max_order_quantity: 100,
  min_order_quantity: 1,
  min_quantity_alert: 0,
  min_shipping_price: 5,
  min_shipping_price_additional: 0,
  min_shipping_type: "STD",
  min_shipping_zone: "FR",
  package_quantity: 1,
  product_brand: "Argosy",
  state_code: "11",
};

function importFile(request: SandboxRequest, kind: "stock" | "prices", state: State): SandboxReply {
  use(state, `${kind} import`, { apartMs: MINUTE_MS });
  const bytes = filePart(request);
  if (bytes === null) return problem(400, "The part 'file' is missing");
  const now = state.clock.now();
  const same = [...state.imports.values()].find(
    (one) => one.kind === kind && one.bytes === bytes && now - one.createdAt < state.platform.duplicateMs,
  );
  if (same) return { status: 201, json: { import_id: same.id } };
  const file: StoredImport = {
    id: `${kind}-${state.id()}`,
    kind,
    bytes,
    createdAt: now,
    readyAt: now + state.platform.importMs,
    rows: rowsOf(bytes),
    status: "WAITING",
    errors: [],
    good: 0,
  };
  state.imports.set(file.id, file);
  return { status: 201, json: { import_id: file.id } };
}

/** The file of a multipart body. */
export function filePart({ headers, text }: SandboxRequest): string | null {
  const boundary = /boundary=(.+)$/.exec(headers["content-type"] ?? "")?.[1];
  const part = text.split(`--${boundary}`).find((one) => one.includes('name="file"'));
  if (boundary === undefined || part === undefined) return null;
  return part.slice(part.indexOf("\r\n\r\n") + 4).replace(/\r\n$/, "");
}

/** One row a line; cells may be quoted. */
export const rowsOf = (csv: string): string[][] =>
  csv
    .split("\n")
    .filter((line) => line !== "")
    .map((line) =>
      [...line.matchAll(/(?:^|;)(?:"((?:[^"]|"")*)"|([^;]*))/g)].map(
        ([, inside, plain]) => inside?.replaceAll('""', '"') ?? plain ?? "",
      ),
    );

function stateOf(file: StoredImport, state: State): object {
  return {
    date_created: iso(file.createdAt),
    has_error_report: file.errors.length > 0,
    import_id: file.id,
    lines_in_error: file.errors.length,
    lines_in_success: file.good,
    shop_id: state.shopId,
    status: file.status,
  };
}

function priceStates(request: SandboxRequest, state: State): SandboxReply {
  use(state, "PRI02", { apartMs: MINUTE_MS });
  const ids = request.query.getAll("import_id");
  const files = [...state.imports.values()].filter((one) => one.kind === "prices" && ids.includes(one.id));
  return ok({
    data: files.map((file) => ({
      ...stateOf(file, state),
      offers_in_error: file.errors.length,
      offers_updated: file.good,
      origin: "API",
      reason_status: file.status === "FAILED" ? "The header is not known" : "",
    })),
  });
}
