/** Gift card services for a register: the hub's own cards, and those of a channel. */
import type { Actor } from "../../commerce/actor.ts";
import type { Clock } from "../../commerce/clock.ts";
import type { OrganizationId } from "../../commerce/ids.ts";
import { type Money, money } from "../../commerce/money.ts";
import { ConnectorError } from "../../connectors/kit/contract/errors.ts";
import type { GiftCard, GiftCards } from "../../connectors/kit/contract/promotions.ts";
import type { Database } from "../../db/database.ts";
import { requireOutbound } from "../../hub/admin/outbound-pause.ts";
import { HubError } from "../../hub/errors.ts";
import {
  type CardPayment,
  type GivenBack,
  giveBackOwn,
  redeemOwn,
  short,
} from "../../hub/promotions/gift-card-ledger.ts";
import {
  beginUse,
  type CardUse,
  failUse,
  finishUse,
  heldOf,
  noteUseSent,
  type PendingUse,
  redemptionOf,
} from "../../hub/promotions/gift-card-use.ts";
import { findGiftCard } from "../../hub/promotions/gift-cards.ts";
import type { DirectCall } from "../connections/direct-call.ts";
import { callEndsBy } from "../outbound/money-commands.ts";
import { requireService } from "./channel-services.ts";

interface CardOf {
  readonly organization: OrganizationId;
  /** Null: a card of the hub's own. */
  readonly connectionId: string | null;
  readonly code: string;
}

export interface CardOrder extends CardOf {
  readonly amount: Money;
  /** The same key is the same use. */
  readonly key: string;
  readonly reference: string;
  readonly actor: Actor;
}

export type CardDone = GivenBack;

export interface GiftCardService {
  /** Null: there is no such card. */
  giftCardBalance(question: CardOf): Promise<GiftCard | null>;
  /** Takes an amount off a card once per key; a repeat with the same key gets the same answer. */
  redeemGiftCard(order: CardOrder & Pick<CardPayment, "registerId">): Promise<CardDone>;
  /** Puts back what the redemption with key `of` took, or a part of it, once per key. */
  giveBackGiftCard(order: CardOrder & { readonly of: string }): Promise<CardDone>;
}

interface GiftCardDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly callChannel: DirectCall;
}

export function createGiftCardService(deps: GiftCardDeps): GiftCardService {
  const { db, clock, callChannel } = deps;
  const now = () => new Date(clock.now());
  return {
    async giftCardBalance({ organization, connectionId, code }) {
      if (connectionId === null) return db.tenant(organization, (tx) => ownBalance(tx, { code, now: now() }));
      const { open, ctx } = await callChannel({ organization, connectionId });
      requireService(open.ports, "giftCards.balance");
      const card = (await open.ports.giftCards?.balance(code, ctx)) ?? null;
      if (card === null) return null;
      const held = await db.tenant(organization, (tx) => heldOf(tx, { connectionId, code, now: now() }));
      return { ...card, balance: less(card.balance, held) };
    },
    async redeemGiftCard({ organization, connectionId, ...order }) {
      if (connectionId === null) return db.tenant(organization, (tx) => redeemOwn(tx, { ...order, now: now() }));
      const sending = sendingOf(deps, organization);
      const { open, ctx } = await callChannel({ organization, connectionId }, sending);
      requireService(open.ports, "giftCards.redeem");
      return actOnce(deps, organization, {
        begin: async (tx) => beginUse(tx, { connectionId, ...order, now: now() }),
        call: async (started) => {
          sending.begin(started.id, open.ports.giftCards);
          if (started.heldMinor > 0n && !started.uncertain) {
            const card = await open.ports.giftCards?.balance(order.code, ctx);
            const left = less(card?.balance ?? money(0n, order.amount.currency), started.heldMinor);
            if (left.minor < order.amount.minor) throw short(left);
          }
          return open.ports.giftCards?.redeem?.({ ...callOf(order, started) }, ctx);
        },
      });
    },
    async giveBackGiftCard({ organization, connectionId, of, ...order }) {
      if (connectionId === null) return db.tenant(organization, (tx) => giveBackOwn(tx, { ...order, of, now: now() }));
      const sending = sendingOf(deps, organization);
      const { open, ctx } = await callChannel({ organization, connectionId }, sending);
      requireService(open.ports, "giftCards.giveBack");
      let transactionKey = "";
      return actOnce(deps, organization, {
        begin: async (tx) => {
          const redemption = await redemptionOf(tx, { connectionId, ...order, of });
          transactionKey = redemption.transactionKey;
          return beginUse(tx, { connectionId, ...order, ofId: redemption.id, now: now() });
        },
        call: (started) => {
          sending.begin(started.id, open.ports.giftCards);
          return open.ports.giftCards?.giveBack?.({ ...callOf(order, started), transactionKey }, ctx);
        },
      });
    },
  };
}

