/** The emulator against the official sandbox's pairs: the same status, the same wrapping, the same kinds of values, the same error codes. */
import type { Json } from "../../commerce/product.ts";
import { isRecord } from "../../connectors/kit/parse/json-nodes.ts";
import { autoAdvancingClock } from "../../connectors/kit/testing/connection.ts";
import { type Pair, readPairs } from "./fidelity-pairs.ts";
import { type AmazonSandbox, startSandbox } from "./index.ts";

/** Answered otherwise, knowingly. Counted apart, never as equal. */
export const ON_PURPOSE: Readonly<Record<string, string>> = {
  "getListingsItem 400 #1":
    "BadSKU stands for a malformed SKU; none is malformed here, an unknown one is answered with 404.",
  "getListingsItem 200 #1":
    "The example shows offers and quantities it did not ask for; the model's default is the summary alone.",
  "searchCatalogItems 200 #1":
    "The emulator's catalog is searched by barcodes; refinements belong to searches by words.",
  "patchListingsItem 400 #1": "As above: an unknown SKU is 404.",
  "putListingsItem 400 #1": "As above: a SKU nobody has is made.",
  "deleteListingsItem 400 #1": "As above: an unknown SKU is 404.",
  "searchListingsItems 400 #1": "The example's seller is another one; that is refused before the store is looked at.",
  "searchDefinitionsProductTypes 400 #1": "Any words are a search here; the example refuses these.",
};

interface Ground {
  readonly sandbox: AmazonSandbox;
  readonly seller: string;
  readonly app: string;
  readonly ids: Readonly<Record<string, string>>;
}

export interface Measured {
  readonly compared: number;
  readonly same: number;
  readonly onPurpose: readonly { readonly call: string; readonly reason: string }[];
  readonly differences: readonly { readonly call: string; readonly what: string }[];
}

/** For `npm run fidelity`. */
export async function measureFidelity(specsDir: string): Promise<Measured> {
  const differences: { call: string; what: string }[] = [];
  const onPurpose: { call: string; reason: string }[] = [];
  const pairs = readPairs(specsDir);
  for (const pair of pairs) {
    const what = await comparePair(pair);
    const reason = ON_PURPOSE[pair.name];
    if (what.length > 0 && reason !== undefined) onPurpose.push({ call: pair.name, reason });
    else if (what.length > 0) differences.push({ call: pair.name, what: what.slice(0, 3).join("; ") });
  }
  return { compared: pairs.length, same: pairs.length - differences.length - onPurpose.length, onPurpose, differences };
}

async function comparePair(pair: Pair): Promise<string[]> {
  const sandbox = await startSandbox({ clock: autoAdvancingClock(), seed: 1 });
  try {
    const answer = await send(pair, await groundOf(sandbox));
    if (answer.status !== pair.status) return [`status ${answer.status} instead of ${pair.status}`];
    if (pair.status === 204) return [];
    const text = await answer.text();
    const body: Json = JSON.parse(text || "null");
    return pair.status >= 400 ? errorDifferences(pair.body, body) : shapeDifferences(pair.body, body, "");
  } finally {
    await sandbox.close();
  }
}

