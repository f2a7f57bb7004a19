/** Bugs in paying with a channel's gift cards. */
import type { Mutant } from "./mutant.ts";
import { onPort } from "./wrap.ts";

export const giftCardMutants: readonly Mutant[] = [
  {
    name: "gift card: one whose answer was lost is redeemed twice",
    likely: ["gift cards: redeeming"],
    plant: (sound, touch) => {
      let attempt = 0;
      return onPort("giftCards", ({ redeem }, touched) =>
        redeem
          ? {
              redeem: (order, ctx) => {
                attempt += 1;
                touched();
                return redeem(
                  { ...order, idempotencyKey: `${order.idempotencyKey}-${attempt}`, uncertain: false },
                  ctx,
                );
              },
            }
          : {},
      )(sound, touch);
    },
  },
];