/** Writes down when a call that moves an amount goes out (decision 544). */
function sendingOf({ db, clock }: GiftCardDeps, organization: OrganizationId) {
  let id: string | null = null;
  return {
    begin(use: string, cards: GiftCards | undefined) {
      id = cards?.knowsKeys === true ? null : use;
    },
    async beforeChange(limitMs: number) {
      if (id === null) return;
      const sent = { id, now: new Date(clock.now()), callEndsBy: callEndsBy(new Date(clock.now()), limitMs) };
      await db.tenant(organization, (tx) => noteUseSent(tx, sent));
    },
  };
}

type StartedUse = Extract<PendingUse, { state: "call" }>;

const callOf = (
  { code, amount, reference, key }: Pick<CardUse, "code" | "amount" | "reference" | "key">,
  of: StartedUse,
) => ({
  code,
  amount,
  reference,
  idempotencyKey: `${of.id}:${key}`,
  uncertain: of.uncertain,
});

function less({ minor, currency }: Money, held: bigint): Money {
  return money(minor > held ? minor - held : 0n, currency);
}

async function ownBalance(
  tx: Parameters<typeof findGiftCard>[0],
  question: { readonly code: string; readonly now: Date },
): Promise<GiftCard | null> {
  const card = await findGiftCard(tx, question);
  if (card === undefined) return null;
  return {
    balance: money(card.balanceMinor, card.currency),
    state: card.state === "used" ? "active" : card.state,
    ...(card.expiresOn !== null && { expiresOn: card.expiresOn }),
  };
}

/** Records the use, calls the platform, records the result. */
async function actOnce(
  { db, clock }: GiftCardDeps,
  organization: OrganizationId,
  use: {
    begin(tx: Parameters<typeof beginUse>[0]): Promise<PendingUse>;
    call(started: StartedUse): Promise<CardDone | undefined> | undefined;
  },
): Promise<CardDone> {
  const started = await db.tenant(organization, async (tx) => {
    await requireOutbound(tx);
    return use.begin(tx);
  });
  if (started.state === "done") return { transactionKey: started.transactionKey, balance: started.balance };
  const { id } = started;
  const now = () => new Date(clock.now());
  try {
    const done = await use.call(started);
    if (!done) throw new HubError("SERVICE_UNSUPPORTED", "validation", "The channel can no longer be asked for this.");
    await db.tenant(organization, (tx) => finishUse(tx, { id, ...done, now: now() }));
    return done;
  } catch (error) {
    // Only a refusal with a message, the platform's or ours before the call, is certain to have changed nothing.
    const isRefusal = error instanceof ConnectorError && (error.kind === "rejected" || error.kind === "not_found");
    const certain = isRefusal || error instanceof HubError;
    const text = error instanceof Error ? error.message : String(error);
    await db.tenant(organization, (tx) => failUse(tx, { id, certain, text, now: now() }));
    throw error;
  }
}
