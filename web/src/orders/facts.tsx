/** What an order is and whose, at a glance. */
import { Anchor, Button, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useSession } from "../data/session.ts";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { AddressText } from "../ui/address.tsx";
import { Card } from "../ui/card.tsx";
import { Facts } from "../ui/facts.tsx";
import { LinkAnchor } from "../ui/link.ts";
import { OrderOptions } from "../ui/order-options.tsx";
import { Quiet } from "../ui/quiet.tsx";
import { Status } from "../ui/status.tsx";
import { When } from "../ui/when.tsx";
import type { PartProps } from "./command-dialog.ts";
import { PromisedAt } from "./promise.tsx";
import type { Order } from "./queries.ts";

export function OrderFacts({ order }: { readonly order: Order }) {
  const { t } = useTranslation("orders/page");
  const { t: ofOrders } = useTranslation("orders");
  return (
    <Card title={t("facts.title")}>
      <Facts
        facts={[
          [
            ofOrders("columns.store"),
            order.storeId === null ? (
              ofOrders("here")
            ) : (
              <LinkAnchor key="store" to="/channels/$id" params={{ id: order.storeId }} size="sm">
                <bdi>{order.storeName}</bdi>
              </LinkAnchor>
            ),
          ],
          [ofOrders("columns.placed"), <When key="placed" at={order.placedAt} isExact />],
          ...dueFacts(order, ofOrders("columns.due")),
          ...exchangeFacts(order, t("facts.exchange")),
          ...backorderFacts(order, t("facts.backorder")),
          ...pickupFacts(order, t),
          ...(order.platformStatus === ""
            ? []
            : ([[ofOrders("columns.platformStatus"), <bdi key="word">{order.platformStatus}</bdi>]] as const)),
          [
            ofOrders("filters.paymentKind"),
            `${ofOrders(`paymentKind.${order.paymentKind}`)}${order.gateway === null ? "" : ` · ${order.gateway}`}`,
          ],
          ...cameBy(order.attribution).map((text) => [t("facts.source"), <bdi key="source">{text}</bdi>] as const),
          ...(order.quality === "exact" ? [] : ([[t("facts.quality"), t(`facts.${order.quality}`)]] as const)),
          ...(order.isHistory ? ([[t("facts.history"), t("facts.historyText")]] as const) : []),
          ...(order.pushState === null
            ? []
            : ([
                [
                  t("facts.push"),
                  <Status
                    key="push"
                    meaning={{ pending: "waiting", synced: "good", failed: "failed" }[order.pushState] as "waiting"}
                  >
                    {ofOrders(`push.${order.pushState}`)}
                  </Status>,
                ],
              ] as const)),
          ...(order.tags.length === 0
            ? []
            : ([[ofOrders("columns.tags"), <bdi key="tags">{order.tags.join(", ")}</bdi>]] as const)),
        ]}
      />
      {order.options.length > 0 && (
        <Stack gap={2} mt="sm">
          <Quiet size="xs">{t("facts.options")}</Quiet>
          <OrderOptions options={order.options} />
        </Stack>
      )}
      {order.note !== null && order.note !== "" && (
        <Stack gap={2} mt="sm">
          <Quiet size="xs">{t("facts.note")}</Quiet>
          <Text size="sm" style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>
            <bdi>{order.note}</bdi>
          </Text>
        </Stack>
      )}
    </Card>
  );
}

/** Of an order sent in exchange: the order whose units came back, and their return. */
function exchangeFacts({ exchangeFor }: Order, label: string): readonly (readonly [string, ReactNode])[] {
  if (exchangeFor === null) return [];
  const { orderId, orderNumber, returnId, returnNumber } = exchangeFor;
  return [
    [
      label,
      <Stack key="exchange" gap={0}>
        <LinkAnchor to="/orders/$id" params={{ id: orderId }} size="sm" className="code">
          {orderNumber}
        </LinkAnchor>
        <LinkAnchor to="/returns/$id" params={{ id: returnId }} size="sm" className="code">
          {returnNumber}
        </LinkAnchor>
      </Stack>,
    ],
  ];
}

