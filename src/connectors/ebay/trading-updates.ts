/**
 * Quantities and prices of listings made on eBay's site: four a call, absolute (ReviseInventoryStatus). What a refusal is
 * about is not told for several at once, so that they are then sent alone, after another look at each.
 */
import type { Context } from "../kit/contract/contract.ts";
import { isKind } from "../kit/contract/errors.ts";
import type { PushItem, PushResult } from "../kit/contract/ports.ts";
import { applied, echo, rejectedItem } from "../kit/contract/results.ts";
import { chunks } from "../kit/parse/chunks.ts";
import { element, type XmlNode } from "../kit/parse/xml.ts";
import { accountOf, gone, waitsForRevisions } from "./bulk-update.ts";
import { takeRevision } from "./revisions.ts";
import { askTrading, type TradingAnswer, tradingRefusal } from "./trading-client.ts";
import type { TradingAddress } from "./trading-keys.ts";

/** Of a call (sheet section 7). */
const AT_ONCE = 4;

export interface TradingUpdate<V> {
  readonly item: PushItem<V>;
  readonly address: TradingAddress;
  readonly isZero: boolean;
  /** What is set: `Quantity` or `StartPrice`. */
  readonly change: XmlNode;
}

/** What an item comes to after another look: done, refused, or still to be sent. */
type LookAgain<V> = (update: TradingUpdate<V>) => Promise<PushResult<V> | TradingUpdate<V>>;

/** Sends what the day's budget of each listing allows; the rest waits, and says so. */
export async function sendTradingUpdates<V>(
  updates: readonly TradingUpdate<V>[],
  ctx: Context,
  lookAgain: LookAgain<V>,
): Promise<readonly PushResult<V>[]> {
  const results: PushResult<V>[] = [];
  const due: TradingUpdate<V>[] = [];
  for (const update of updates) {
    const change = { account: accountOf(ctx), listing: update.address.itemId, isZero: update.isZero };
    const waitMs = takeRevision(change, ctx.clock);
    if (waitMs > 0) results.push(waitsForRevisions(update.item, waitMs));
    else due.push(update);
  }
  for (const some of chunks(due, AT_ONCE)) results.push(...(await sendSome(some, ctx, lookAgain)));
  return results;
}

async function sendSome<V>(
  updates: readonly TradingUpdate<V>[],
  ctx: Context,
  lookAgain: LookAgain<V>,
): Promise<readonly PushResult<V>[]> {
  const items = updates.map(({ item }) => item);
  const answer = await revise(updates, ctx);
  if (isResults(answer)) return answer;
  if (!answer.hasFailed) return applied(items);
  const [first, ...others] = updates;
  if (first && others.length === 0) return [refusedItem(first, answer)];
  const results: PushResult<V>[] = [];
  for (const update of updates) {
    const next = await lookAgain(update);
    if ("outcome" in next) results.push(next);
    else results.push(...(await sendSome([next], ctx, lookAgain)));
  }
  return results;
}

/** Results where what became of the call is not known: those of calls before it are not lost with it. */
async function revise<V>(
  updates: readonly TradingUpdate<V>[],
  ctx: Context,
): Promise<TradingAnswer | readonly PushResult<V>[]> {
  try {
    return await askTrading(
      {
        name: "ReviseInventoryStatus",
        content: updates.map(({ address, change }) =>
          element("InventoryStatus", [
            element("ItemID", address.itemId),
            ...(address.sku === undefined ? [] : [element("SKU", address.sku)]),
            change,
          ]),
        ),
        operation: "trading.revise",
        // Not repeated by itself: a sale between the two would be written over. The next push reads first.
        safe: false,
      },
      ctx,
    );
  } catch (error) {
    if (!isKind(error, "ambiguous", "transient")) throw error;
    const { info, userMessage: text } = error;
    return updates.map(({ item }) => ({ ...echo(item), outcome: "retry", error: info, text }));
  }
}

const isResults = <V>(answer: TradingAnswer | readonly PushResult<V>[]): answer is readonly PushResult<V>[] =>
  Array.isArray(answer);

/** The listing has ended, is nobody's of this seller, or has no variation of that SKU. */
const GONE = new Set(["17", "231", "21916750", "21916799"]);

function refusedItem<V>({ item }: TradingUpdate<V>, answer: TradingAnswer): PushResult<V> {
  const [first] = answer.errors;
  const code = first?.code || "rejected";
  return GONE.has(code) ? gone(item) : rejectedItem(item, code, tradingRefusal(answer));
}
