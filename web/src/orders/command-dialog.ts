/** What can be asked of an order, and what the parts of its page are given. */
import type { Order, OrderLine, OrderOption } from "./queries.ts";

export type CommandDialog =
  | {
      readonly kind:
        | "fulfil"
        | "cancel"
        | "payment"
        | "pickup"
        | "return"
        | "raw"
        | "address"
        | "hold"
        | "routing"
        | "split"
        | "gift";
    }
  /** Of this much for shipping to begin with. */
  | { readonly kind: "refund"; readonly shippingMinor?: number }
  | { readonly kind: "tracking"; readonly fulfilmentKey: string }
  | { readonly kind: "link"; readonly line: OrderLine };

/** What a part of the order's page is given. */
export interface PartProps {
  readonly order: Order;
  readonly options: readonly OrderOption[];
  onAsk(request: CommandDialog): void;
}

export interface DialogProps {
  readonly order: Order;
  /** What a person should know first, in the platform's words. */
  readonly warnings: readonly string[];
  /** Whether the channel pays a customer back when it is asked to. */
  readonly money?: OrderOption["money"];
  onClose(): void;
}
