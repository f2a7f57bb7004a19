/** Why a gift card does not pay, as the hub says it of every platform. */
import { message } from "../../../commerce/message.ts";
import { formatDecimal, type Money } from "../../../commerce/money.ts";
import { ConnectorError } from "./errors.ts";
import type { GiftCard } from "./promotions.ts";

const refused = (code: string) => ({ kind: "rejected", code, field: "code" }) as const;

export const unknownGiftCard = (platform: string): ConnectorError =>
  new ConnectorError(refused("unknown"), message("platform.giftCard.unknown", { platform }));

export const closedGiftCard = (state: Exclude<GiftCard["state"], "active">): ConnectorError =>
  new ConnectorError(refused(state), message(`platform.giftCard.${state}`));

export const foreignGiftCard = (currency: string, other: string): ConnectorError =>
  new ConnectorError(refused("currency"), message("platform.giftCard.currency", { currency, other }));

/** `left` where the platform tells it. */
export function emptyGiftCard(left?: Money): ConnectorError {
  const text = left
    ? message("platform.giftCard.left", { amount: formatDecimal(left), currency: left.currency })
    : message("platform.giftCard.short");
  return new ConnectorError(refused("balance"), text);
}
