/** What a rule would have done with past orders, saved or not; nothing is done. */
import { Button, Checkbox, Group, NativeSelect, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { triggerOf } from "../../../src/commerce/automations/triggers.ts";
import { Help } from "../help/help.tsx";
import { worded } from "../i18n/options.ts";
import { useFormAction } from "../ui/action.ts";
import { Card } from "../ui/card.tsx";
import { boundTick } from "../ui/field.ts";
import { LinkAnchor } from "../ui/link.ts";
import * as column from "../ui/list/column.tsx";
import type { Column } from "../ui/list/columns.ts";
import { PlainList } from "../ui/plain-list.tsx";
import { Status } from "../ui/status.tsx";
import { When } from "../ui/when.tsx";
import { definitionOf, type RuleDraft } from "./draft.ts";
import { LookedAt } from "./looked.tsx";
import { type DryRun, tryRule } from "./queries.ts";
import { actionText } from "./rule-words.ts";
import type { Naming } from "./use-wording.ts";

const COUNTS = ["50", "200", "500"] as const;
/** Shown below each other at most. */
const SHOWN = 200;

interface Props {
  readonly draft: RuleDraft;
  readonly wording: Naming;
  /** Told what was asked: what cannot be read stands at its field. */
  onAsked(draft: RuleDraft, sent: Promise<unknown>): void;
}

export function DryRunCard({ draft, wording, onAsked }: Props) {
  const { t, format } = wording;
  const [orders, setOrders] = useState<string>("200");
  const [played, setPlayed] = useState<{ readonly of: string; readonly run: DryRun } | null>(null);
  const definition = definitionOf(draft);
  const of = JSON.stringify(definition);
  const dryRun = useFormAction({
    run: () => tryRule(definition, Number(orders)),
    done: (run) => setPlayed({ of, run }),
  });
  if (triggerOf(draft.trigger).subject !== "order")
    return (
      <Card help={<Help of="automation_dry_run" />} title={t("dryRun.title")}>
        <Text size="sm">{t("dryRun.notOrders")}</Text>
      </Card>
    );
  return (
    <Card help={<Help of="automation_dry_run" />} title={t("dryRun.title")} text={t("dryRun.text")}>
      <Stack gap="md">
        <Group gap="xs">
          <NativeSelect
            size="sm"
            aria-label={t("dryRun.orders")}
            data={worded(COUNTS, (count) =>
              t("dryRun.lastOrders", { count: Number(count), number: format.number(Number(count)) }),
            )}
            value={orders}
            onChange={({ currentTarget }) => setOrders(currentTarget.value)}
          />
          <Button
            variant="default"
            loading={dryRun.isRunning}
            onClick={() => onAsked(draft, dryRun.startAndWait(undefined))}
          >
            {t("dryRun.run")}
          </Button>
        </Group>
        {/* What was played was played by another rule. */}
        {played?.of === of && <Played run={played.run} wording={wording} />}
      </Stack>
    </Card>
  );
}

type Row = DryRun["rows"][number];

function Played({ run, wording }: { readonly run: DryRun; readonly wording: Naming }) {
  const { t, format } = wording;
  const [isAll, setAll] = useState(false);
  if (run.orders === 0) return <Text size="sm">{t("dryRun.none")}</Text>;
  const rows = isAll ? run.rows : run.rows.filter(({ matches }) => matches.length > 0);
  const columns: readonly Column<Row>[] = [
    column.title("order", t("dryRun.order"), ({ orderId, number, placedAt }) => (
      <Stack gap={0}>
        <LinkAnchor to="/orders/$id" params={{ id: orderId }} size="sm" className="code">
          {number}
        </LinkAnchor>
        <Text size="xs" c="var(--quiet)" component="span">
          <When at={placedAt} />
        </Text>
      </Stack>
    )),
    column.state("result", t("dryRun.result"), ({ matches }) => (
      <Status meaning={matches.length > 0 ? "good" : "neutral"}>
        {t(matches.length > 0 ? "dryRun.acts" : "dryRun.doesNot")}
      </Status>
    )),
    column.fact("values", t("dryRun.values"), ({ matches: [match] }) =>
      match ? <LookedAt looked={match.looked} wording={wording} /> : "–",
    ),
    column.fact("would", t("dryRun.would"), ({ matches: [match] }) => (match ? wouldText(match, wording) : "–")),
  ];
  return (
    <Stack gap="sm">
      <Text size="sm" fw={600} role="status">
        {t("dryRun.count", { count: run.orders, number: format.number(run.orders), acted: format.number(run.matched) })}
      </Text>
      {run.matched < run.orders && <Checkbox size="xs" label={t("dryRun.all")} {...boundTick(isAll, setAll)} />}
      {rows.length > 0 && (
        <PlainList
          label={t("dryRun.title")}
          rows={rows.slice(0, SHOWN)}
          columns={columns}
          rowKey={({ orderId }) => orderId}
        />
      )}
      {rows.length > SHOWN && (
        <Text size="xs" c="var(--quiet)">
          {t("dryRun.cut", { number: format.number(SHOWN) })}
        </Text>
      )}
    </Stack>
  );
}

const wouldText = ({ actions }: Row["matches"][number], wording: Naming): string =>
  wording.format.list(
    // As the hub read them of the rule.
    actions.map((action) => actionText(action as { readonly do: string }, wording)),
  );
