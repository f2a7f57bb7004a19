/** What keeps an order from going on, each with the step that mends it. */
import { Alert, Stack, Text } from "@mantine/core";
import { IconAlertTriangle, IconLink } from "@tabler/icons-react";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import type { PartProps } from "./command-dialog.ts";
import { Again, stuckCommands, supportedKind, useRequestedKind } from "./commands.tsx";
import { isUnlinked } from "./lines-left.ts";

export function Needs({ order }: Pick<PartProps, "order">) {
  const { t } = useTranslation("orders/page");
  const { list } = useFormat();
  const kindOf = useRequestedKind();
  const unlinked = order.lines.filter((line) => isUnlinked(order, line));
  const short = order.lines.filter(({ shortQuantity }) => shortQuantity > 0);
  const stuck = stuckCommands(order).filter(({ kind }) => kind !== "push" || order.pushError === null);
  if (unlinked.length === 0 && short.length === 0 && stuck.length === 0 && order.pushError === null) return null;
  return (
    <Stack gap="xs">
      {order.pushError !== null && (
        <Alert color="red" icon={<IconAlertTriangle size={18} />} title={t("needs.push", { store: order.storeName })}>
          <Text size="sm">
            <q>{order.pushError}</q>
          </Text>
        </Alert>
      )}
      {stuck.map((command) => (
        <Alert
          key={command.id}
          color="red"
          icon={<IconAlertTriangle size={18} />}
          title={
            command.state === "needs_input" || command.state === "uncertain"
              ? t("needs.stuck.needsInput", { what: kindOf(command) })
              : t(`needs.stuck.failed.${supportedKind(command) ?? "unknown"}`, {
                  number: order.number,
                  store: order.storeName,
                  what: kindOf(command),
                })
          }
        >
          <Stack gap="xs" align="flex-start">
            {command.text !== "" && (
              <Text size="sm" style={{ overflowWrap: "anywhere" }}>
                <bdi>{command.text}</bdi>
              </Text>
            )}
            <Again order={order} command={command} />
          </Stack>
        </Alert>
      ))}
      {unlinked.length > 0 && (
        <Alert
          color="yellow"
          icon={<IconLink size={18} />}
          title={t("needs.unlinked", { count: unlinked.length, names: list(unlinked.map(({ title }) => title)) })}
        >
          <Text size="sm">{t("needs.unlinkedText")}</Text>
        </Alert>
      )}
      {short.length > 0 && (
        <Alert color="red" icon={<IconAlertTriangle size={18} />} title={t("needs.short")}>
          <Text size="sm">
            {list(short.map(({ title, shortQuantity }) => `${shortQuantity} × ${title}`))}. {t("needs.shortText")}
          </Text>
        </Alert>
      )}
    </Stack>
  );
}