const dueFacts = (order: Order, label: string): readonly (readonly [string, ReactNode])[] =>
  order.dueFrom === "default" ? [] : [[label, <PromisedAt key="due" order={order} />]];

/** When missing units are expected; nothing of an order that nothing on its way covers. */
const backorderFacts = ({ backorder }: Order, label: string): readonly (readonly [string, ReactNode])[] =>
  backorder === null ? [] : [[label, <ExpectedDay key="backorder" {...backorder} />]];

function ExpectedDay({ kind, state, expectedOn }: NonNullable<Order["backorder"]>) {
  const { t } = useTranslation("orders/page");
  const { t: ofOrders } = useTranslation("orders");
  const { day } = useFormat();
  const when = state === "expected" ? day(expectedOn ?? "", true) : t(`facts.${state}`);
  return kind === null ? when : `${ofOrders(`backorder.${kind}`)} · ${when}`;
}

/** Where it is picked up, and since when it waits there; nothing of an order that is sent. */
function pickupFacts(
  { pickup, pickupLocationName, pickupPlace, pickupReadyAt }: Order,
  t: (key: "facts.pickup" | "facts.pickupUnknown" | "facts.pickupReady") => string,
): readonly (readonly [string, ReactNode])[] {
  if (pickup === null || pickup === "shipped") return [];
  const place = <bdi key="pickup">{pickupLocationName ?? pickupPlace ?? t("facts.pickupUnknown")}</bdi>;
  if (pickupReadyAt === null) return [[t("facts.pickup"), place]];
  return [
    [t("facts.pickup"), place],
    [t("facts.pickupReady"), <When key="ready" at={pickupReadyAt} isExact />],
  ];
}

/** Where the buyer came from, from the source to the campaign; nothing where the channel does not tell. */
function cameBy(attribution: Order["attribution"]): readonly string[] {
  const { source, medium, campaign } = attribution ?? {};
  const texts = [source, medium, campaign].filter((word) => word !== undefined);
  return texts.length === 0 ? [] : [texts.join(" · ")];
}

const textOf = (value: unknown): string | null => (typeof value === "string" && value !== "" ? value : null);

export function Person({ order, onAsk }: PartProps) {
  const { t } = useTranslation("orders/page");
  const { t: ofOrders } = useTranslation("orders");
  const { may } = useSession();
  const email = textOf(order.contact["email"]);
  const phone = textOf(order.contact["phone"]);
  const name = order.customerName ?? textOf(order.contact["name"]) ?? t("person.unknown");
  const isSame = JSON.stringify(order.shippingAddress) === JSON.stringify(order.billingAddress);
  return (
    <Card
      title={ofOrders("columns.customer")}
      actions={
        may("act_on_orders") &&
        order.status !== "cancelled" && (
          <Button variant="subtle" size="compact-sm" onClick={() => onAsk({ kind: "address" })}>
            {t("address.label")}
          </Button>
        )
      }
    >
      <Stack gap="sm">
        <Stack gap={2}>
          {order.customerId === null ? (
            <Text size="sm">
              <bdi>{name}</bdi>
            </Text>
          ) : (
            <LinkAnchor to="/customers/$id" params={{ id: order.customerId }} size="sm" fw={500}>
              <bdi>{name}</bdi>
            </LinkAnchor>
          )}
          {email !== null && (
            <Anchor href={`mailto:${email}`} size="sm" style={{ overflowWrap: "anywhere" }}>
              <bdi className="code">{email}</bdi>
            </Anchor>
          )}
          {phone !== null && (
            <Anchor href={`tel:${phone}`} size="sm">
              <bdi className="code">{phone}</bdi>
            </Anchor>
          )}
        </Stack>
        {order.shippingAddress !== null && <AddressText title={t("person.shipping")} address={order.shippingAddress} />}
        {order.isAddressCorrected && <Quiet size="xs">{t("address.corrected")}</Quiet>}
        {order.billingAddress !== null && !isSame && (
          <AddressText title={t("person.billing")} address={order.billingAddress} />
        )}
        {order.billingAddress !== null && isSame && <Quiet size="xs">{t("person.sameBilling")}</Quiet>}
      </Stack>
    </Card>
  );
}
