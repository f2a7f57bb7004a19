/** What a channel last told of an order, as far as words of one's own depend on it. */
import type { FulfilmentStatus, OrderStatus } from "./statuses.ts";

/** What a channel told of an order beside a word that nobody knew. */
export interface ReportedState {
  readonly status: OrderStatus;
  readonly fulfilment: FulfilmentStatus;
  readonly lines: readonly ReportedLine[];
}

export interface ReportedLine {
  readonly key: string;
  readonly quantity: number;
  readonly fulfilledQuantity: number;
}
