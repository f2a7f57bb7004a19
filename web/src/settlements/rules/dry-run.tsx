/** What rules charge on the orders of the last thirty days, beside what channels told of them. */
import { Stack, Text } from "@mantine/core";
import { Help } from "../../help/help.tsx";
import { useFormat } from "../../i18n/format.ts";
import { useTranslation } from "../../i18n/translation.ts";
import { Amount } from "../../ui/amount.tsx";
import { Card } from "../../ui/card.tsx";
import { LinkAnchor } from "../../ui/link.ts";
import * as column from "../../ui/list/column.tsx";
import type { Column } from "../../ui/list/columns.ts";
import { PlainList } from "../../ui/plain-list.tsx";
import type { DryRun, Rules } from "../queries.ts";

export function DryRunCard({ played, rules }: { readonly played: DryRun; readonly rules: Rules }) {
  const { t } = useTranslation("settlements");
  const { number } = useFormat();
  if (played.orders === 0)
    return (
      <Card help={<Help of="fee_rule" />} title={t("rules.dryRun.title")}>
        <Text size="sm">{t("rules.dryRun.none")}</Text>
      </Card>
    );
  return (
    <Card help={<Help of="fee_rule" />} title={t("rules.dryRun.title")}>
      <Stack gap="md">
        <Text size="sm" fw={600} role="status">
          {t("rules.dryRun.count", { count: played.orders, without: number(played.without) })}
          {played.isCut && ` ${t("rules.dryRun.cut")}`}
        </Text>
        <Sums sums={played.sums} names={new Map(rules.map(({ id, name }) => [id, name]))} />
        <Rows rows={played.rows} />
      </Stack>
    </Card>
  );
}

type Sum = DryRun["sums"][number];

function Sums({ sums, names }: { readonly sums: readonly Sum[]; readonly names: ReadonlyMap<string, string> }) {
  const { t } = useTranslation("settlements");
  const { number } = useFormat();
  const columns: readonly Column<Sum>[] = [
    column.title("rule", t("rules.dryRun.rule"), ({ ruleId }) => <bdi>{names.get(ruleId)}</bdi>),
    column.figure("orders", t("rules.dryRun.orders"), ({ orders }) => number(orders)),
    column.amount("sum", t("rules.dryRun.sum"), ({ minor }) => minor, { onCard: "state" }),
  ];
  return (
    <PlainList
      label={t("rules.dryRun.title")}
      rows={sums}
      columns={columns}
      rowKey={({ ruleId, currency }) => `${ruleId} ${currency}`}
    />
  );
}

type Row = DryRun["rows"][number];

function Rows({ rows }: { readonly rows: readonly Row[] }) {
  const { t } = useTranslation("settlements");
  const money = (minor: number | null, currency: string) => <Amount minor={minor} currency={currency} />;
  const columns: readonly Column<Row>[] = [
    column.title("order", t("order"), ({ orderId, orderNumber }) => (
      <LinkAnchor to="/orders/$id" params={{ id: orderId }} size="sm" className="code nowrap">
        {orderNumber}
      </LinkAnchor>
    )),
    column.figure("total", t("rules.dryRun.total"), ({ totalMinor, currency }) => money(totalMinor, currency)),
    column.figure(
      "rules",
      t("rules.dryRun.byRules"),
      ({ fees, currency }) =>
        money(
          fees.reduce((sum, { amountMinor }) => sum + amountMinor, 0),
          currency,
        ),
      { onCard: "state" },
    ),
    column.figure("told", t("rules.dryRun.told"), ({ toldMinor, currency }) => money(toldMinor, currency)),
  ];
  return <PlainList label={t("rules.dryRun.rows")} rows={rows} columns={columns} rowKey={({ orderId }) => orderId} />;
}
