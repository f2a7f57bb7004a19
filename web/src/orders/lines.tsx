/** What was ordered, line by line, and the sum it makes. */

import { Badge, Box, Button, Group, Stack, Text } from "@mantine/core";
import { IconLink, IconPhoto } from "@tabler/icons-react";
import { useState } from "react";
import { body, hub } from "../data/hub.ts";
import { useSession } from "../data/session.ts";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { starts, useAction } from "../ui/action.ts";
import { Amount } from "../ui/amount.tsx";
import { Card } from "../ui/card.tsx";
import { LinkAnchor } from "../ui/link.ts";
import { OrderOptions } from "../ui/order-options.tsx";
import { useIsPhone } from "../ui/phone.ts";
import { Quiet } from "../ui/quiet.tsx";
import { Status } from "../ui/status.tsx";
import type { PartProps } from "./command-dialog.ts";
import { isUnlinked } from "./lines-left.ts";
import { MoneySum } from "./money-sum.tsx";
import classes from "./orders.module.css";
import type { Order, OrderLine } from "./queries.ts";

export function Lines({ order, onAsk }: PartProps) {
  const { t } = useTranslation("orders/page");
  return (
    <Card title={t("lines.unitsTitle", { count: order.units })} isFlush>
      <Box component="ul" p={0} m={0} style={{ listStyle: "none" }}>
        {order.lines.filter(isShown).map((line) => (
          <li key={line.id} className={classes.line ?? ""} data-line={line.key}>
            <Picture url={line.imageUrl} />
            <Line order={order} line={line} onLink={() => onAsk({ kind: "link", line })} />
          </li>
        ))}
      </Box>
      <Box p="md" style={{ borderTop: "1px solid var(--line)" }}>
        <MoneySum order={order} />
      </Box>
    </Card>
  );
}

/** A gift that was taken off was never ordered. */
const isShown = ({ isGift, quantity }: OrderLine): boolean => !isGift || quantity > 0;

function Picture({ url }: { readonly url: string | null }) {
  const [isBroken, setBroken] = useState(false);
  if (url === null || isBroken)
    return (
      <div className={classes.picture} aria-hidden>
        <IconPhoto size={18} stroke={1.4} />
      </div>
    );
  return (
    <img
      className={classes.picture}
      src={url}
      alt=""
      loading="lazy"
      referrerPolicy="no-referrer"
      onError={() => setBroken(true)}
    />
  );
}

interface LineProps {
  readonly order: Order;
  readonly line: OrderLine;
  onLink(): void;
}

function Line({ order, line, onLink }: LineProps) {
  const isPhone = useIsPhone();
  return (
    <Group
      flex={1}
      miw={0}
      gap={isPhone ? 6 : "md"}
      align="flex-start"
      justify="space-between"
      wrap={isPhone ? "wrap" : "nowrap"}
    >
      <Stack gap={4} miw={0} flex={isPhone ? "1 1 100%" : 1}>
        <LineTitle line={line} />
        <OrderOptions options={line.options} />
        {line.sku !== null && (
          <Text size="xs" c="var(--quiet)" style={{ overflowWrap: "anywhere" }}>
            <bdi className="code">{line.sku}</bdi>
          </Text>
        )}
        <SerialNumbers line={line} />
        <Lots lots={line.lots} />
        <Marks order={order} line={line} onLink={onLink} />
      </Stack>
      <LinePrice order={order} line={line} />
    </Group>
  );
}

function SerialNumbers({ line: { serialNumbers } }: Pick<LineProps, "line">) {
  const { t } = useTranslation("orders/page");
  const [back, here] = [true, false].map((isBack) => serialNumbers.filter((one) => one.isBack === isBack));
  const texts = [
    ["serials", here],
    ["serialsBack", back],
  ] as const;
  return texts.map(([key, numbers = []]) =>
    numbers.length === 0 ? null : (
      <Text key={key} size="xs" style={{ overflowWrap: "anywhere" }}>
        {t(`lines.${key}`, { serials: numbers.map(({ serial }) => serial).join(", ") })}
      </Text>
    ),
  );
}

