/** What rules would choose for the newest orders, beside where those are now. */
import { Stack, Text } from "@mantine/core";
import { Help } from "../help/help.tsx";
import { useHubMessages } from "../hub-messages/hub-messages.ts";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { Card } from "../ui/card.tsx";
import { LinkAnchor } from "../ui/link.ts";
import * as column from "../ui/list/column.tsx";
import type { Column } from "../ui/list/columns.ts";
import { PlainList } from "../ui/plain-list.tsx";
import { Quiet } from "../ui/quiet.tsx";
import type { RoutingPreview } from "./queries.ts";

type Row = RoutingPreview["rows"][number];

export function PreviewCard({ preview }: { readonly preview: RoutingPreview }) {
  const { t } = useTranslation("order-routing");
  const { number } = useFormat();
  const { message } = useHubMessages();
  if (preview.orders === 0)
    return (
      <Card help={<Help of="routing_preview" />} title={t("preview.title")}>
        <Text size="sm">{t("preview.none")}</Text>
      </Card>
    );
  const places = (names: readonly string[]) => <bdi>{names.length === 0 ? "–" : names.join(", ")}</bdi>;
  const columns: readonly Column<Row>[] = [
    column.title("order", t("preview.order"), ({ orderId, number: name }) => (
      <LinkAnchor to="/orders/$id" params={{ id: orderId }} size="sm" className="code">
        {name}
      </LinkAnchor>
    )),
    column.fact("today", t("preview.today"), ({ today }) => places(today)),
    column.fact("would", t("preview.would"), ({ would, isShort }) => (
      <Stack gap={0}>
        {places(would)}
        {isShort && <Quiet size="xs">{t("preview.short")}</Quiet>}
      </Stack>
    )),
    column.fact("why", t("preview.why"), ({ why }) => (why ? message(why, why.text) : "–")),
  ];
  return (
    <Card help={<Help of="routing_preview" />} title={t("preview.title")}>
      <Stack gap="md">
        <Stack gap={2}>
          <Text size="sm" fw={600} role="status">
            {t("preview.count", {
              count: preview.orders,
              changed: number(preview.changed),
              split: number(preview.split),
            })}
          </Text>
          <Quiet>{t("preview.text")}</Quiet>
        </Stack>
        <PlainList label={t("preview.title")} rows={preview.rows} columns={columns} rowKey={({ orderId }) => orderId} />
      </Stack>
    </Card>
  );
}
