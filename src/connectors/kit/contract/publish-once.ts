/** Publishing that looks before it makes: what others listed under a SKU is named, and a refusal stands at its field. */
import type { HubText } from "../../../commerce/message.ts";
import { type ConnectorError, isRefusal } from "./errors.ts";
import type { ListingRefusal, ListingToPublish, PublishResult } from "./listings.ts";

export interface FoundListing<Ours> {
  /** Made or begun by an earlier attempt. */
  readonly ours: Ours | null;
  /** Variants under whose SKU something else stands. */
  readonly taken: ListingToPublish["listing"]["variants"];
}

export async function publishOnce<Ours>(steps: {
  readonly lookUp: () => Promise<FoundListing<Ours>>;
  readonly write: (ours: Ours | null) => Promise<PublishResult>;
  readonly taken: (sku: string) => HubText;
  readonly issues: (error: ConnectorError) => readonly ListingRefusal[];
}): Promise<PublishResult> {
  try {
    const { ours, taken } = await steps.lookUp();
    if (taken.length === 0) return await steps.write(ours);
    return { outcome: "refused", issues: taken.map(({ variantId, sku }) => ({ variantId, text: steps.taken(sku) })) };
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return { outcome: "refused", issues: steps.issues(error) };
  }
}
