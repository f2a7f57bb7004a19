/**
 * Quantities and prices of listings made on eBay's site: four a call, absolute (ReviseInventoryStatus). What a refusal is
 * about is not told for several at once, so that they are then sent alone, after another look at each.
 */
import { textOf } from "../../commerce/message.ts";
import type { Context } from "../kit/contract/contract.ts";
import { type ConnectorError, isConnectorError, isRefusal, refusalCode } from "../kit/contract/errors.ts";
import type { PushItem, PushResult } from "../kit/contract/ports.ts";
import { applied, echo, rejectedItem } from "../kit/contract/results.ts";
import { chunks } from "../kit/parse/chunks.ts";
import { element, type XmlNode } from "../kit/parse/xml.ts";
import { accountOf, DAY_OVER, gone, waitsForRevisions } from "./bulk-update.ts";
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

/** What an item comes to whose call failed. What is used up are the calls for such listings: nothing else waits for them. */
export function failedItem<V>(item: PushItem<V>, error: ConnectorError): PushResult<V> {
  const { info, userMessage: text } = error;
  if (isRefusal(error)) return rejectedItem(item, refusalCode(error), text);
  return { ...echo(item), outcome: "retry", error: info.kind === "throttled" ? { ...info, ofItem: true } : info, text };
}

/** Sends these after others of the same push, whose results are not lost with a call that fails. */
export async function sendBeside<V>(
  done: readonly PushResult<V>[],
  items: readonly PushItem<V>[],
  send: () => Promise<readonly PushResult<V>[]>,
): Promise<readonly PushResult<V>[]> {
  if (items.length === 0) return done;
  try {
    return [...done, ...(await send())];
  } catch (error) {
    if (done.length === 0 || !isConnectorError(error)) throw error;
    return [...done, ...items.map((item) => failedItem(item, error))];
  }
}

async function sendSome<V>(
  updates: readonly TradingUpdate<V>[],
  ctx: Context,
  lookAgain: LookAgain<V>,
): Promise<readonly PushResult<V>[]> {
  const items = updates.map(({ item }) => item);
  const [first, ...others] = updates;
  try {
    const answer = await revise(updates, ctx);
    if (!answer.hasFailed) return applied(items);
    if (first && others.length === 0) return [refusedItem(first, answer)];
  } catch (error) {
    if (!isConnectorError(error)) throw error;
    // Those of calls before it are not lost with it.
    if (others.length === 0 || !isRefusal(error)) return items.map((item) => failedItem(item, error));
  }
  const results: PushResult<V>[] = [];
  for (const update of updates) results.push(...(await sendAlone(update, ctx, lookAgain)));
  return results;
}

/** After a call that failed for one of several, and may have been made for this one. */
async function sendAlone<V>(
  update: TradingUpdate<V>,
  ctx: Context,
  lookAgain: LookAgain<V>,
): Promise<readonly PushResult<V>[]> {
  try {
    const next = await lookAgain(update);
    return "outcome" in next ? [next] : await sendSome([next], ctx, lookAgain);
  } catch (error) {
    if (!isConnectorError(error)) throw error;
    return [{ ...echo(update.item), outcome: "retry", error: { kind: "ambiguous" }, text: error.userMessage }];
  }
}

const revise = <V>(updates: readonly TradingUpdate<V>[], ctx: Context): Promise<TradingAnswer> =>
  askTrading(
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

/** The listing has ended, is nobody's of this seller, or has no variation of that SKU. */
const GONE = new Set(["17", "231", "21916750", "21916799"]);

/** Which code and words stand for the day's changes of a listing is not published. */
const isOfTheDay = (text: string): boolean => /revis/i.test(text) && /\b250\b|\bday\b/i.test(text);

function refusedItem<V>({ item }: TradingUpdate<V>, answer: TradingAnswer): PushResult<V> {
  const [first] = answer.errors;
  const code = first?.code || "rejected";
  if (GONE.has(code)) return gone(item);
  const text = tradingRefusal(answer);
  return isOfTheDay(textOf(text))
    ? { ...echo(item), outcome: "retry", error: DAY_OVER, text }
    : rejectedItem(item, code, text);
}
