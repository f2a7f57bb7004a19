/** The orders that cannot be read, with their reasons. */
import { Alert, Stack, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { HubText } from "../hub-messages/hub-text.tsx";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { LinkAnchor } from "../ui/link.ts";
import { When } from "../ui/when.tsx";
import type { Unread } from "./queries.ts";

/** All of them are on their channels' pages. */
const MOST_SHOWN = 10;

export function UnreadList({ unread }: { readonly unread: Unread }) {
  const { t } = useTranslation("orders");
  const { list } = useFormat();
  return (
    <Alert
      color="red"
      icon={<IconAlertTriangle aria-hidden />}
      title={t("unread.title", { count: unread.total })}
      role="alert"
    >
      <Stack gap="xs">
        <Text size="sm">{t("unread.text")}</Text>
        {unread.orders.slice(0, MOST_SHOWN).map((order) => (
          <Stack key={order.id} gap={0} data-unread={order.ref}>
            <Text size="sm" component="span">
              <LinkAnchor
                to="/channels/$id"
                params={{ id: order.storeId }}
                search={{ tab: "health" }}
                size="sm"
                c="inherit"
                td="underline"
              >
                <bdi>{order.storeName}</bdi> <bdi className="code">{order.number ?? order.ref}</bdi>
              </LinkAnchor>{" "}
              · <When at={order.receivedAt} isExact />
            </Text>
            {order.lines.length > 0 && (
              <Text size="xs">
                <bdi>{list(order.lines.map(({ sku, title, quantity }) => `${quantity} × ${sku ?? title ?? "?"}`))}</bdi>
              </Text>
            )}
            <Text size="xs" style={{ overflowWrap: "anywhere" }}>
              {order.error !== null && <HubText text={order.error} />}
            </Text>
          </Stack>
        ))}
      </Stack>
    </Alert>
  );
}
