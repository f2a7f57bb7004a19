/** What rules that propose couriers would have done with the last thirty days, beside what was done. */
import { Button, Group, SimpleGrid, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { AutomationDefinition } from "../../../src/commerce/automations/definition.ts";
import { useSession } from "../data/session.ts";
import { Help } from "../help/help.tsx";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useFormAction } from "../ui/action.ts";
import { Amount } from "../ui/amount.tsx";
import { Card } from "../ui/card.tsx";
import { LinkAnchor } from "../ui/link.ts";
import * as column from "../ui/list/column.tsx";
import type { Column } from "../ui/list/columns.ts";
import { PlainList } from "../ui/plain-list.tsx";
import { Quiet } from "../ui/quiet.tsx";
import { definitionOfRule, type Rule, rulesQuery, type ShippingDryRun, tryShippingRules } from "./queries.ts";

interface Props {
  readonly definition: AutomationDefinition;
  /** Of a rule that is saved. */
  readonly ruleId: string | undefined;
  /** Told what was asked: what cannot be read stands at its field. */
  onAsked(sent: Promise<unknown>): void;
}

/** With the other rules that are on, in their order. */
export function ShippingDryRunCard({ definition, ruleId, onAsked }: Props) {
  const { t } = useTranslation("automations");
  const { may } = useSession();
  const found = useQuery(rulesQuery);
  const [played, setPlayed] = useState<{ readonly of: string; readonly run: ShippingDryRun } | null>(null);
  const rules = withDraft(found.data ?? [], ruleId, definition);
  const of = JSON.stringify(rules);
  const dryRun = useFormAction({
    run: () => tryShippingRules(rules),
    done: (run) => setPlayed({ of, run }),
  });
  if (!may("view_costs")) return null;
  return (
    <Card help={<Help of="shipping_rule" />} title={t("shippingRun.title")} text={t("shippingRun.text")}>
      <Stack gap="md">
        <Group>
          <Button
            variant="default"
            loading={dryRun.isRunning}
            disabled={!found.isSuccess}
            onClick={() => onAsked(dryRun.startAndWait(undefined))}
          >
            {t("shippingRun.action")}
          </Button>
        </Group>
        {/* What was played was played by other rules. */}
        {played?.of === of && <Played played={played.run} />}
      </Stack>
    </Card>
  );
}

function withDraft(
  rules: readonly Rule[],
  ruleId: string | undefined,
  definition: AutomationDefinition,
): readonly AutomationDefinition[] {
  const others = rules.flatMap((rule) => {
    if (rule.id === ruleId) return [definition];
    const other = rule.isOn && rule.trigger === definition.trigger ? definitionOfRule(rule) : null;
    return other ? [other] : [];
  });
  return ruleId === undefined ? [...others, definition] : others;
}

function Played({ played }: { readonly played: ShippingDryRun }) {
  const { t } = useTranslation("automations");
  const { number } = useFormat();
  if (played.shipments === 0) return <Text size="sm">{t("shippingRun.none")}</Text>;
  return (
    <Stack gap="md">
      <Text size="sm" fw={600} role="status">
        {t("shippingRun.count", { count: played.shipments, changed: number(played.changed) })}
        {played.isCut && ` ${t("shippingRun.cut")}`}
      </Text>
      <SimpleGrid cols={{ base: 1, md: 2 }}>
        <Ways label={t("shippingRun.went")} ways={played.went} />
        <Ways label={t("shippingRun.would")} ways={played.would} />
      </SimpleGrid>
      <Changed rows={played.rows} />
    </Stack>
  );
}

type Way = ShippingDryRun["went"][number];

const nameOf = (courierName: string | null, serviceName: string | null): string =>
  [...new Set([courierName, serviceName])].filter((each) => each !== null && each !== "").join(" · ");

function Ways({ label, ways }: { readonly label: string; readonly ways: readonly Way[] }) {
  const { t } = useTranslation("automations");
  const { number } = useFormat();
  const columns: readonly Column<Way>[] = [
    column.title("way", label, ({ courierId, courierName, serviceName }) => (
      <bdi>{courierId === null ? t("shippingRun.nobody") : nameOf(courierName, serviceName)}</bdi>
    )),
    column.figure("shipments", t("shippingRun.shipments"), ({ shipments }) => number(shipments)),
    column.figure("cost", t("shippingRun.cost"), ({ costs, withoutCost }) => (
      <Stack gap={0} align="flex-end">
        {costs.map(({ currency, minor }) => (
          <Amount key={currency} minor={minor} currency={currency} />
        ))}
        {withoutCost > 0 && <Quiet size="xs">{t("shippingRun.missing", { count: withoutCost })}</Quiet>}
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

type Row = ShippingDryRun["rows"][number];

function Changed({ rows }: { readonly rows: readonly Row[] }) {
  const { t } = useTranslation("automations");
  if (rows.length === 0) return null;
  const way = (of: Row["went"] | null) =>
    of === null ? (
      t("shippingRun.nobody")
    ) : (
      <Stack gap={0}>
        <bdi>{nameOf(of.courierName, of.serviceName)}</bdi>
        <Quiet size="xs" component="span">
          {of.cost ? <Amount minor={of.cost.minor} currency={of.cost.currency} /> : t("shippingRun.unknown")}
        </Quiet>
      </Stack>
    );
  const columns: readonly Column<Row>[] = [
    column.title("order", t("shippingRun.order"), ({ shipmentId, orderNumber }) => (
      <LinkAnchor to="/shipments/$id" params={{ id: shipmentId }} size="sm" className="code">
        {orderNumber}
      </LinkAnchor>
    )),
    column.fact("went", t("shippingRun.went"), ({ went }) => way(went)),
    column.fact("would", t("shippingRun.would"), ({ would }) => way(would)),
    column.fact("rule", t("shippingRun.rule"), ({ would }) => (would ? <bdi>{would.rule}</bdi> : "–")),
  ];
  return (
    <PlainList label={t("shippingRun.rows")} rows={rows} columns={columns} rowKey={({ shipmentId }) => shipmentId} />
  );
}
