/**
 * The shop knows pieces on hand and, of these, pieces on hold for unpaid orders. What we say is what is free, so that
 * on hand becomes free plus on hold. One call an item: there is no bulk write and no delta.
 */
import type { HubText } from "../../commerce/message.ts";
import { compared, comparedAfterWrite, countedNoMore } from "../kit/contract/compared.ts";
import type { Context } from "../kit/contract/contract.ts";
import { isConnectorError } from "../kit/contract/errors.ts";
import type { Push, PushItem, PushResult, Stock } from "../kit/contract/ports.ts";
import { readsFirst } from "../kit/contract/ports-by.ts";
import { MOST_INT32 } from "../kit/parse/int32.ts";
import { write } from "./client.ts";
import { available, levelOf } from "./product-mapping.ts";
import type { SyliusVariant } from "./schemas.ts";
import { findVariant, variantOf, variantPath, variantsByCode } from "./variants.ts";
import { message } from "./words.ts";

const MAX_ITEMS = 100;
/** Writes that collide with a checkout are tried again this often. */
const MAX_TRIES = 3;

export const stock: Stock = {
  ...readsFirst,
  takesAt:
    "when the order is placed (on hold), and for good when it is paid; cancelling gives all back, refunding nothing",
  multiLocation: false,
  push: { maxItems: MAX_ITEMS, send } satisfies Push<number>,
  async read(items, ctx) {
    const variants = await variantsByCode(
      ctx,
      items.map((item) => item.key),
    );
    return items.map(({ key }) => {
      const variant = variants.get(key);
      return { key, levels: variant?.tracked ? [levelOf(variant)] : [] };
    });
  },
};

async function send(items: readonly PushItem<number>[], ctx: Context): Promise<PushResult<number>[]> {
  const existing = await variantsByCode(
    ctx,
    items.map((item) => item.key),
  );
  const results: PushResult<number>[] = [];
  for (const item of items) results.push(await set(item, existing.get(item.key) ?? null, ctx));
  return results;
}

async function set(item: PushItem<number>, existing: SyliusVariant | null, ctx: Context): Promise<PushResult<number>> {
  const base = { key: item.key, location: item.location, seq: item.seq };
  let variant = existing;
  let expected = item.expected;
  for (let attempt = 1; ; attempt += 1) {
    const compare = attempt === 1 ? compared : comparedAfterWrite;
    if (!variant)
      return { ...base, outcome: "rejected", code: "unknown", text: message("refused.shopNoLongerVariant") };
    const settled =
      countedNoMore(item, variant.tracked) ??
      compare({ ...item, expected }, variant.tracked ? available(variant) : undefined);
    if (settled) return settled;
    const onHand = item.want + variant.onHold;
    // A larger number ends as its error 500.
    if (onHand > MOST_INT32)
      return {
        ...base,
        outcome: "rejected",
        code: "too_large",
        text: message("refused.shopHoldsMostPieces", { most: MOST_INT32 }),
      };
    const outcome = await put(item.key, onHand, ctx);
    if (outcome === "again") {
      variant = await findVariant(ctx, item.key);
    } else if (!("onHand" in outcome)) return { ...base, ...outcome };
    else {
      const observed = available(outcome);
      // An order placed meanwhile lowers what is free; one paid meanwhile lowered what we added to.
      if (observed <= item.want) return { ...base, outcome: "applied", observed };
      variant = outcome;
      expected = observed;
    }
    if (attempt === MAX_TRIES)
      return {
        ...base,
        outcome: "retry",
        error: { kind: "transient" },
        text: message("refused.ordersKeptChangingVariantWhile"),
      };
  }
}

type Refused = { readonly outcome: "rejected"; readonly code: string; readonly text: HubText };

/** Only the fields to change: a whole body would put back old reservations and break paying and cancelling. */
async function put(code: string, onHand: number, ctx: Context): Promise<SyliusVariant | "again" | Refused> {
  try {
    const json = { onHand, tracked: true };
    return variantOf(await write(ctx, "PUT", variantPath(code), { operation: "stock.set", json }), ctx);
  } catch (error) {
    if (!isConnectorError(error)) throw error;
    const { info } = error;
    if (info.kind === "ambiguous" || info.kind === "conflict") return "again";
    // "On hand must be greater than the number of on hold units": an order came in between.
    if (info.kind === "rejected" && info.field === "onHand") return "again";
    if (info.kind === "not_found")
      return { outcome: "rejected", code: "unknown", text: message("refused.shopNoLongerVariant") };
    if (info.kind === "rejected")
      return { outcome: "rejected", code: info.code ?? "rejected", text: error.userMessage };
    throw error;
  }
}
