/** What stock and prices share: ten SKUs a call, answered SKU by SKU with status 200 even when all of them fail. */

import type { HubText } from "../../commerce/message.ts";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import type { PushItem, PushResult } from "../kit/contract/ports.ts";
import { echo } from "../kit/contract/results.ts";
import { chunks } from "../kit/parse/chunks.ts";
import { parseResponse } from "../kit/parse/parse.ts";
import { DEPENDENCY_FAILED } from "./classify.ts";
import { type ReadListing, readListings, SKUS_A_CALL } from "./listing-reads.ts";
import { skuOf } from "./listings.ts";
import { listingAnswersSchema } from "./schemas.ts";
import { message } from "./words.ts";

export interface SkuRefusal {
  readonly code: string;
  readonly field?: string | undefined;
  readonly text: HubText;
  /** Flipkart's own trouble: later it goes through. */
  readonly isTemporary: boolean;
}

/** The listings as they are now, then one write for each ten SKUs of what `decide` leaves to be written. */
export async function pushBySku<V>(
  items: readonly PushItem<V>[],
  ctx: Context,
  how: {
    /** The result without a write, or null when it has to be written. */
    decide(item: PushItem<V>, listing: ReadListing): PushResult<V> | null;
    /** The entry of a SKU in the body, from the listing and all its items. */
    entry(listing: ReadListing, items: readonly PushItem<V>[]): Json;
    applied(item: PushItem<V>): PushResult<V>;
    readonly path: string;
    readonly operation: string;
  },
): Promise<readonly PushResult<V>[]> {
  const bySku = Map.groupBy(items, (item) => skuOf(item.ext));
  const shown = new Map(
    (await readListings([...bySku.keys()].filter(Boolean), ctx)).items.map((one) => [one.sku, one]),
  );
  const results: PushResult<V>[] = [];
  const due: { readonly listing: ReadListing; readonly items: PushItem<V>[] }[] = [];
  for (const [sku, some] of bySku) {
    const listing = shown.get(sku);
    const open = some.filter((item) => {
      const settled = listing ? how.decide(item, listing) : gone(item);
      if (settled) results.push(settled);
      return settled === null;
    });
    if (listing && open.length > 0) due.push({ listing, items: open });
  }
  for (const some of chunks(due, SKUS_A_CALL)) {
    const body = Object.fromEntries(some.map((one) => [one.listing.sku, how.entry(one.listing, one.items)]));
    const refusals = await write({ body, path: how.path, operation: how.operation }, ctx);
    for (const one of some) {
      const refusal = refusals.get(one.listing.sku) ?? null;
      results.push(...one.items.map((item) => (refusal ? refused(item, refusal) : how.applied(item))));
    }
  }
  return results;
}

/** The SKUs Flipkart did not take, with its words. A SKU it says nothing of is not known to be written. */
async function write(
  call: { readonly body: Readonly<Record<string, Json>>; readonly path: string; readonly operation: string },
  ctx: Context,
): Promise<Map<string, SkuRefusal>> {
  const answer = await ctx.http.json({
    method: "POST",
    url: `/sellers/listings/v3/${call.path}`,
    json: call.body,
    operation: call.operation,
  });
  const answers = parseResponse(listingAnswersSchema, answer.body, { ctx, what: "the answer to listings" });
  const refusals = new Map<string, SkuRefusal>();
  for (const sku of Object.keys(call.body)) {
    const reported = Object.hasOwn(answers, sku) ? answers[sku] : undefined;
    if (reported === undefined)
      refusals.set(sku, { code: "untold", text: message("refused.answerLeavesSkuOut"), isTemporary: true });
    else if (reported.status !== "SUCCESS" && reported.status !== "WARNING") refusals.set(sku, refusalOf(reported));
  }
  return refusals;
}

type Answer = (typeof listingAnswersSchema)["_output"][string];

function refusalOf({ errors, attribute_errors: attributes, status }: Answer): SkuRefusal {
  const isError = ({ severity }: { severity?: string | undefined }) => severity !== "WARNING";
  const problem = attributes.find(isError) ?? errors.find(isError) ?? attributes[0] ?? errors[0];
  const code = String(problem?.code ?? status);
  const text = [...errors, ...attributes]
    .map((one) => one.description)
    .filter(Boolean)
    .join("; ");
  return {
    code,
    field: problem?.attribute,
    text:
      text === "" ? message("refused.refusedListingWithoutWord", { code }) : message("refused.says", { words: text }),
    isTemporary: code === DEPENDENCY_FAILED || text.includes(DEPENDENCY_FAILED),
  };
}

export function refused<V>(item: PushItem<V>, { code, field, text, isTemporary }: SkuRefusal): PushResult<V> {
  if (isTemporary) return { ...echo(item), outcome: "retry", error: { kind: "transient" }, text };
  return { ...echo(item), outcome: "rejected", code, text, ...(field === undefined ? {} : { field }) };
}

function gone<V>(item: PushItem<V>): PushResult<V> {
  return refused(item, {
    code: "not_found",
    text: message("refused.notShowListingAnyMore"),
    isTemporary: false,
  });
}
