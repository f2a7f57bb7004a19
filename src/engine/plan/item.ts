import { z } from "zod";
import type { HubText, Message } from "../../commerce/message.ts";
import type { Json } from "../../commerce/product.ts";
import { ConnectorError } from "../../connectors/kit/contract/errors.ts";
import { columns } from "../../db/columns.ts";
import { type Answered, id, typed } from "../../hub/answer-schemas.ts";
import { HubError } from "../../hub/errors.ts";

export type PlanAction =
  | "link"
  | "create_here"
  | "create_there"
  | "update_here"
  | "update_there"
  | "conflict"
  | "ignore";
export type PlanEntity = "product" | "variant" | "category";

export const planAction = z.enum([
  "link",
  "create_here",
  "create_there",
  "update_here",
  "update_there",
  "conflict",
  "ignore",
]);

export const planField = z
  .string()
  .max(40)
  .describe('the field that differs: stock, price, title, ...; "": items about no field');

export const planItemState = z
  .enum(["planned", "sent", "done", "failed", "skipped"])
  .describe("sent: on its way to the channel; skipped: changed since it was planned");

/** One thing a first sync would do; nothing is done before it is applied. */
export const planItemSchema = z
  .object({
    id,
    action: planAction,
    entity: z.enum(["product", "variant", "category"]),
    productListingId: id.nullable(),
    listingId: id.nullable(),
    productId: id.nullable(),
    variantId: id.nullable(),
    /** The channel's key of a category. */
    extKey: z.string().nullable(),
    categoryId: id.nullable().describe("a category of ours, to be created there"),
    /** The field that differs: stock, price, or a content field; null of everything else. */
    field: planField.nullable(),
    /** 0 to 100, of links. */
    confidence: z.int().nullable(),
    title: z.string(),
    before: typed<Json>(z.unknown()),
    after: typed<Json>(z.unknown()),
    chosen: z.boolean(),
    ignored: z.boolean().describe("never to be asked about again"),
    passedOver: z.boolean().describe("left out of the plan before"),
    /** sent: on its way to the channel. skipped: something of it has changed since it was planned. */
    state: planItemState,
    error: z.string().nullable(),
    errorCode: z.string().nullable().describe("of the hub's own reasons, to be said in other languages"),
  })
  .meta({ id: "PlanItem", description: "One thing the first sync would do" });

export type PlanItem = Answered<typeof planItemSchema>;

export const PLAN_COLUMNS = `${columns("i", "id action entity productListingId listingId productId variantId")},
    ${columns("i", "extKey categoryId field confidence title before after chosen ignored passedOver")}`;

/** The run that plans, and the store it plans for. */
export interface PlanTarget {
  readonly runId: string;
  readonly connectionId: string;
}

/** In this order items are applied: categories by depth, then what rests on them, updates after links. */
export const RANK = {
  category: 0,
  link: 100,
  product: 110,
  variant: 120,
  stock: 125,
  update: 130,
  conflict: 140,
  categoryThere: 145,
  there: 150,
} as const;

/** What a check of the hub has against an item. */
interface Refused {
  readonly code: string;
  readonly message: string;
  readonly said?: Message | undefined;
}

/** Why an item of the channel is left out: nothing of it can be linked, created or stocked here. */
export type ExclusionReason = "group" | "external" | "no_variants";

export type StockFrom = "channel" | "hub" | "none";

/** What a chunk of items needs to know. */
export interface Chunk extends PlanTarget {
  readonly stockFrom: StockFrom;
  readonly now: Date;
}

/** Why an item was not applied, as a person reads it. */
export interface Unapplied {
  readonly state: "failed" | "skipped";
  readonly text: HubText;
  /** Of one of the hub's messages or refusals; null where the words are somebody else's. */
  readonly code: string | null;
}

/** On its way to the channel, which has to confirm this desired value. */
export interface Sent {
  readonly state: "sent";
  readonly seq: bigint | null;
  /** Of the product that is created there. */
  readonly productListingId?: string | undefined;
}

export type Outcome = Unapplied | Sent | null;

/** What became of each item, by id; null where it was applied. */
export type Settled = ReadonlyMap<string, Outcome>;

/** A refusal of ours tells its code too. */
export function failed(error: Error | Refused): Unapplied {
  const isOurs = error instanceof HubError || !(error instanceof Error);
  return { state: "failed", text: userMessageOf(error), code: isOurs ? error.code : null };
}

function userMessageOf(error: Error | Refused): HubText {
  if (error instanceof ConnectorError || error instanceof HubError) return error.userMessage;
  if (error instanceof Error) return error.message;
  const { code, message, said } = error;
  return said ?? new HubError(code as HubError["code"], "validation", message).userMessage;
}

/** Something of it has changed since it was planned. */
export function skipped(message: Message): Unapplied {
  return { state: "skipped", text: message, code: message.code };
}
