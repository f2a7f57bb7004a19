/** An order's money as one sum that adds up. */
import { Fragment } from "react";
import { useTranslation } from "../i18n/translation.ts";
import { Amount } from "../ui/amount.tsx";
import classes from "./orders.module.css";
import type { Order } from "./queries.ts";

export function MoneySum({ order }: { readonly order: Order }) {
  const { t } = useTranslation("orders/page");
  const { money, currency } = order;
  const parts = [
    ["subtotal", money.subtotalMinor],
    ["lineDiscount", money.lineDiscountMinor === 0 ? 0 : -money.lineDiscountMinor],
    ["orderDiscount", money.orderDiscountMinor === 0 ? 0 : -money.orderDiscountMinor],
    ["shipping", money.shippingMinor],
    ["fees", money.feesMinor],
    ...(money.taxIncluded ? [] : ([["tax", money.taxMinor]] as const)),
    ["residual", money.residualMinor ?? 0],
  ] as const;
  const after = [
    ...(money.taxIncluded ? ([["taxInside", money.taxMinor]] as const) : []),
    ["paid", money.paidMinor],
    ["refunded", money.refundedMinor === 0 ? 0 : -money.refundedMinor],
    ["outstanding", money.outstandingMinor],
  ] as const;
  const shown = ([name, minor]: (typeof parts)[number] | (typeof after)[number]) => (
    <Fragment key={name}>
      <dt>{t(`money.${name}`)}</dt>
      <dd>
        <Amount minor={minor} currency={currency} />
      </dd>
    </Fragment>
  );
  return (
    <dl className={classes.sum} aria-label={t("money.title")}>
      {parts.filter(([name, minor]) => minor !== 0 || name === "subtotal" || name === "shipping").map(shown)}
      {order.discountCodes.length > 0 && (
        <>
          <dt>{t("money.discountCode")}</dt>
          <dd dir="auto">{order.discountCodes.join(", ")}</dd>
        </>
      )}
      <dt className={classes.total}>{t("money.total")}</dt>
      <dd className={classes.total}>
        <Amount minor={money.totalMinor} currency={currency} />
      </dd>
      {after.filter(([name, minor]) => minor !== 0 || name === "paid").map(shown)}
    </dl>
  );
}
