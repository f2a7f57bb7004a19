/** What a seller says to begin connecting a store. */
import type { Actor } from "../../commerce/actor.ts";
import type { OrganizationId } from "../../commerce/ids.ts";

/** What a store is connected for, as the seller chose. */
export interface SyncOptions {
  readonly importProducts: boolean;
  /** Null: no orders. "all": everything the platform gives. */
  readonly importOrdersDays: number | "all" | null;
  readonly stockFrom: "channel" | "hub" | "none";
  /** All products and categories of ours the store may have and lacks are created there. */
  readonly sendAll?: boolean | undefined;
  /** Somebody looks at a plan first: nothing is linked by itself before it is applied. */
  readonly review?: boolean | undefined;
  /** Of an account whose store was deleted here: whether its links, switches and rules hold again; default yes. */
  readonly takeOver?: boolean | undefined;
}

export interface ConnectInput {
  readonly actor: Actor;
  readonly organization: OrganizationId;
  readonly provider: string;
  readonly values: Readonly<Record<string, string>>;
  readonly name: string;
  readonly code?: string | undefined;
  readonly draftId?: string | undefined;
  /** Where the seller's browser ends, a path of the dashboard; default the store's page. */
  readonly returnTo?: string | undefined;
  readonly syncOptions: SyncOptions;
}
