/** Listings made in the hub: the platform's categories, what each asks for, and sending what was filled in. */
import type { FilledListing, ListingSchema } from "../../../commerce/listing/schema.ts";
import type { HubText } from "../../../commerce/message.ts";
import type { Context } from "./context.ts";
import { type ConnectorError, isRefusal } from "./errors.ts";
import type { PutProduct } from "./ports.ts";

/** A category as the platform's tree has it; roots have no parent. */
export interface ListingCategory {
  readonly key: string;
  readonly name: string;
  readonly parentKey?: string | undefined;
  /** Listings may stand in it. */
  readonly isLeaf: boolean;
}

export interface ListingTree {
  readonly version: string;
  readonly categories: readonly ListingCategory[];
}

export interface ListingToPublish {
  /** The hub's draft, the same at every attempt. */
  readonly id: string;
  readonly categoryKey: string;
  readonly schema: ListingSchema;
  readonly listing: FilledListing;
  /** What stands there of an attempt that was refused with its key. */
  readonly refusedKey?: string | null | undefined;
}

/** What the platform finds wrong with what it was sent. */
export interface ListingRefusal {
  /** Key of the schema's field; absent: of the listing as a whole, or not told. */
  readonly field?: string | undefined;
  readonly variantId?: string | undefined;
  readonly text: HubText;
}

export type PublishResult =
  | {
      readonly outcome: "listed";
      readonly made: PutProduct;
      /** Where each variant stands there as an item of its own: the others. */
      readonly others?: readonly PutProduct[] | undefined;
    }
  /** The platform answers later: `poll` asks with the handle. */
  | { readonly outcome: "accepted"; readonly handle: string; readonly pollAfterMs: number }
  | {
      readonly outcome: "refused";
      readonly issues: readonly ListingRefusal[];
      /** What was taken of it and is on sale all the same: its stock has to follow. */
      readonly made?: readonly PutProduct[] | undefined;
      /** What stands there and is kept off sale: the next attempt edits it. */
      readonly key?: string | undefined;
    };

/** A listing on its way, and the handle an earlier attempt was answered with. */
export interface ListingAttempt {
  readonly listing: ListingToPublish;
  /** Null: it is published; otherwise its answer is asked for. */
  readonly handle: string | null;
  /** The hub's check finds something wrong with it now: what was written before is followed, and no more is written. */
  readonly isIncomplete?: boolean | undefined;
}

/** What became of one of several attempts. */
export type AttemptResult =
  | PublishResult
  /** Something is still to be written, and nothing was, because it is incomplete. */
  | { readonly outcome: "incomplete" }
  /** The calls for it went wrong; what the others were answered stands. */
  | { readonly outcome: "failed"; readonly error: ConnectorError };

export interface Listings {
  /** The whole tree of the account's marketplace. */
  categories(ctx: Context): Promise<ListingTree>;
  /** Keys of categories the platform proposes for a title, best first. */
  suggest?(title: string, ctx: Context): Promise<readonly string[]>;
  /** What a category asks for now. Throws ConnectorError not_found where there is no such category. */
  requirements(categoryKey: string, ctx: Context): Promise<ListingSchema>;
  /**
   * Makes the listing, or finishes one that an earlier attempt began: what stands there already is looked up before
   * anything is made. Throws ConnectorError for what concerns the whole call (auth, throttle, network).
   */
  publish(listing: ListingToPublish, ctx: Context): Promise<PublishResult>;
  poll?(handle: string, listing: ListingToPublish, ctx: Context): Promise<PublishResult>;
  /** Of a platform that takes few files, each of many listings. */
  readonly together?:
    | {
        readonly most: number;
        /** Of all of them together; a listing that has more goes alone. */
        readonly mostVariants: number;
        /**
         * `publish` or `poll` of several listings at once; answers in their order. It ends within half a minute or so:
         * what else the channel is told waits meanwhile.
         */
        advance(attempts: readonly ListingAttempt[], ctx: Context): Promise<readonly AttemptResult[]>;
      }
    | undefined;
}

/** The port of a platform that takes many listings at once: one is a file of one. */
export function inFiles(together: NonNullable<Listings["together"]>): Pick<Listings, "publish" | "poll" | "together"> {
  const one = async (attempt: ListingAttempt, ctx: Context): Promise<PublishResult> => {
    const [result] = await together.advance([attempt], ctx);
    if (result?.outcome === "failed") throw result.error;
    if (!result || result.outcome === "incomplete") throw new RangeError("a complete attempt is answered");
    return result;
  };
  return {
    publish: (listing, ctx) => one({ listing, handle: null }, ctx),
    poll: (handle, listing, ctx) => one({ listing, handle }, ctx),
    together,
  };
}

/** A call refused as a whole refuses the listing, in the platform's words. */
export async function orRefused(publish: () => Promise<PublishResult>): Promise<PublishResult> {
  try {
    return await publish();
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return { outcome: "refused", issues: [{ text: error.userMessage }] };
  }
}
