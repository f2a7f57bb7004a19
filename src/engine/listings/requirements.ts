/** Reads a channel's categories and what they ask for, while somebody waits. */

import type { Clock } from "../../commerce/clock.ts";
import { stateAllows } from "../../commerce/connection-states.ts";
import type { SchemaChanges } from "../../commerce/listing/schema.ts";
import { message } from "../../commerce/message.ts";
import type { Context } from "../../connectors/kit/contract/contract.ts";
import type { Listings } from "../../connectors/kit/contract/listings.ts";
import type { Database } from "../../db/database.ts";
import { HubError } from "../../hub/errors.ts";
import { saveTree } from "../../hub/listing-drafts/categories.ts";
import { saveSchema } from "../../hub/listing-drafts/schemas.ts";
import { refusal } from "../../hub/refusals.ts";
import { type ConnectionRegistry, newCallLog } from "../connections/connection-registry.ts";
import type { ChannelId } from "../connections/direct-call.ts";

export interface ListingRequirements {
  /** Reads the whole tree, in the place of what was known. Throws HubError, or the platform's ConnectorError. */
  readCategories(channel: ChannelId): Promise<{ readonly categories: number }>;
  /** Categories the platform proposes for a title, best first; none where it proposes none. */
  suggest(channel: ChannelId & { readonly title: string }): Promise<readonly string[]>;
  /** Reads what a category asks for; answers what is asked for otherwise than before. */
  readSchema(
    channel: ChannelId & { readonly categoryKey: string },
  ): Promise<{ readonly changes: SchemaChanges | null }>;
}

/** A tree of some ten thousand categories comes in one answer. */
const PATIENCE_MS = 50_000;

export function createListingRequirements(deps: {
  readonly db: Database;
  readonly registry: ConnectionRegistry;
  readonly clock: Clock;
}): ListingRequirements {
  const { db, registry, clock } = deps;
  async function portOf({ organization, connectionId }: ChannelId): Promise<{ port: Listings; ctx: Context }> {
    const open = await registry.openNeeded(organization, connectionId);
    if (open?.row.kind !== "commerce" || open.row.state === "deleted") throw refusal("STORE_NOT_FOUND");
    const { name, state } = open.row;
    if (!stateAllows(state, "read"))
      throw new HubError("STORE_INACTIVE", "conflict", message("refused.storeInactive", { name }));
    const { listings } = open.ports;
    if (!listings) {
      const why = message("cannot.publishListings", { store: name });
      throw new HubError("CHANNEL_CANNOT", "conflict", why, "storeId");
    }
    const signal = AbortSignal.timeout(PATIENCE_MS);
    return { port: listings, ctx: open.context({ signal, callLog: newCallLog(), priority: "interactive" }) };
  }
  const now = () => new Date(clock.now());
  return {
    async readCategories(channel) {
      const { port, ctx } = await portOf(channel);
      const tree = await port.categories(ctx);
      await db.tenant(channel.organization, (tx) => saveTree(tx, channel.connectionId, tree, now()));
      return { categories: tree.categories.length };
    },
    async suggest({ title, ...channel }) {
      const { port, ctx } = await portOf(channel);
      return (await port.suggest?.(title, ctx)) ?? [];
    },
    async readSchema({ categoryKey, ...channel }) {
      const { port, ctx } = await portOf(channel);
      const schema = await port.requirements(categoryKey, ctx);
      const category = { connectionId: channel.connectionId, categoryKey };
      const changes = await db.tenant(channel.organization, (tx) => saveSchema(tx, category, { schema, now: now() }));
      return { changes };
    },
  };
}
