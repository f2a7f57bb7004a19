/** Actions on single items of a channel, outside a plan. */
import type { OrganizationId } from "../../commerce/ids.ts";
import type { Database } from "../../db/database.ts";
import { type CreateByHand, createByHand } from "./manual-products.ts";
import { type SettleByHand, settleByHand } from "./settle-stock.ts";

interface Of {
  readonly organization: OrganizationId;
}

export function createByHandPort(db: Database, now: () => Date) {
  return {
    createProducts: (input: Of & Omit<CreateByHand, "now">) =>
      db.tenant(input.organization, (tx) => createByHand(tx, { ...input, now: now() })),
    settleStock: (input: Of & Omit<SettleByHand, "now">) =>
      db.tenant(input.organization, (tx) => settleByHand(tx, { ...input, now: now() })),
  };
}
