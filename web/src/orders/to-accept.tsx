/** That its channel waits for the seller to accept an order, until when, and the acceptance. */
import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { IconClockExclamation } from "@tabler/icons-react";
import { body, hub, ofId } from "../data/hub.ts";
import { useSession } from "../data/session.ts";
import { useTranslation } from "../i18n/translation.ts";
import { starts } from "../ui/action.ts";
import { When } from "../ui/when.tsx";
import { useCommand } from "./command.ts";
import type { Order } from "./queries.ts";

export function ToAccept({ order }: { readonly order: Order }) {
  const { t } = useTranslation("orders/page");
  const { may } = useSession();
  const accept = useCommand(order, {
    run: () => body(hub.POST("/api/orders/{id}/status", { ...ofId(order.id), body: { status: "confirmed" } })),
    isQuietFailure: false,
  });
  if (order.state !== "to_accept") return null;
  const isSent = order.commands.some(({ kind, finishedAt }) => kind === "status" && finishedAt === null);
  return (
    <Alert
      color="yellow"
      icon={<IconClockExclamation size={18} />}
      title={t("acceptance.title", { store: order.storeName })}
    >
      <Stack gap="xs">
        <Text size="sm">
          {order.acceptBy !== null && (
            <>
              {t("acceptance.by")} <When at={order.acceptBy} isExact />
              {". "}
            </>
          )}
          {t("acceptance.text")}
        </Text>
        {may("act_on_orders") && !isSent && (
          <Group>
            <Button size="xs" {...starts(accept)}>
              {t("acceptance.action")}
            </Button>
          </Group>
        )}
      </Stack>
    </Alert>
  );
}
