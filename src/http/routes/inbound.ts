import { z } from "zod";
import type { Json } from "../../commerce/product.ts";
import type { PushedKind } from "../../connectors/kit/contract/inbound-port.ts";
import { PUSHED_SCHEMAS } from "../../connectors/kit/hub-shapes/inbound.ts";
import { type Route, routes } from "../route.ts";
import { storeOf } from "./stores.ts";

const route = routes({ tag: "inbound", changes: "push_records" });

/** Room for orders of some hundred lines; what does not fit goes in several calls. */
const MOST: Readonly<Record<PushedKind, number>> = { orders: 100, products: 100, stock: 1_000 };

const BODY_LIMIT = 5 * 1024 * 1024;

const TEXTS: Readonly<Record<PushedKind, string>> = {
  orders: "Push orders of your own shop, whole, new or changed; {externalId, deleted: true} for one that is gone",
  products: "Push products of your own shop, whole; {externalId, deleted: true} for one that is gone",
  stock: "Push the stock that your own shop shows",
};

const result = z.object({
  index: z.int(),
  externalId: z.string().nullable(),
  outcome: z.enum(["accepted", "duplicate", "unknown", "rejected"]),
  problems: z
    .array(z.string())
    .describe(
      "what is wrong, field by field. A rejected item is not stored; an unknown one is kept until there is such an item",
    ),
});
const answer = z.object({
  accepted: z.int(),
  duplicates: z.int(),
  unknown: z.int().describe("stock of items the channel does not have yet"),
  rejected: z.int(),
  results: z.array(result),
});

/** The inbound API: a shop that can program pushes its records; what is wrong with one holds up no other. */
export const inboundRoutes: readonly Route[] = (["orders", "products", "stock"] as const).map(pushRoute);

function pushRoute(kind: PushedKind): Route {
  return route.post(`/stores/:id/inbound/${kind}`, {
    summary: TEXTS[kind],
    body: z.strictObject({ items: z.array(described(kind)).min(1).max(MOST[kind]) }),
    response: answer,
    bodyLimit: BODY_LIMIT,
    // Machines hand over thousands of records a day; what they changed stands in the sync log and the timelines.
    audited: false,
    handler: async (call) => {
      const store = await storeOf(call, "commerce");
      const items = call.body.items as readonly Json[];
      const { organization } = call.access;
      const results = await call.deps.engine.push({ organization, connectionId: store.id, kind, items });
      const count = (outcome: string) => results.filter((one) => one.outcome === outcome).length;
      return {
        accepted: count("accepted"),
        duplicates: count("duplicate"),
        unknown: count("unknown"),
        rejected: count("rejected"),
        results: results.map((one, index) => ({ index, externalId: nameOf(items[index]), ...one })),
      };
    },
  });
}

/** Any object passes here: each is checked for itself, so that the others are taken. The document tells the whole shape. */
function described(kind: PushedKind) {
  const { $schema: _, ...shape } = z.toJSONSchema(PUSHED_SCHEMAS[kind], { io: "input", unrepresentable: "any" });
  return z.looseObject({}).meta(shape);
}

function nameOf(item: Json | undefined): string | null {
  if (item === undefined || item === null || typeof item !== "object") return null;
  const { externalId, variantId, sku } = item as Readonly<Record<string, Json>>;
  const name = externalId ?? variantId ?? sku;
  return typeof name === "string" || typeof name === "number" ? String(name) : null;
}
