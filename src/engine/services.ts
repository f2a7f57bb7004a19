/** What people and tills ask of a platform directly, while they wait: discount codes and gift cards. */

import type { Actor } from "../commerce/actor.ts";
import type { Clock } from "../commerce/clock.ts";
import type { OrganizationId } from "../commerce/ids.ts";
import type { Money } from "../commerce/money.ts";
import { say } from "../commerce/sentence.ts";
import type { Ports } from "../connectors/kit/contract/contract.ts";
import { ConnectorError } from "../connectors/kit/contract/errors.ts";
import type { Basket, DiscountAnswer, GiftCard } from "../connectors/kit/contract/promotions.ts";
import type { Database } from "../db/database.ts";
import { requireOutbound } from "../hub/admin/outbound-pause.ts";
import { HubError } from "../hub/errors.ts";
import { beginRedemption, failRedemption, finishRedemption } from "../hub/promotions/gift-card-use.ts";
import { newCallTrace, type OpenConnection, type Platform } from "./connection-registry.ts";

export interface ServiceDeps {
  readonly db: Database;
  readonly platform: Platform;
  readonly clock: Clock;
}

interface Of {
  readonly organization: OrganizationId;
  readonly connectionId: string;
}

export interface Services {
  /** Throws HubError SERVICE_UNSUPPORTED, or the platform's ConnectorError. */
  validateDiscount(question: Of & { readonly code: string; readonly basket: Basket }): Promise<DiscountAnswer>;
  /** Null: there is no such card. */
  giftCardBalance(question: Of & { readonly code: string }): Promise<GiftCard | null>;
  /** Takes an amount off a card once per key; asked again with the same key it answers the same. */
  redeemGiftCard(
    order: Of & {
      readonly code: string;
      readonly amount: Money;
      readonly key: string;
      readonly reference: string;
      readonly actor: Actor;
    },
  ): Promise<{ readonly transactionKey: string; readonly balance: Money }>;
}

// Somebody stands at a till.
const PATIENCE_MS = 20_000;
const ANSWERS: readonly OpenConnection["row"]["state"][] = ["active", "paused", "error"];

export function createServices({ db, platform, clock }: ServiceDeps): Services {
  async function ask<K extends "discounts" | "giftCards">({ organization, connectionId }: Of, name: K) {
    const open = await platform.open(organization, connectionId);
    if (open?.row.kind !== "commerce" || open.row.state === "deleted")
      throw new HubError("STORE_NOT_FOUND", "not_found", "There is no such channel.");
    if (!ANSWERS.includes(open.row.state))
      throw new HubError("STORE_INACTIVE", "conflict", say("refused.storeInactive", { name: open.row.name }));
    const port: Ports[K] = open.ports[name];
    if (port === undefined) {
      const what = name === "discounts" ? "check discount codes" : "read gift cards";
      throw new HubError("SERVICE_UNSUPPORTED", "validation", `${open.row.name} has no way to ${what} from outside.`);
    }
    const signal = AbortSignal.timeout(PATIENCE_MS);
    return { port, ctx: open.context({ signal, trail: newCallTrace(), priority: "interactive" }) };
  }

  return {
    async validateDiscount({ code, basket, ...of }) {
      const { port, ctx } = await ask(of, "discounts");
      return port.validate({ code, basket }, ctx);
    },
    async giftCardBalance({ code, ...of }) {
      const { port, ctx } = await ask(of, "giftCards");
      return port.balance(code, ctx);
    },
    async redeemGiftCard({ organization, connectionId, ...order }) {
      const { port, ctx } = await ask({ organization, connectionId }, "giftCards");
      if (!port.redeem)
        throw new HubError(
          "SERVICE_UNSUPPORTED",
          "validation",
          "This channel's gift cards can be read, not redeemed, from outside.",
        );
      const now = () => new Date(clock.now());
      const begun = await db.tenant(organization, async (tx) => {
        await requireOutbound(tx);
        return beginRedemption(tx, { connectionId, ...order, now: now() });
      });
      if (begun.state === "done") return begun;
      const { id, uncertain } = begun;
      const { code, amount, reference, key } = order;
      try {
        const done = await port.redeem({ code, amount, reference, idempotencyKey: `${id}:${key}`, uncertain }, ctx);
        await db.tenant(organization, (tx) => finishRedemption(tx, { id, ...done, now: now() }));
        return done;
      } catch (error) {
        // Only a refusal in the platform's own words is certain to have taken nothing.
        const certain = error instanceof ConnectorError && (error.kind === "rejected" || error.kind === "not_found");
        const text = error instanceof Error ? error.message : String(error);
        await db.tenant(organization, (tx) => failRedemption(tx, { id, certain, text, now: now() }));
        throw error;
      }
    },
  };
}
