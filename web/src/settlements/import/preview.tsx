/** What a checked file would bring. */
import { Divider, List, Stack, Text } from "@mantine/core";
import { HubText } from "../../hub-messages/hub-text.tsx";
import { useFormat } from "../../i18n/format.ts";
import { useTranslation } from "../../i18n/translation.ts";
import { Quiet } from "../../ui/quiet.tsx";
import type { ReadFile } from "../queries.ts";

const SHOWN = 10;

export function Preview({ read, isCurrent }: { readonly read: ReadFile; readonly isCurrent: boolean }) {
  const { t } = useTranslation("settlements");
  const { number, money } = useFormat();
  if (read.mapping === null) return null;
  if (!isCurrent) return <Quiet>{t("import.changed")}</Quiet>;
  const { transfers, orders, unknownOrders, problems } = read;
  return (
    <Stack gap="xs" role="status">
      <Divider label={t("import.preview")} labelPosition="left" />
      <List size="sm">
        {transfers.slice(0, SHOWN).map(({ reference, currency, lines, newLines, amountMinor }) => (
          <List.Item key={`${reference} ${currency}`}>
            <bdi>
              {t("import.transfer", {
                reference,
                count: lines,
                lines: number(lines),
                new: number(newLines),
                sum: money(amountMinor, currency),
              })}
            </bdi>
          </List.Item>
        ))}
      </List>
      <Text size="sm">{t("import.matched", { count: orders })}</Text>
      {unknownOrders.length > 0 && (
        <Text size="sm" style={{ overflowWrap: "anywhere" }}>
          {t("import.unknown", { count: unknownOrders.length, list: unknownOrders.slice(0, SHOWN).join(", ") })}
        </Text>
      )}
      {problems.length > 0 && (
        <Text size="sm" fw={600}>
          {t("import.problems", { count: problems.length })}
        </Text>
      )}
      <List size="sm">
        {problems.slice(0, SHOWN).map(({ row, text }) => (
          <List.Item key={row}>
            <HubText text={t("import.problem", { row: number(row), text })} />
          </List.Item>
        ))}
      </List>
    </Stack>
  );
}
