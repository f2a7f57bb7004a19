/** What rules would have done with the last thirty days, beside what was done. */
import { SimpleGrid, Stack, Text } from "@mantine/core";
import { Help } from "../../help/help.tsx";
import { useFormat } from "../../i18n/format.ts";
import { useTranslation } from "../../i18n/translation.ts";
import { Amount } from "../../ui/amount.tsx";
import { Card } from "../../ui/card.tsx";
import { LinkAnchor } from "../../ui/link.ts";
import * as column from "../../ui/list/column.tsx";
import type { Column } from "../../ui/list/columns.ts";
import { PlainList } from "../../ui/plain-list.tsx";
import { Quiet } from "../../ui/quiet.tsx";
import type { DryRun, Way } from "./queries.ts";

export function DryRunCard({ played }: { readonly played: DryRun }) {
  const { t } = useTranslation("shipments/rules");
  const { number } = useFormat();
  if (played.shipments === 0)
    return (
      <Card help={<Help of="shipping_rule" />} title={t("dryRun.title")}>
        <Text size="sm">{t("dryRun.none")}</Text>
      </Card>
    );
  return (
    <Card help={<Help of="shipping_rule" />} title={t("dryRun.title")}>
      <Stack gap="md">
        <Stack gap={2}>
          <Text size="sm" fw={600} role="status">
            {t("dryRun.count", { count: played.shipments, changed: number(played.changed) })}
            {played.isCut && ` ${t("dryRun.cut")}`}
          </Text>
          <Quiet>{t("dryRun.text")}</Quiet>
        </Stack>
        <SimpleGrid cols={{ base: 1, md: 2 }}>
          <Ways label={t("dryRun.went")} ways={played.went} />
          <Ways label={t("dryRun.would")} ways={played.would} />
        </SimpleGrid>
        <Changed rows={played.rows} />
      </Stack>
    </Card>
  );
}

const nameOf = (courierName: string | null, serviceName: string | null): string =>
  [...new Set([courierName, serviceName])].filter((each) => each !== null && each !== "").join(" · ");

function Ways({ label, ways }: { readonly label: string; readonly ways: readonly Way[] }) {
  const { t } = useTranslation("shipments/rules");
  const { number } = useFormat();
  const columns: readonly Column<Way>[] = [
    column.title("way", label, ({ courierId, courierName, serviceName }) => (
      <bdi>{courierId === null ? t("dryRun.nobody") : nameOf(courierName, serviceName)}</bdi>
    )),
    column.figure("shipments", t("dryRun.shipments"), ({ shipments }) => number(shipments)),
    column.figure("cost", t("dryRun.cost"), ({ costs, withoutCost }) => (
      <Stack gap={0} align="flex-end">
        {costs.map(({ currency, minor }) => (
          <Amount key={currency} minor={minor} currency={currency} />
        ))}
        {withoutCost > 0 && <Quiet size="xs">{t("dryRun.missing", { count: withoutCost })}</Quiet>}
      </Stack>
    )),
  ];
  return (
    <PlainList
      label={label}
      rows={ways}
      columns={columns}
      rowKey={({ courierId, service }) => `${courierId} ${service}`}
    />
  );
}

type Row = DryRun["rows"][number];

function Changed({ rows }: { readonly rows: readonly Row[] }) {
  const { t } = useTranslation("shipments/rules");
  if (rows.length === 0) return null;
  const way = (of: Row["went"] | null) =>
    of === null ? (
      t("dryRun.nobody")
    ) : (
      <Stack gap={0}>
        <bdi>{nameOf(of.courierName, of.serviceName)}</bdi>
        <Quiet size="xs" component="span">
          {of.cost ? <Amount minor={of.cost.minor} currency={of.cost.currency} /> : t("dryRun.unknown")}
        </Quiet>
      </Stack>
    );
  const columns: readonly Column<Row>[] = [
    column.title("order", t("dryRun.order"), ({ shipmentId, orderNumber }) => (
      <LinkAnchor to="/shipments/$id" params={{ id: shipmentId }} size="sm" className="code">
        {orderNumber}
      </LinkAnchor>
    )),
    column.fact("went", t("dryRun.went"), ({ went }) => way(went)),
    column.fact("would", t("dryRun.would"), ({ would }) => way(would)),
    column.fact("rule", t("dryRun.rule"), ({ would }) =>
      would ? <bdi>{would.rule ?? t("dryRun.byFallback")}</bdi> : "–",
    ),
  ];
  return <PlainList label={t("dryRun.rows")} rows={rows} columns={columns} rowKey={({ shipmentId }) => shipmentId} />;
}
