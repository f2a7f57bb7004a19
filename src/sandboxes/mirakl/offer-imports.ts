/** Offers made by a program: OF24 with its state and report (OF02, OF03), and what an offer may say (OF61, SH31, AF01). */
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import { customFaultOf, customView } from "./catalog.ts";
import { isSettled } from "./products.ts";
import { notFound, ok, use } from "./replies.ts";
import { iso, type State, type StoredOfferImport, type WrittenOffer } from "./state.ts";

const MINUTE_MS = 60_000;
const CONDITIONS = [
  { code: "11", label: "New" },
  { code: "10", label: "Refurbished" },
];
const CLASSES = [
  { code: "S", description: "Small", label: "Small" },
  { code: "L", description: "Large", label: "Large" },
];

export function handleOfferImports(request: SandboxRequest, state: State): SandboxReply | null {
  settle(state);
  const [, , subject, kind, id = "", what] = request.path.split("/");
  if (request.path === "/api/offers/states") return ok({ offer_states: CONDITIONS, total_count: CONDITIONS.length });
  if (request.path === "/api/shipping/logistic_classes") return ok({ logistic_classes: CLASSES });
  if (request.path === "/api/additional_fields") return ok(customView(state.catalog));
  if (subject !== "offers") return null;
  if (kind === undefined && request.method === "POST") return create(request, state);
  if (kind !== "imports") return null;
  const file = state.offerImports.get(id);
  if (!file) return notFound;
  if (what === undefined) {
    use(state, "OF02", { apartMs: MINUTE_MS });
    return ok(stateOf(file));
  }
  use(state, "OF03", { apartMs: MINUTE_MS });
  const rows = [["sku", "product-id", "product-id-type", "error-line", "error-message"], ...file.errors];
  const text = rows.map((row) => row.map((cell) => `"${cell}"`).join(";")).join("\n");
  return { status: 200, text, headers: { "content-type": "application/octet-stream" } };
}

function create(request: SandboxRequest, state: State): SandboxReply {
  use(state, "OF24", { apartMs: MINUTE_MS });
  const { offers } = request.json() as unknown as { readonly offers: readonly WrittenOffer[] };
  const id = state.id();
  const now = state.clock.now();
  state.offerImports.set(String(id), {
    ...{ id, offers, createdAt: now, readyAt: now + state.platform.importMs, status: "WAITING", errors: [] },
  });
  return { status: 201, json: { import_id: id } };
}

function settle(state: State): void {
  for (const file of state.offerImports.values()) {
    if (file.status !== "WAITING" || file.readyAt > state.clock.now()) continue;
    file.status = "COMPLETE";
    file.errors = file.offers.flatMap((offer, at) => {
      const fault = faultOf(offer, state);
      if (fault === null) write(offer, state);
      return fault === null ? [] : [[offer.shop_sku, offer.product_id, offer.product_id_type, String(at + 1), fault]];
    });
  }
}

const productOf = ({ product_id: id, product_id_type: type }: WrittenOffer, state: State) =>
  type === "SHOP_SKU" ? state.products.get(id) : type === "EAN" ? state.references.get(id) : undefined;

function faultOf(offer: WrittenOffer, state: State): string | null {
  const product = productOf(offer, state);
  if (!product?.isLive || !isSettled(product.at, state)) return "The product does not exist";
  if (!CONDITIONS.some(({ code }) => code === offer.state_code)) return "The state is invalid";
  if (!(offer.price > 0)) return "The price is invalid";
  const { logistic_class: given } = offer;
  if (given !== undefined && !CLASSES.some(({ code }) => code === given)) return "The logistic class is invalid";
  return customFaultOf(offer.offer_additional_fields ?? [], state.catalog);
}

/** Fields that are not sent are reset. */
function write(offer: WrittenOffer, state: State): void {
  const product = productOf(offer, state);
  const before = state.offers.get(offer.shop_sku);
  state.offers.set(offer.shop_sku, {
    id: before?.id ?? state.id(),
    sku: offer.shop_sku,
    title: product?.title ?? "",
    ean: product?.ean,
    quantity: offer.quantity ?? 0,
    warehouses: new Map(),
    price: String(offer.price),
    discountPrice: undefined,
    otherPrices: [],
    description: offer.description ?? "",
    mark: offer.internal_description,
    reasons: new Set(),
  });
}

const stateOf = (file: StoredOfferImport): object => ({
  date_created: iso(file.createdAt),
  has_error_report: file.errors.length > 0,
  import_id: file.id,
  lines_in_error: file.errors.length,
  lines_in_pending: 0,
  lines_in_success: file.status === "COMPLETE" ? file.offers.length - file.errors.length : 0,
  lines_read: file.offers.length,
  mode: "NORMAL",
  offer_deleted: 0,
  offer_inserted: file.status === "COMPLETE" ? file.offers.length - file.errors.length : 0,
  offer_updated: 0,
  reason_status: "",
  status: file.status,
  type: "MIRAKL",
});