function Lots({ lots }: { readonly lots: LineProps["line"]["lots"] }) {
  const { t } = useTranslation("orders/page");
  const { day, number } = useFormat();
  return lots.map(({ lot, expiresOn, units, returned }) => (
    <Text key={lot} size="xs" style={{ overflowWrap: "anywhere" }}>
      {t("lines.lot", { lot, units: number(units) })}
      {expiresOn !== null && ` · ${t("lines.expires", { day: day(expiresOn, true) })}`}
      {returned > 0 && ` · ${t("lines.lotBack", { count: returned })}`}
    </Text>
  ));
}

/** Leads to the product, where the line is linked to one. */
function LineTitle({ line: { title, productId } }: Pick<LineProps, "line">) {
  const look = { size: "sm", fw: 500, style: { overflowWrap: "anywhere" } } as const;
  const name = <bdi>{title}</bdi>;
  if (productId === null) return <Text {...look}>{name}</Text>;
  return (
    <LinkAnchor to="/products/$id" params={{ id: productId }} {...look}>
      {name}
    </LinkAnchor>
  );
}

function Marks({ order, line, onLink }: LineProps) {
  const { t } = useTranslation("orders/page");
  const { t: ofOrders } = useTranslation("orders");
  const { may } = useSession();
  const counts = [
    ["fulfilled", line.fulfilledQuantity],
    ["reserved", line.reservedQuantity],
    ["restocked", line.restockedQuantity],
    ["returned", line.returnedQuantity],
  ] as const;
  const isUnknown = isUnlinked(order, line);
  return (
    <Group gap={6}>
      {isUnknown && <Status meaning="attention">{ofOrders("unmapped")}</Status>}
      {isUnknown && may("edit_catalogue") && (
        <Button size="compact-xs" variant="default" leftSection={<IconLink size={12} />} onClick={onLink}>
          {t("link.line")}
        </Button>
      )}
      {line.isGift && <Gift order={order} line={line} />}
      {line.shortQuantity > 0 && <Status meaning="failed">{t("lines.short", { units: line.shortQuantity })}</Status>}
      {line.fulfilledBy === "marketplace" && <Badge color="gray">{t("lines.byMarketplace")}</Badge>}
      {counts
        .filter(([, units]) => units > 0)
        .map(([what, units]) => (
          <Quiet key={what} size="xs">
            {t(`lines.${what}`, { units })}
          </Quiet>
        ))}
      {!line.isGift && line.orderedQuantity !== line.quantity && (
        <Quiet size="xs">
          {t(line.quantity === 0 ? "lines.takenOut" : "lines.ordered", { units: line.orderedQuantity })}
        </Quiet>
      )}
    </Group>
  );
}

function Gift({ order, line }: Pick<LineProps, "order" | "line">) {
  const { t } = useTranslation("orders/page");
  const { may } = useSession();
  const remove = useAction({
    run: () =>
      body(hub.DELETE("/api/orders/{id}/gifts/{lineId}", { params: { path: { id: order.id, lineId: line.id } } })),
    renews: [["orders"]],
    said: t("gift.removed"),
  });
  return (
    <>
      <Badge color="grape">{t("gift.mark")}</Badge>
      {line.fulfilledQuantity === 0 && order.status !== "cancelled" && may("act_on_orders") && (
        <Button size="compact-xs" variant="default" {...starts(remove)}>
          {t("gift.remove")}
        </Button>
      )}
    </>
  );
}

function LinePrice({ order, line }: Pick<LineProps, "order" | "line">) {
  const { t } = useTranslation("orders/page");
  const { decimalMoney, number } = useFormat();
  return (
    <Stack gap={2} align="flex-end" ms="auto">
      <Group gap="md" wrap="nowrap">
        <Quiet component="div">
          <bdi dir="ltr" className="nowrap">
            <bdi dir="ltr">{decimalMoney(line.unitPrice, order.currency)}</bdi> ×{" "}
            {number(line.quantity || line.orderedQuantity)}
          </bdi>
        </Quiet>
        <Text size="sm" fw={600} component="div" miw={72} ta="end">
          <Amount minor={line.totalMinor} currency={order.currency} />
        </Text>
      </Group>
      {line.discountMinor !== 0 && (
        <Quiet size="xs" component="div">
          {t("lines.discount")} <Amount minor={-line.discountMinor} currency={order.currency} />
        </Quiet>
      )}
      {line.taxMinor !== 0 && (
        <Quiet size="xs" component="div">
          {t(order.taxIncluded ? "lines.taxInside" : "lines.tax")}{" "}
          <Amount minor={line.taxMinor} currency={order.currency} />
        </Quiet>
      )}
    </Stack>
  );
}
