/** The three states of an order as words with their meaning. */

import type { Shape } from "../data/hub.ts";
import { useTranslation } from "../i18n/translation.ts";
import { type Meaning, Status } from "./status.tsx";

type Order = Pick<Shape<"OrderSummary">, "status" | "financial" | "fulfilment">;

const STATUS: Record<Order["status"], Meaning> = {
  pending: "waiting",
  confirmed: "information",
  processing: "information",
  completed: "good",
  cancelled: "neutral",
  on_hold: "attention",
};
const FINANCIAL: Record<Order["financial"], Meaning> = {
  pending: "waiting",
  authorized: "information",
  paid: "good",
  partially_paid: "attention",
  partially_refunded: "information",
  refunded: "neutral",
  voided: "neutral",
  cod_pending: "waiting",
};
const FULFILMENT: Record<Order["fulfilment"], Meaning> = {
  unfulfilled: "waiting",
  partial: "attention",
  fulfilled: "good",
  in_transit: "information",
  delivered: "good",
  returned: "neutral",
};

export function OrderStatus({ status }: Pick<Order, "status">) {
  const { t } = useTranslation("orders");
  return <Status meaning={STATUS[status]}>{t(`status.${status}`)}</Status>;
}

export function FinancialStatus({ financial }: Pick<Order, "financial">) {
  const { t } = useTranslation("orders");
  return <Status meaning={FINANCIAL[financial]}>{t(`financial.${financial}`)}</Status>;
}

/** Of an order that was cancelled before anything shipped there is nothing to wait for. */
export function FulfilmentStatus({ status, fulfilment }: Partial<Pick<Order, "status">> & Pick<Order, "fulfilment">) {
  const { t } = useTranslation("orders");
  if (status === "cancelled" && fulfilment === "unfulfilled") return <OrderStatus status={status} />;
  return <Status meaning={FULFILMENT[fulfilment]}>{t(`fulfilment.${fulfilment}`)}</Status>;
}