/** A shop with one listing, one order, a feed, a destination and a subscription. */
async function groundOf(sandbox: AmazonSandbox): Promise<Ground> {
  const { shop, state } = sandbox;
  shop.addProduct({ title: "Suitcase", variants: [{ sku: "GM-ZDPI-9B4E", price: "100.00", stock: 100 }] });
  const order = { lines: [{ sku: "GM-ZDPI-9B4E", quantity: 1 }], customer: { name: "A B", phone: "+919876543210" } };
  const [shipped, open] = [shop.placeOrder(order), shop.placeOrder(order)];
  shop.shipOrder?.(shipped);
  shop.settleOrder?.(shipped);
  const token = async (form: Readonly<Record<string, string>>) => {
    const { clientId: client_id, clientSecret: client_secret } = state;
    const body = new URLSearchParams({ ...form, client_id, client_secret });
    const answer = await fetch(`${sandbox.url}/auth/o2/token`, { method: "POST", body });
    const { access_token: access } = (await answer.json()) as { readonly access_token: string };
    return access;
  };
  const document = "3d4e42b5-1d6e-44e8-a89c-2abfca0625bb";
  const bytes = Buffer.from("{}");
  state.documents.set(document, { contentType: "text/plain", madeAt: state.clock.now(), bytes, gzip: false });
  state.feeds.set("1", {
    feedId: "1",
    feedType: "JSON_LISTINGS_FEED",
    marketplaceIds: [state.marketplaceId],
    inputFeedDocumentId: document,
    createdAt: state.clock.now() - 60_000,
    result: { documentId: document, status: "DONE" },
  });
  state.destinations.set("d", "arn:aws:sqs:us-east-2:444455556666:queue1");
  state.subscriptions.set("s", { destinationId: "d", type: "ANY_OFFER_CHANGED" });
  return {
    sandbox,
    seller: await token({ grant_type: "refresh_token", refresh_token: state.refreshToken }),
    app: await token({ grant_type: "client_credentials", scope: "sellingpartnerapi::notifications" }),
    ids: { shipped, open, document, item: state.orders.get(open)?.items[0]?.orderItemId ?? "" },
  };
}

/** Values that name something of the example's own; the emulator's take their place. */
const LOCATIONS: Readonly<Record<string, (ground: Ground) => string>> = {
  sellerId: ({ sandbox }) => sandbox.state.sellerId,
  sku: () => "GM-ZDPI-9B4E",
  orderId: ({ ids }) => ids.shipped ?? "",
  feedId: () => "1",
  feedDocumentId: ({ ids }) => ids.document ?? "",
  notificationType: () => "ANY_OFFER_CHANGED",
  subscriptionId: () => "s",
  productType: () => "HOME",
};

