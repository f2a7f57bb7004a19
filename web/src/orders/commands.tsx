/** What was asked of the order and how it went; what failed can be tried again. */
import { Button, Group, Stack, Text } from "@mantine/core";
import { IconRefresh } from "@tabler/icons-react";
import { body, hub } from "../data/hub.ts";
import { useSession } from "../data/session.ts";
import { useTranslation } from "../i18n/translation.ts";
import { Card } from "../ui/card.tsx";
import { type Meaning, Status } from "../ui/status.tsx";
import { When } from "../ui/when.tsx";
import { useCommand } from "./command.ts";
import type { Command, Order } from "./queries.ts";

const MEANING: Record<Command["state"], Meaning> = {
  waiting: "waiting",
  running: "information",
  done: "good",
  failed: "failed",
  rejected: "failed",
  unsupported: "failed",
  needs_input: "attention",
  cancelled: "neutral",
};
const KINDS = ["status", "fulfil", "tracking", "cancel", "refund", "note", "push"] as const;

export function Commands({ order }: { readonly order: Order }) {
  const { t } = useTranslation("orders");
  if (order.commands.length === 0) return null;
  return (
    <Card title={t("commands.title")}>
      <Stack gap="sm" component="ul" p={0} m={0} style={{ listStyle: "none" }}>
        {order.commands.map((command) => (
          <li key={command.id} data-command={command.kind}>
            <Asked order={order} command={command} />
          </li>
        ))}
      </Stack>
    </Card>
  );
}

function Asked({ order, command }: { readonly order: Order; readonly command: Command }) {
  const { t } = useTranslation("orders");
  const { may } = useSession();
  const kind = KINDS.find((each) => each === command.kind);
  const isStuck = ["failed", "rejected", "unsupported", "needs_input"].includes(command.state);
  const again = useCommand(order, {
    run: () =>
      body(
        hub.POST("/api/orders/{id}/commands/{commandId}/retry", {
          params: { path: { id: order.id, commandId: command.id } },
        }),
      ),
    said: t("commands.again"),
    isQuietFailure: false,
  });
  return (
    <Group justify="space-between" align="flex-start" gap="xs">
      <Stack gap={2} miw={0} flex={1}>
        <Group gap="xs">
          <Text size="sm" fw={500}>
            {kind === undefined ? command.kind : t(`commands.kinds.${kind}`)}
          </Text>
          <Status meaning={MEANING[command.state]}>{t(`commands.states.${command.state}`)}</Status>
        </Group>
        {command.text !== "" && (
          <Text size="sm" style={{ overflowWrap: "anywhere" }} {...(isStuck && { c: "var(--mantine-color-error)" })}>
            {command.text}
          </Text>
        )}
        <Text size="xs" c="var(--quiet)" component="div">
          {personOf(command.requestedBy, t("byHub"))} · <When at={command.finishedAt ?? command.createdAt} />
          {command.attempts > 1 && ` · ${t("commands.attempts", { count: command.attempts })}`}
          {command.dueAt !== null && command.state === "waiting" && command.attempts > 0 && (
            <>
              {" · "}
              {t("commands.next")} <When at={command.dueAt} />
            </>
          )}
        </Text>
      </Stack>
      {isStuck && may("act_on_orders") && (
        <Button
          size="xs"
          variant="default"
          leftSection={<IconRefresh size={14} />}
          loading={again.isRunning}
          onClick={() => again.start(undefined)}
        >
          {t("commands.retry")}
        </Button>
      )}
    </Group>
  );
}

/** "user:ana@example.test" -> "ana@example.test"; the hub itself by its name. */
export function personOf(actor: string, hubName: string): string {
  return actor === "system" ? hubName : actor.replace(/^(user|api_key|channel):/, "");
}
