/** Codes the device cannot judge by itself: those of the register's channel, and its own with a usage limit. Online alone. */

import type { MessageRef } from "../../../../src/commerce/message.ts";
import type { PromotionOutcome } from "../../../../src/commerce/promotions/apply.ts";
import { type Basket, type CheckedCodes, offByHand, signOf } from "./basket.ts";
import type { Requests } from "./outbox-port.ts";
import type { RegisterSetup } from "./setup.ts";

interface ServerAnswer {
  readonly lines: readonly {
    readonly key: string;
    readonly discountMinor: number;
    readonly discounts: readonly {
      readonly source: "coupon" | "automatic";
      readonly promotionId: string;
      readonly code: string | null;
      readonly title: string;
      readonly amountMinor: number;
      readonly why: MessageRef;
    }[];
  }[];
  readonly applied: readonly {
    readonly promotionId: string;
    readonly code: string | null;
    readonly title: string;
    readonly amountMinor: number;
    readonly shippingMinor: number;
  }[];
  readonly refused: readonly { readonly code: string; readonly text: string; readonly why: MessageRef | null }[];
  readonly goodsMinor: number;
}

interface CodeRequest {
  readonly state: { readonly setup: { readonly register: RegisterSetup } | null; readonly basket: Basket };
  online: Requests;
  change(make: (basket: Basket) => Basket): void;
}

/** Asks the hub about the basket's codes and keeps what it says. Throws HubAway, SignedOut or Refused. */
export async function checkCodes(register: CodeRequest): Promise<void> {
  const { setup, basket } = register.state;
  if (setup === null) return;
  const checked = await askCodes((...requested) => register.online(...requested), { register: setup.register, basket });
  register.change((before) => (before.id === basket.id ? { ...before, checked } : before));
}

/** Throws what `ask` throws. */
async function askCodes(
  ask: Requests,
  { register, basket }: { readonly register: RegisterSetup; readonly basket: Basket },
): Promise<CheckedCodes> {
  const email = basket.customer?.email;
  const reported = await ask<ServerAnswer>("POST", "/api/discounts/check", {
    body: {
      ...(register.pushStoreId != null && { storeId: register.pushStoreId }),
      codes: basket.codes,
      currency: register.currency,
      place: "till",
      ...(email !== undefined && { customerEmail: email }),
      lines: basket.lines.map((line) => ({
        key: line.key,
        variantId: line.variantId,
        quantity: line.quantity,
        unitPriceMinor: line.unitPrice,
        discountMinor: line.quantity > 0 ? offByHand(line) : 0n,
      })),
    },
  });
  return { sign: signOf(basket), outcome: outcomeOf(reported), texts: Object.fromEntries(textsOf(reported)) };
}

const textsOf = ({ refused }: ServerAnswer) =>
  refused.flatMap(({ code, text, why }) => (why === null ? [[code.toUpperCase(), text] as const] : []));

function outcomeOf(reported: ServerAnswer): PromotionOutcome {
  return {
    lines: reported.lines.map(({ key, discounts, discountMinor }) => ({
      key,
      discounts: discounts.map(({ amountMinor, ...rest }) => ({ ...rest, amount: BigInt(amountMinor) })),
      total: BigInt(discountMinor),
    })),
    applied: reported.applied.map(({ amountMinor, shippingMinor, ...rest }) => ({
      ...rest,
      amount: BigInt(amountMinor),
      shipping: BigInt(shippingMinor),
      why: null,
    })),
    refused: reported.refused.map(({ code, why }) => ({
      promotionId: null,
      code,
      title: null,
      reason: "unknown",
      why: why ?? { code: "promotion.unknown", gaps: { code } },
    })),
    goods: BigInt(reported.goodsMinor),
    shipping: 0n,
  };
}
