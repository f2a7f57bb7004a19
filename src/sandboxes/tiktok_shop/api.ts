/** The API's gate: token, signature, shop, scopes, limits; then the resource. */
import { createHmac } from "node:crypto";
import type { SandboxReply, SandboxRequest } from "../../connectors/kit/sandbox/server.ts";
import {
  approveCancellation,
  approveReturn,
  createCancellation,
  createReturn,
  searchCancellations,
  searchReturns,
} from "./claims.ts";
import { createPackage, markShipped, shipPackage, shippingDocument, timeSlots, updateTracking } from "./fulfilment.ts";
import { replaceProduct } from "./listing.ts";
import {
  deleteWebhook,
  listPayments,
  listProviders,
  listShops,
  listStatements,
  listTransactions,
  listWarehouses,
  listWebhooks,
  searchCoupons,
  setWebhook,
} from "./lists.ts";
import { consent, token } from "./oauth.ts";
import { getOrders, searchOrders } from "./orders.ts";
import {
  createProduct,
  editProduct,
  getProduct,
  searchInventory,
  searchProducts,
  switchProducts,
  updateInventory,
  updatePrices,
} from "./products.ts";
import { ok, refusal, throttled } from "./replies.ts";
import type { State } from "./state.ts";
import { now } from "./state.ts";
import {
  categoryRules,
  listAttributes,
  listBrands,
  listCategories,
  manufacturers,
  recommendCategory,
  responsiblePersons,
  sizeCharts,
} from "./taxonomy.ts";

/** A timestamp may be five minutes old and half a minute ahead. */
const OLD_S = 300;
const AHEAD_S = 30;
const PER_SECOND = 50;

type Handler = (request: SandboxRequest, state: State, id: string) => SandboxReply;

const ROUTES: readonly (readonly [method: string, path: RegExp, handler: Handler])[] = [
  ["GET", /^\/authorization\/202309\/shops$/, (_request, state) => listShops(state)],
  ["GET", /^\/logistics\/202309\/warehouses$/, (_request, state) => listWarehouses(state)],
  [
    "GET",
    /^\/logistics\/202309\/delivery_options\/(\d+)\/shipping_providers$/,
    (_request, state) => listProviders(state),
  ],
  ["POST", /^\/product\/202502\/products\/search$/, searchProducts],
  ["POST", /^\/product\/202309\/products$/, createProduct],
  ["DELETE", /^\/product\/202309\/products$/, (request, state) => switchProducts(request, "DELETED", state)],
  ["POST", /^\/product\/202309\/products\/activate$/, (request, state) => switchProducts(request, "ACTIVATE", state)],
  [
    "POST",
    /^\/product\/202309\/products\/deactivate$/,
    (request, state) => switchProducts(request, "SELLER_DEACTIVATED", state),
  ],
  ["GET", /^\/product\/202309\/products\/(\d+)$/, (_request, state, id) => getProduct(id, state)],
  [
    "POST",
    /^\/product\/202509\/products\/(\d+)\/partial_edit$/,
    (request, state, id) => editProduct(id, request, state),
  ],
  [
    "POST",
    /^\/product\/202309\/products\/(\d+)\/inventory\/update$/,
    (request, state, id) => updateInventory(id, request, state),
  ],
  [
    "POST",
    /^\/product\/202309\/products\/(\d+)\/prices\/update$/,
    (request, state, id) => updatePrices(id, request, state),
  ],
  ["POST", /^\/product\/202309\/inventory\/search$/, searchInventory],
  ["POST", /^\/product\/202309\/images\/upload$/, uploadPicture],
  ["GET", /^\/product\/202309\/categories$/, listCategories],
  ["POST", /^\/product\/202309\/categories\/recommend$/, recommendCategory],
  ["GET", /^\/product\/202309\/brands$/, listBrands],
  ["GET", /^\/product\/202309\/categories\/(\d+)\/attributes$/, listAttributes],
  ["GET", /^\/product\/202309\/categories\/(\d+)\/rules$/, categoryRules],
  ["POST", /^\/product\/202407\/sizecharts\/search$/, sizeCharts],
  ["POST", /^\/product\/202501\/compliance\/manufacturers\/search$/, manufacturers],
  ["POST", /^\/product\/202501\/compliance\/responsible_persons\/search$/, responsiblePersons],
  ["PUT", /^\/product\/202509\/products\/(\d+)$/, replaceProduct],
  ["POST", /^\/order\/202309\/orders\/search$/, searchOrders],
  ["GET", /^\/order\/202507\/orders$/, getOrders],
  ["POST", /^\/return_refund\/202309\/cancellations\/search$/, searchCancellations],
  ["POST", /^\/return_refund\/202309\/cancellations$/, createCancellation],
  [
    "POST",
    /^\/return_refund\/202309\/cancellations\/(\d+)\/approve$/,
    (_request, state, id) => approveCancellation(id, state),
  ],
  ["POST", /^\/return_refund\/202309\/returns\/search$/, searchReturns],
  ["POST", /^\/return_refund\/202309\/returns$/, createReturn],
  [
    "POST",
    /^\/return_refund\/202309\/returns\/(\d+)\/approve$/,
    (request, state, id) => approveReturn(id, request, state),
  ],
  ["POST", /^\/fulfillment\/202309\/orders\/(\d+)\/packages$/, (request, state, id) => markShipped(id, request, state)],
  ["POST", /^\/fulfillment\/202309\/packages$/, createPackage],
  ["POST", /^\/fulfillment\/202309\/packages\/(\d+)\/ship$/, (request, state, id) => shipPackage(id, request, state)],
  [
    "GET",
    /^\/fulfillment\/202309\/packages\/(\d+)\/handover_time_slots$/,
    (_request, state, id) => timeSlots(id, state),
  ],
  [
    "GET",
    /^\/fulfillment\/202309\/packages\/(\d+)\/shipping_documents$/,
    (_request, state, id) => shippingDocument(id, state),
  ],
  [
    "POST",
    /^\/fulfillment\/202309\/packages\/(\d+)\/shipping_info\/update$/,
    (request, state, id) => updateTracking(id, request, state),
  ],
  ["POST", /^\/promotion\/202406\/coupons\/search$/, (_request, state) => searchCoupons(state)],
  ["GET", /^\/finance\/202309\/statements$/, listStatements],
  ["GET", /^\/finance\/202309\/payments$/, listPayments],
  [
    "GET",
    /^\/finance\/202501\/statements\/(\d+)\/statement_transactions$/,
    (request, state, id) => listTransactions(id, request, state),
  ],
  ["GET", /^\/event\/202309\/webhooks$/, (_request, state) => listWebhooks(state)],
  ["PUT", /^\/event\/202309\/webhooks$/, setWebhook],
  ["DELETE", /^\/event\/202309\/webhooks$/, deleteWebhook],
];

