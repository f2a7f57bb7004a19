/** What a return is about: its order, why, its parcel, its money. */

import { Anchor } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { COMMAND_STATES } from "../../../src/commerce/order-command.ts";
import { orderQuery } from "../data/order.ts";
import { useTranslation } from "../i18n/translation.ts";
import type { Order } from "../orders/queries.ts";
import { personOf } from "../ui/actor.tsx";
import { Card } from "../ui/card.tsx";
import { Facts } from "../ui/facts.tsx";
import { LinkAnchor } from "../ui/link.ts";
import { When } from "../ui/when.tsx";
import type { Return } from "./queries.ts";

export function ReturnFacts({ one }: { readonly one: Return }) {
  const { t } = useTranslation("returns");
  const { t: ofPage } = useTranslation("orders/page");
  const { t: ofOrders } = useTranslation("orders");
  const order = useQuery(orderQuery(one.orderId)).data;
  const refund = COMMAND_STATES.find((state) => state === one.refundState);
  return (
    <Card title={t("facts")}>
      <Facts
        facts={[
          [
            t("columns.order"),
            <LinkAnchor key="order" to="/orders/$id" params={{ id: one.orderId }} size="sm" className="code">
              {one.orderNumber}
            </LinkAnchor>,
          ],
          ...(order === undefined ? [] : ([[t("customer"), <Buyer key="customer" order={order} />]] as const)),
          ...(one.channelStatus === null
            ? []
            : ([[t("channelStatus"), <bdi key="channel">{one.channelStatus}</bdi>]] as const)),
          ...(one.reason === "" ? [] : ([[t("buyersReason"), <bdi key="reason">{one.reason}</bdi>]] as const)),
          ...(one.note === "" ? [] : ([[t("note"), <bdi key="note">{one.note}</bdi>]] as const)),
          ...(one.carrier === null ? [] : ([[t("carrier"), <bdi key="carrier">{one.carrier}</bdi>]] as const)),
          ...(one.trackingNumber === null ? [] : ([[t("tracking"), <Tracking key="tracking" one={one} />]] as const)),
          [t("money"), refund === undefined ? t("noRefund") : ofPage(`commands.states.${refund}`)],
          [t("openedBy"), personOf(one.requestedBy, ofOrders("byHub"))],
          [t("columns.opened"), <When key="opened" at={one.createdAt} isExact />],
          [t("changed"), <When key="changed" at={one.updatedAt} isExact />],
        ]}
      />
    </Card>
  );
}

function Buyer({ order }: { readonly order: Order }) {
  const { t } = useTranslation("orders/page");
  const name = order.customerName ?? t("person.unknown");
  if (order.customerId === null) return <bdi>{name}</bdi>;
  return (
    <LinkAnchor to="/customers/$id" params={{ id: order.customerId }} size="sm">
      <bdi>{name}</bdi>
    </LinkAnchor>
  );
}

function Tracking({ one }: { readonly one: Return }) {
  if (one.trackingUrl !== null && /^https?:/.test(one.trackingUrl))
    return (
      <Anchor href={one.trackingUrl} target="_blank" rel="noreferrer" size="sm" className="code">
        {one.trackingNumber}
      </Anchor>
    );
  return <span className="code">{one.trackingNumber}</span>;
}
