import { z } from "zod";
import {
  CANCEL_REASONS,
  type DocumentCommand,
  type HoldCommand,
  type OrderCommand,
  type TrackingCommand,
} from "../../commerce/order-command.ts";
import { GIVEN_REASONS } from "../../commerce/order-holds.ts";
import type { Json } from "../../commerce/product.ts";
import { ORDER_STATUSES } from "../../commerce/statuses.ts";
import { HubError } from "../errors.ts";

const units = z.number().int().positive();
const text = z.string().trim().min(1).max(5_000);
const minorText = z.union([z.bigint(), z.string().regex(/^\d{1,18}$/)]).transform((minor) => BigInt(minor));
const amount = z.object({
  minor: minorText,
  currency: z.string().regex(/^[A-Z]{3}$/),
});

/** Every intent the hub takes. */
export type HubCommand = OrderCommand | TrackingCommand | HoldCommand | DocumentCommand;

/** What an order intent holds, from the interface or from the database (where amounts are text). */
const tracking = {
  carrier: z.string().max(100).optional(),
  trackingNumbers: z.array(z.string().trim().min(1).max(200)).max(50).readonly().default([]),
  trackingUrl: z.url({ protocol: /^https?$/ }).optional(),
  notifyCustomer: z.boolean().default(false),
};

const schema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("status"), status: z.enum(ORDER_STATUSES) }),
  z.object({
    kind: z.literal("fulfil"),
    lines: z
      .array(z.object({ lineKey: z.string(), quantity: units }))
      .readonly()
      .optional(),
    ...tracking,
  }),
  z.object({ kind: z.literal("tracking"), fulfilmentKey: z.string().min(1).max(500), ...tracking }),
  z.object({
    kind: z.literal("cancel"),
    reason: z.enum(CANCEL_REASONS).default("other"),
    restock: z.boolean().default(true),
    notifyCustomer: z.boolean().default(false),
    note: text.optional(),
  }),
  z.object({
    kind: z.literal("refund"),
    amount,
    shippingMinor: minorText.optional(),
    lines: z
      .array(
        z.object({ lineKey: z.string(), quantity: units, restock: z.boolean(), locationId: z.string().optional() }),
      )
      .readonly()
      .default([]),
    reason: text.optional(),
    moveMoney: z.boolean().default(false),
    notifyCustomer: z.boolean().default(false),
    returnId: z.string().optional(),
    isBack: z.boolean().optional(),
  }),
  z.object({
    kind: z.literal("hold"),
    action: z.enum(["place", "release"]),
    holdId: z.uuid(),
    reason: z.enum(GIVEN_REASONS),
  }),
  z.object({ kind: z.literal("document"), invoiceId: z.uuid(), number: text }),
  z.object({ kind: z.literal("note"), text, visibleToCustomer: z.boolean().default(false) }),
]);

/** A command as a caller gives it: what has a default may be left out; defaults are silent and move no money. */
export type CommandInput = z.input<typeof schema>;

/** Checks an intent. Throws HubError ORDER_COMMAND_INVALID naming the field. */
export function parseCommand(input: unknown): HubCommand {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = issue?.path.join(".") ?? "kind";
  throw new HubError("ORDER_COMMAND_INVALID", "validation", `${field}: ${issue?.message ?? "is not valid"}`, field);
}

/** The intent of a stored command row. */
export function readCommand(kind: string, input: Json): HubCommand {
  const fields = typeof input === "object" && input !== null && !Array.isArray(input) ? input : {};
  return parseCommand({ ...fields, kind });
}
