/** Orders that are here and not applied: no quantity of the channel is raised until somebody retries or dismisses them. */
import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { body, hub } from "../data/hub.ts";
import { useSession } from "../data/session.ts";
import { HubText } from "../hub-messages/hub-text.tsx";
import { useTranslation } from "../i18n/translation.ts";
import { starts, useAction } from "../ui/action.ts";
import { When } from "../ui/when.tsx";
import type { Health } from "./data.ts";

type Unread = Health["unreadOrders"];
type UnreadOrder = Unread["orders"][number];

export function UnreadOrders({ unread }: { readonly unread: Unread }) {
  const { t } = useTranslation("stores");
  const { may } = useSession();
  if (unread.total === 0) return null;
  return (
    <Alert
      color="red"
      icon={<IconAlertTriangle aria-hidden />}
      title={t("unreadOrders.title", { count: unread.total })}
      role="alert"
    >
      <Stack gap="xs">
        <Text size="sm">
          {unread.heldQuantities === 0
            ? t("unreadOrders.textNone")
            : t("unreadOrders.text", { count: unread.heldQuantities })}
        </Text>
        {unread.orders.map((order) => (
          <Group key={order.id} justify="space-between" align="flex-start" wrap="nowrap">
            <Stack gap={0}>
              <Text size="sm" component="span">
                <span className="code">{order.ref}</span> · <When at={order.receivedAt} isExact />
              </Text>
              {order.error !== null && (
                <Text size="xs" style={{ overflowWrap: "anywhere" }}>
                  <HubText text={order.error} />
                </Text>
              )}
            </Stack>
            {may("act_on_orders") && <Deeds order={order} />}
          </Group>
        ))}
      </Stack>
    </Alert>
  );
}

function Deeds({ order }: { readonly order: UnreadOrder }) {
  const { t } = useTranslation("stores");
  const path = { params: { path: { id: order.storeId, eventId: order.id } } };
  const replay = useAction({
    run: () => body(hub.POST("/api/stores/{id}/webhook-events/{eventId}/replay", path)),
    renews: [["stores"]],
    said: t("deliveries.replayed"),
  });
  const dismiss = useAction({
    run: () => body(hub.POST("/api/stores/{id}/webhook-events/{eventId}/dismiss", path)),
    renews: [["stores"]],
    said: t("unreadOrders.dismissed"),
  });
  return (
    <Group gap="xs" wrap="nowrap">
      <Button
        size="compact-sm"
        variant="default"
        {...starts(replay)}
        aria-label={t("unreadOrders.retryOne", { order: order.ref })}
      >
        {t("unreadOrders.retry")}
      </Button>
      <Button
        size="compact-sm"
        variant="subtle"
        {...starts(dismiss)}
        aria-label={t("unreadOrders.dismissOne", { order: order.ref })}
      >
        {t("unreadOrders.dismiss")}
      </Button>
    </Group>
  );
}
