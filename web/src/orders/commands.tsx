/** What was asked of the order and how it goes. What keeps the order from going on can be tried again above its items. */
import { Button, Group, Stack, Text } from "@mantine/core";
import { IconRefresh } from "@tabler/icons-react";
import { body, hub, ofId } from "../data/hub.ts";
import { useSession } from "../data/session.ts";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { starts } from "../ui/action.ts";
import { personOf } from "../ui/actor.tsx";
import { Quiet } from "../ui/quiet.tsx";
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
  uncertain: "attention",
  cancelled: "neutral",
};
const KINDS = ["status", "fulfil", "tracking", "hold", "cancel", "refund", "document", "note", "push"] as const;

/** A refund that was to pay the customer back, and was only booked. */
const isUnpaid = ({ state, moneyMoved }: Command): boolean => state === "done" && moneyMoved === false;

const STUCK: ReadonlySet<Command["state"]> = new Set(["failed", "rejected", "unsupported", "needs_input"]);

/** What nobody has confirmed yet is looked at again by itself; once that has ended it waits for a person. */
const isStuck = ({ state, finishedAt }: Command): boolean =>
  STUCK.has(state) || (state === "uncertain" && finishedAt !== null);

/** What did not work out and was not asked anew since: the last of its kind. */
export function stuckCommands({ commands }: Order): readonly Command[] {
  const last = new Map(commands.toReversed().map((command) => [command.kind, command]));
  return [...last.values()].filter(isStuck);
}

/** Undefined of a kind that this dashboard does not know yet. */
export const supportedKind = ({ kind }: Command) => KINDS.find((each) => each === kind);

/** What was asked, in words. */
export function useRequestedKind() {
  const { t } = useTranslation("orders/page");
  return (command: Command): string => {
    const kind = supportedKind(command);
    return kind === undefined ? command.kind : t(`commands.kinds.${kind}`);
  };
}

/** Asks once more for what did not work out; nothing where the person may not. */
export function Again({ order, command }: { readonly order: Order; readonly command: Command }) {
  const { t } = useTranslation("orders/page");
  const { may } = useSession();
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
  if (!may("act_on_orders")) return null;
  return (
    <Group gap="xs">
      <AcceptTotal order={order} command={command} />
      <Button size="xs" variant="default" leftSection={<IconRefresh size={14} />} {...starts(again)}>
        {t("commands.retry")}
      </Button>
    </Group>
  );
}

/** The channel would make the order with a total of its own: it is created only when that is accepted. */
function AcceptTotal({ order, command }: { readonly order: Order; readonly command: Command }) {
  const { t } = useTranslation("orders/page");
  const { money } = useFormat();
  const { quotedMinor, quotedCurrency } = command;
  const accept = useCommand(order, {
    run: (terms: { readonly acceptTotalMinor: number; readonly acceptCurrency: string }) =>
      body(hub.POST("/api/orders/{id}/push", { ...ofId(order.id), body: terms })),
    said: t("commands.accepted"),
    isQuietFailure: false,
  });
  if (quotedMinor === null || quotedCurrency === null) return null;
  return (
    <Button size="xs" {...starts(accept, { acceptTotalMinor: quotedMinor, acceptCurrency: quotedCurrency })}>
      {t("commands.accept", { amount: money(quotedMinor, quotedCurrency) })}
    </Button>
  );
}

interface RequestProps {
  readonly order: Order;
  readonly command: Command;
  /** What was asked in particular, as the timeline has it. */
  readonly told: string;
  /** What the channel said of the order because of it. */
  readonly echoes: readonly string[];
}

/** What was asked of the channel and how it goes: one entry of what happened, from asking to the answer. */
export function PendingCommand({ order, command, told, echoes }: RequestProps) {
  const { t } = useTranslation("orders/page");
  const { t: ofOrders } = useTranslation("orders");
  const kindOf = useRequestedKind();
  const isOver = isStuck(command);
  return (
    <Group justify="space-between" align="flex-start" gap="xs" data-command={command.kind}>
      <Stack gap={2} miw={0} flex={1}>
        <Group gap="xs">
          <Text size="sm" fw={500}>
            {kindOf(command)}
          </Text>
          {isUnpaid(command) ? (
            <Status meaning="attention">{t("commands.states.unpaid")}</Status>
          ) : (
            <Status meaning={MEANING[command.state]}>{t(`commands.states.${command.state}`)}</Status>
          )}
        </Group>
        {told !== "" && (
          <Text size="sm" style={{ overflowWrap: "anywhere" }}>
            <bdi>{told}</bdi>
          </Text>
        )}
        {command.text !== "" && (
          <Text size="sm" style={{ overflowWrap: "anywhere" }} {...(isOver && { c: "var(--mantine-color-error)" })}>
            <bdi>{command.text}</bdi>
          </Text>
        )}
        {echoes.length > 0 && (
          <Text size="xs" c="var(--quiet)" component="div" data-echoes={echoes.length}>
            {echoes.map((text) => (
              <div key={text}>
                <bdi>{text}</bdi>
              </div>
            ))}
          </Text>
        )}
        <Quiet size="xs" component="div">
          {personOf(command.requestedBy, ofOrders("byHub"))}
          {command.attempts > 1 && ` · ${t("commands.attempts", { count: command.attempts })}`}
          {command.dueAt !== null && command.state === "waiting" && command.attempts > 0 && (
            <>
              {" · "}
              {t("commands.next")} <When at={command.dueAt} isDue />
            </>
          )}
        </Quiet>
      </Stack>
      {isOver && !stuckCommands(order).includes(command) && <Again order={order} command={command} />}
    </Group>
  );
}
