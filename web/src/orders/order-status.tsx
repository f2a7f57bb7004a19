/** Whose order it is, and one message that says what is going on and what comes next. */
import { Stack, Text } from "@mantine/core";
import { useTranslation } from "../i18n/translation.ts";
import { LinkAnchor } from "../ui/link.ts";
import { Quiet } from "../ui/quiet.tsx";
import { When } from "../ui/when.tsx";
import { Due } from "./due.tsx";
import type { Order } from "./queries.ts";

export function OrderStatusLine({ order }: { readonly order: Order }) {
  const { t } = useTranslation("shipping");
  const texts = useTranslation("orders").t;
  const store = order.storeName ?? texts("here");
  return (
    <Stack gap={4}>
      <Quiet component="div">
        {order.storeId === null ? (
          store
        ) : (
          <LinkAnchor to="/channels/$id" params={{ id: order.storeId }} size="sm">
            <bdi>{store}</bdi>
          </LinkAnchor>
        )}
        {order.customerName !== null && (
          <>
            {" · "}
            <bdi>{order.customerName}</bdi>
          </>
        )}
        {" · "}
        <When at={order.placedAt} /> <Due {...order} />
      </Quiet>
      <Text size="sm" fw={500} data-next={order.state}>
        {t(`page.going.${order.state === "to_ship" && order.isShort ? "part_there" : order.state}`, {
          store,
          units: order.shortUnits,
          count: order.shortUnits,
        })}
      </Text>
    </Stack>
  );
}
