/** What a customer bought: how much, where, and the latest orders. */
import { Group, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { Amount } from "../ui/amount.tsx";
import { Card } from "../ui/card.tsx";
import { LinkAnchor } from "../ui/link.ts";
import { FinancialStatus, FulfilmentStatus } from "../ui/order-status.tsx";
import { Quiet } from "../ui/quiet.tsx";
import { When } from "../ui/when.tsx";
import classes from "./customers.module.css";
import type { Customer } from "./queries.ts";

export function Bought({ customer }: { readonly customer: Customer }) {
  const { t } = useTranslation("customers");
  const { number } = useFormat();
  const { orders, spent, lastOrderAt, stores } = customer;
  return (
    <Card title={t("bought")}>
      <Stack gap="sm">
        <Group gap="xl" align="flex-start">
          <Figure label={t("columns.orders")}>{number(orders)}</Figure>
          {spent.map(({ currency, minor }) => (
            <Figure key={currency} label={spent.length === 1 ? t("spent") : t("spentIn", { currency })}>
              <Amount minor={minor} currency={currency} />
            </Figure>
          ))}
          {lastOrderAt !== null && (
            <Figure label={t("columns.last")}>
              <When at={lastOrderAt} />
            </Figure>
          )}
        </Group>
        {stores.length > 0 && (
          <Quiet component="div">
            {t("boughtOn")}{" "}
            {stores.map((store, n) => (
              <span key={store.storeId ?? "here"}>
                {n > 0 && " · "}
                <bdi>{store.storeName ?? t("here")}</bdi> (
                {t("orderCount", { count: store.orders, number: number(store.orders) })})
              </span>
            ))}
          </Quiet>
        )}
      </Stack>
    </Card>
  );
}

function Figure({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <Stack gap={0}>
      <Quiet size="xs">{label}</Quiet>
      <Text size="lg" fw={600} component="div">
        {children}
      </Text>
    </Stack>
  );
}

export function LatestOrders({ customer }: { readonly customer: Customer }) {
  const { t } = useTranslation("customers");
  const { items, nextCursor } = customer.recentOrders;
  return (
    <Card
      title={t("orders")}
      isFlush
      actions={
        nextCursor !== null && (
          <LinkAnchor size="sm" to="/orders" search={{ customerId: customer.id }}>
            {t("allOrders")}
          </LinkAnchor>
        )
      }
    >
      {items.length === 0 && (
        <Text size="sm" c="var(--quiet)" p="md" pt={0}>
          {t("noOrders")}
        </Text>
      )}
      <ul className={classes.orders} aria-label={t("orders")}>
        {items.map((order) => (
          <li key={order.id} className={classes.order}>
            <Stack gap={2} miw={0}>
              <LinkAnchor to="/orders/$id" params={{ id: order.id }} size="sm" fw={600} className="code nowrap">
                {order.number}
              </LinkAnchor>
              <Text size="xs" c="var(--quiet)" component="div" style={{ overflowWrap: "anywhere" }}>
                <When at={order.placedAt} /> · <bdi>{order.storeName ?? t("here")}</bdi>
              </Text>
            </Stack>
            <Group gap={6} className={classes.states ?? ""}>
              <FinancialStatus financial={order.financial} />
              <FulfilmentStatus fulfilment={order.fulfilment} />
            </Group>
            <Text size="sm" component="div" ta="end">
              <Amount minor={order.totalMinor} currency={order.currency} />
            </Text>
          </li>
        ))}
      </ul>
    </Card>
  );
}