const PICTURES = "/pictures/";

export function handleApi(
  request: SandboxRequest,
  state: State,
  isWithinLimit: (api: string) => boolean,
): SandboxReply {
  if (request.path === "/open/authorize") return consent(request, state);
  if (/^\/api\/v2\/token\/(?:get|refresh)$/.test(request.path)) return token(request, state);
  // A merchant's own web server, for pictures.
  if (request.path.startsWith(PICTURES))
    return request.path.endsWith("missing.png") ? { status: 404, text: "" } : { status: 200, text: "PICTURE" };
  const found = ROUTES.map(([method, path, handler]) => ({
    handler,
    method,
    match: path.exec(request.path),
    path,
  })).find(({ method, match }) => match !== null && method === request.method);
  if (!found?.match) return refusal(36009009, "Invalid path", 404);
  const cipher = request.query.get("shop_cipher");
  const own = state.otherShops.find(({ shop }) => shop.cipher === cipher) ?? state;
  const stop = gate(request, own);
  if (stop) return stop;
  if (!isWithinLimit(`${found.method} ${found.path.source}`)) return throttled(undefined);
  return found.handler(request, own, found.match[1] ?? "");
}

/** Calls about the seller, his contacts and size charts, and uploads, know no shop. */
const SHOPLESS = /^\/(?:authorization|seller)\/|\/images\/upload$|\/sizecharts\/|\/compliance\//;

function gate(request: SandboxRequest, state: State): SandboxReply | null {
  const { query, headers, path } = request;
  if (headers["content-type"] === undefined) return refusal(36009004, "Content-Type is required", 400);
  const until = state.access.get(headers["x-tts-access-token"] ?? "");
  if (until === undefined) return refusal(36009004, "access_token is invalid", 401);
  if (until <= now(state)) return refusal(105002, "Expired credentials: access token has expired", 401);
  if (query.get("app_key") !== state.app.key) return refusal(36009004, "app_key is invalid", 401);
  const age = now(state) - Number(query.get("timestamp"));
  if (!(age <= OLD_S && age >= -AHEAD_S)) return refusal(36009004, "timestamp is invalid", 400);
  if (query.get("sign") !== expectedSign(request, state))
    return refusal(106001, "Invalid credentials: sign is invalid", 401);
  const cipher = query.get("shop_cipher");
  if (SHOPLESS.test(path)) {
    if (cipher !== null) return refusal(36009004, "Unexpected identifier: shop_cipher", 400);
  } else if (cipher === null) return refusal(106013, "shop_cipher is required", 400);
  else if (cipher !== state.shop.cipher) return refusal(106011, "shop_cipher is invalid", 400);
  if ([...state.forbidden].some((prefix) => path.startsWith(prefix)))
    return refusal(105005, "Access denied: the scope is not granted", 401);
  return state.isSellerInactive && path.startsWith("/product") ? refusal(12052700, "The seller is inactive.") : null;
}

/** Step by step as the guide to signing tells it. */
function expectedSign({ path, query, headers, text }: SandboxRequest, { app }: State): string {
  const names = [...query.keys()].filter((name) => name !== "sign" && name !== "access_token").sort();
  let message = path;
  for (const name of names) message += name + query.get(name);
  const isMultipart = (headers["content-type"] ?? "").split(";")[0]?.trim() === "multipart/form-data";
  if (!isMultipart) message += text;
  return createHmac("sha256", app.secret).update(`${app.secret}${message}${app.secret}`).digest("hex");
}

function uploadPicture(request: SandboxRequest, state: State): SandboxReply {
  if (
    !/^multipart\/form-data; boundary=/.test(request.headers["content-type"] ?? "") ||
    !/PICTURE|PNG/.test(request.text)
  )
    return refusal(12052048, "The image cannot be read.");
  const uri = `tos-sandbox/${state.id()}`;
  const useCase = /name="use_case"\r\n\r\n(\w+)/.exec(request.text)?.[1] ?? "MAIN_IMAGE";
  state.pictures.set(uri, { useCase, bytes: request.body.toString("latin1") });
  return ok({ uri, url: `https://p16.example/${uri}.jpeg`, height: 720, width: 720, use_case: useCase });
}

/** Fifty calls in any second for each API. */
export function createLimit(state: State): (api: string) => boolean {
  const times = new Map<string, number[]>();
  return (api) => {
    const at = state.clock.now();
    const recent = (times.get(api) ?? []).filter((time) => time > at - 1_000);
    if (recent.length >= PER_SECOND) return false;
    times.set(api, [...recent, at]);
    return true;
  };
}
