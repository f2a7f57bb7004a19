/** Gift cards of Adobe Commerce: by their account in the cloud service, by a guest's cart elsewhere. Open Source has none. */
import { z } from "zod";
import { parseMoney } from "../../commerce/money.ts";
import type { Json } from "../../commerce/product.ts";
import type { Context } from "../kit/contract/contract.ts";
import { isConnectorError } from "../kit/contract/errors.ts";
import type { GiftCard, GiftCards } from "../kit/contract/promotions.ts";
import { localDay } from "../kit/parse/local-time.ts";
import { decimal, optionalText, parseResponse, wholeNumber } from "../kit/parse/parse.ts";
import { find, request } from "./client.ts";
import { percentEncode } from "./oauth1.ts";
import type { ShopFacts } from "./shop.ts";

const accountSchema = z.object({
  balance: decimal,
  status: wholeNumber,
  state: wholeNumber.nullish(),
  date_expires: optionalText,
});

const ENABLED = 1;
const EXPIRED = 3;

/**
 * The balance of a card. Taking from it would be a read and a write of the whole balance, between which the shop's own
 * checkout may take as well: no amount is redeemed from here.
 */
export function giftCards(shop: ShopFacts): GiftCards {
  return {
    async balance(code, ctx) {
      if (code.trim() === "") return null;
      if (!shop.isCloudService) return balanceByCart(code.trim(), shop, ctx);
      const path = `/giftcardaccounts/code/${percentEncode(code.trim())}`;
      const body = await find(ctx, path, "gift_cards.get");
      return body === null ? null : cardOf(body, shop, ctx);
    },
  };
}

/** Only a cart may ask, any cart: an empty one of a guest is made for it, which the shop clears away by itself. */
async function balanceByCart(code: string, shop: ShopFacts, ctx: Context): Promise<GiftCard | null> {
  const view = shop.storeView;
  const making = { method: "POST", path: "/guest-carts", operation: "gift_cards.cart", json: {}, view } as const;
  const cart = parseResponse(z.string().min(1), await request(ctx, { ...making, safe: true }), { ctx, what: "cart" });
  const path = `/carts/guest-carts/${cart}/checkGiftCard/${percentEncode(code)}`;
  try {
    const body = await request(ctx, { method: "GET", path, operation: "gift_cards.check", view });
    return {
      balance: parseMoney(parseResponse(decimal, body, { ctx, what: "gift card" }), shop.currency),
      state: "active",
    };
  } catch (error) {
    if (isConnectorError(error) && ["not_found", "rejected"].includes(error.kind)) return null;
    throw error;
  }
}

function cardOf(body: Json, shop: ShopFacts, ctx: Context): GiftCard {
  const account = parseResponse(accountSchema, body, { ctx, what: "gift card" });
  const expiresOn = account.date_expires?.slice(0, 10);
  const today = localDay(ctx.shopNow(), shop.timeZone);
  const isExpired = account.state === EXPIRED || (expiresOn !== undefined && expiresOn < today);
  return {
    balance: parseMoney(account.balance, shop.currency),
    state: isExpired ? "expired" : account.status === ENABLED ? "active" : "disabled",
    ...(expiresOn === undefined ? {} : { expiresOn }),
  };
}
