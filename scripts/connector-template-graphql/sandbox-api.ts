/** The platform's GraphQL server over the state: proof, limits, shapes, errors. */
import { buildSchema, GraphQLScalarType } from "graphql";
import { documentLabel, isMutation, serveGraphql } from "../../src/connectors/kit/sandbox/graphql.ts";
import { withConnections } from "../../src/connectors/kit/sandbox/relay.ts";
import { type SandboxReply, type SandboxRequest, withRetryAfter } from "../../src/connectors/kit/sandbox/server.ts";
import { answerAside, proofOf, refusalOf } from "../connector-template/sandbox-access.ts";
import {
  type Act,
  actOn,
  addHook, // #if webhooks
  listHooks, // #if webhooks
  type Parcel,
  pageOf,
  Refusal,
  readLevels,
  setStock,
} from "../connector-template/sandbox-acts.ts";
import type { State } from "../connector-template/sandbox-state.ts";
import { SDL } from "./sandbox-schema.ts";

const schema = buildSchema(withConnections(SDL));
const json = schema.getType("JSON");
if (json instanceof GraphQLScalarType) json.parseValue = (value) => value;

/** Calls are all POST: documents tell writes from reads, and calls from each other. */
export const recognising = { isWrite: isMutation, labelOf: documentLabel };

export function throttle(seconds: number | undefined): SandboxReply {
  return withRetryAfter({ status: 429, json: { errors: [{ message: "Too many calls." }] } }, seconds);
}

export async function handleApi(request: SandboxRequest, state: State): Promise<SandboxReply> {
  const aside = answerAside(request, state.access);
  if (aside) return aside;
  if (request.method !== "POST" || request.path !== "/graphql") return { status: 404 };
  const proof = proofOf(request, state.access);
  if (proof !== "good") {
    const { code, message } = refusalOf(proof);
    return { status: 200, json: { data: null, errors: [{ message, extensions: { code } }] } };
  }
  return serveGraphql(request, { schema, root: rootOf(state) });
}

interface PageArgs {
  readonly first: number;
  readonly after?: string | null;
  readonly updatedSince?: string | null;
}

function page<T extends { readonly id: string; readonly updated_at: string }>(records: Iterable<T>, args: PageArgs) {
  const { items, next } = pageOf(records, {
    since: args.updatedSince ?? "",
    cursor: args.after ?? "",
    limit: args.first,
  });
  return { nodes: items, pageInfo: { hasNextPage: next !== null, endCursor: next } };
}

function rootOf(state: State): Readonly<Record<string, unknown>> {
  const onOrder = ({ id, key }: { id: string; key: string }, act: Act) => {
    const order = state.orders.get(id);
    return refusable(() => ({ order: order ? actOn(state, order, { key, act }) : null }), { order: null });
  };
  type OnOrder = Parameters<typeof onOrder>[0];
  return {
    shop: () => ({ id: state.shopId, name: "Sandbox shop", currency: state.currency }),
    products: ({ sku, ...args }: PageArgs & { sku?: string | null }) =>
      page(
        [...state.products.values()].filter(({ variants }) => !sku || variants.some((one) => one.sku === sku)),
        args,
      ),
    product: ({ id }: { id: string }) => state.products.get(id) ?? null,
    orders: (args: PageArgs) => page(state.orders.values(), args),
    order: ({ id }: { id: string }) => state.orders.get(id) ?? null,
    stock: ({ ids }: { ids: readonly string[] }) => readLevels(state, ids),
    stockSet: ({ items }: { items: Parameters<typeof setStock>[1] }) => setStock(state, items),
    orderFulfil: (args: OnOrder & { parcel: Parcel }) => onOrder(args, { action: "fulfilments", parcel: args.parcel }),
    orderCancel: (args: OnOrder) => onOrder(args, { action: "cancel" }),
    orderNote: (args: OnOrder & { note: { text: string } }) => onOrder(args, { action: "notes", text: args.note.text }),
    // #if webhooks
    webhooks: () => listHooks(state),
    webhookAdd: (hook: { url: string; secret: string }) =>
      refusable(() => ({ webhook: addHook(state, hook) }), { webhook: null }),
    webhookDrop: ({ id }: { id: string }) => state.hooks.delete(id),
    // #end
  };
}

/** A refusal is told inside the answer. */
function refusable<T extends object>(work: () => T, nothing: T | { readonly [K in keyof T]: null }): object {
  try {
    return { ...work(), errors: [] };
  } catch (refusal) {
    if (!(refusal instanceof Refusal)) throw refusal;
    return { ...nothing, errors: [{ field: null, message: refusal.message, code: refusal.code }] };
  }
}