function send(pair: Pair, ground: Ground): Promise<Response> {
  const { sandbox } = ground;
  const url = new URL(
    pair.path.replace(/\{(\w+)\}/g, (_all, name: string) => encodeURIComponent(locationOf(pair, name, ground))),
    sandbox.url,
  );
  for (const [name, value] of Object.entries(queryOf(pair, ground)))
    url.searchParams.set(name, Array.isArray(value) ? value.join(",") : String(value));
  const asApp = pair.path.includes("/destinations") || pair.operation === "deleteSubscriptionById";
  const body = bodyOf(pair, ground);
  return fetch(url, {
    method: pair.method,
    headers: { "x-amz-access-token": asApp ? ground.app : ground.seller, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

/** What the example refuses is sent as it stands. */
function locationOf(pair: Pair, name: string, ground: Ground): string {
  const reported = pair.parameters[name];
  if (pair.operation === "confirmShipment") return ground.ids.open ?? "";
  const isOwn =
    pair.status >= 400 || (name === "sku" && String(reported ?? "").startsWith("VALIDATION") && pair.method === "PUT");
  return isOwn && typeof reported === "string" ? reported : (LOCATIONS[name]?.(ground) ?? "");
}

function queryOf(pair: Pair, { sandbox }: Ground): Record<string, Json> {
  const { marketplaceId } = sandbox.state;
  const { body: _body, paginationToken: _page, nextToken: _next, pageToken: _token, ...reported } = pair.parameters;
  const query = Object.fromEntries(Object.entries(reported).filter(([name]) => !pair.path.includes(`{${name}}`)));
  if (
    pair.operation === "searchOrders" ||
    pair.path.startsWith("/listings/") ||
    pair.path.startsWith("/definitions/") ||
    pair.operation === "searchCatalogItems"
  )
    query.marketplaceIds =
      pair.status >= 400 && "marketplaceIds" in query ? (query.marketplaceIds ?? "") : [marketplaceId];
  // The examples' days lie in the past, where this shop has no orders of theirs.
  if (pair.operation === "listTransactions" && pair.status < 400) query.postedAfter = "2026-11-01T00:00:00Z";
  return query;
}

const VALID = { condition_type: [{ value: "new_new" }], item_name: [{ value: "Suitcase" }] };

function bodyOf(pair: Pair, ground: Ground): Json | undefined {
  const { marketplaceId } = ground.sandbox.state;
  const reported = pair.parameters.body;
  const isInvalid = pair.parameters.sku === "VALIDATION_INVALID";
  switch (pair.operation) {
    case "createFeed":
      return isRecord(reported)
        ? {
            ...reported,
            marketplaceIds: [marketplaceId],
            ...(pair.status < 400 ? { inputFeedDocumentId: ground.ids.document ?? "" } : {}),
          }
        : {};
    case "confirmShipment":
      return confirmation(pair, ground);
    case "patchListingsItem":
      return {
        productType: "HOME",
        patches: [
          { op: "replace", path: isInvalid ? "/fake_attribute" : "/attributes/item_name", value: [{ value: "S" }] },
        ],
      };
    case "putListingsItem":
      return { productType: "HOME", attributes: isInvalid ? {} : VALID };
    case "createSubscription":
      return { payloadVersion: "1.0", destinationId: "d" };
    case "createDestination":
      return {
        name: "SQSDestination",
        resourceSpecification: { sqs: { arn: "arn:aws:sqs:us-east-2:444455556666:queue2" } },
      };
    default:
      return reported;
  }
}

/** The example's own confirmation, of the emulator's order. */
function confirmation(pair: Pair, { sandbox, ids }: Ground): Json {
  const reported = pair.parameters.body;
  const detail = isRecord(reported) ? reported.packageDetail : undefined;
  if (!isRecord(detail)) return {};
  const items = pair.status < 400 ? { orderItems: [{ orderItemId: ids.item ?? "", quantity: 1 }] } : {};
  return { marketplaceId: sandbox.state.marketplaceId, packageDetail: { ...detail, ...items } };
}

function errorDifferences(sample: Json, ours: Json): string[] {
  const codeOf = (body: Json) => {
    const errors = isRecord(body) ? body.errors : undefined;
    const [first] = Array.isArray(errors) ? errors : [];
    return isRecord(first) && typeof first.message === "string" ? first.code : undefined;
  };
  return codeOf(sample) === codeOf(ours)
    ? []
    : [`error code ${String(codeOf(ours))} instead of ${String(codeOf(sample))}`];
}

/** Absent where there is only one page, or nothing to tell. */
const MAY_BE_ABSENT = new Set(["pagination", "nextToken", "metaSchema", "issues", "createdBefore"]);

/** Of what both tell, the kind of every value; of the outermost two levels, also what we leave out. */
function shapeDifferences(sample: Json | undefined, ours: Json | undefined, at: string): string[] {
  if (Array.isArray(sample) && Array.isArray(ours))
    return sample.length === 0 || ours.length === 0 ? [] : shapeDifferences(sample[0], ours[0], `${at}[0]`);
  if (isRecord(sample) && isRecord(ours)) {
    const missing =
      at.includes(".") || at.includes("[")
        ? []
        : Object.keys(sample).filter((key) => !(key in ours) && !MAY_BE_ABSENT.has(key));
    const inner = Object.keys(ours).filter((key) => key in sample);
    return [
      ...missing.map((key) => `${at}${key} is not told`),
      ...inner.flatMap((key) => shapeDifferences(sample[key], ours[key], at === "" ? `${key}` : `${at}.${key}`)),
    ];
  }
  return kindOf(sample) === kindOf(ours) ? [] : [`${at} is ${kindOf(ours)} instead of ${kindOf(sample)}`];
}

const kindOf = (value: Json | undefined): string =>
  Array.isArray(value) ? "list" : value === null ? "null" : typeof value;
