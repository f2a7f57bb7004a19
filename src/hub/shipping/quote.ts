/** What an order would be booked with, before it is. */
import type { Message, MessagePart } from "../../commerce/message.ts";
import type { ShippingOffer } from "../../commerce/shipment.ts";
import type { Preference } from "../../commerce/shipping-preference.ts";
import type { ChosenBy } from "../../commerce/shipping-rules.ts";

/** What a person chose for an order: nothing is by the rules; without a courier any of them, with one its best. */
export interface QuoteRequest {
  readonly courierId?: string | undefined;
  readonly service?: string | undefined;
  readonly prefer?: Preference | undefined;
}

/** What is proposed of what couriers offer. */
export interface Proposed {
  /** Null: no rule is for it, or nobody offers anything. */
  readonly courierId: string | null;
  readonly offer: ShippingOffer | null;
  readonly chosenBy: ChosenBy | null;
  readonly why: string;
  readonly whySaid: readonly MessagePart[] | null;
}

/** What of an address a courier needs and does not have: "to.phone". */
export interface QuoteLack {
  readonly field: string;
  readonly text: Message;
}

export interface Quote extends Proposed {
  /** untold: it can be booked, and nobody tells its price before. */
  readonly state: "chosen" | "untold" | "none";
  /** Why there is no price, or what the courier adds. */
  readonly text: string;
  readonly textTold: readonly MessagePart[] | null;
  /** Why it cannot be booked, where it can be mended in an address. */
  readonly lacks: readonly QuoteLack[];
}
