/** What a rule would have done with past orders, saved or not; nothing is done. */
import { Button, Checkbox, Group, NativeSelect, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { type SubjectKind, triggerOf } from "../../../src/commerce/automations/triggers.ts";
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
import { CheckedConditions } from "./checked-conditions.tsx";
import { definitionOf, type RuleDraft } from "./draft.ts";
import { type DryRun, tryRule } from "./queries.ts";
import { actionText } from "./rule-texts.ts";
import { ShippingDryRunCard } from "./shipping-dry-run.tsx";
import type { Naming } from "./use-wording.ts";

const COUNTS = ["50", "200", "500"] as const;
/** Shown below each other at most. */
const SHOWN = 200;

type Subject = Exclude<SubjectKind, "channel" | "parcel">;

const TEXTS = {
  order: {
    title: "dryRun.title",
    tested: "dryRun.orders",
    last: "dryRun.lastOrders",
    none: "dryRun.none",
    one: "dryRun.order",
    count: "dryRun.count",
    all: "dryRun.all",
  },
  product: {
    title: "dryRun.productTitle",
    tested: "dryRun.products",
    last: "dryRun.lastProducts",
    none: "dryRun.noProducts",
    one: "dryRun.product",
    count: "dryRun.countProducts",
    all: "dryRun.allProducts",
  },
} as const;

interface Props {
  readonly draft: RuleDraft;
  readonly wording: Naming;
  /** Of a rule that is saved. */
  readonly ruleId?: string;
  /** Told what was asked: what cannot be read stands at its field. */
  onAsked(draft: RuleDraft, sent: Promise<unknown>): void;
}

export function DryRunCard({ draft, wording, ruleId, onAsked }: Props) {
  const { t, format } = wording;
  const [orders, setOrders] = useState<string>("200");
  const [played, setPlayed] = useState<{ readonly of: string; readonly run: DryRun } | null>(null);
  const definition = definitionOf(draft);
  const of = JSON.stringify(definition);
  const dryRun = useFormAction({
    run: () => tryRule(definition, Number(orders)),
    done: (run) => setPlayed({ of, run }),
  });
  const { subject } = triggerOf(draft.trigger);
  if (subject === "parcel")
    return <ShippingDryRunCard definition={definition} ruleId={ruleId} onAsked={(sent) => onAsked(draft, sent)} />;
  if (subject === "channel")
    return (
      <Card help={<Help of="automation_dry_run" />} title={t("dryRun.title")}>
        <Text size="sm">{t("dryRun.notOrders")}</Text>
      </Card>
    );
  const texts = TEXTS[subject];
  return (
    <Card help={<Help of="automation_dry_run" />} title={t(texts.title)} text={t("dryRun.text")}>
      <Stack gap="md">
        <Group gap="xs">
          <NativeSelect
            size="sm"
            aria-label={t(texts.tested)}
            data={worded(COUNTS, (count) =>
              t(texts.last, { count: Number(count), number: format.number(Number(count)) }),
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
        {played?.of === of && <Played tried={triedOf(played.run, subject)} subject={subject} wording={wording} />}
      </Stack>
    </Card>
  );
}

interface Row {
  readonly id: string;
  readonly name: string;
  readonly at: string;
  readonly matches: DryRun["rows"][number]["matches"];
}

interface Tried {
  readonly looked: number;
  readonly matched: number;
  readonly rows: readonly Row[];
}

const triedOf = (run: DryRun, subject: Subject): Tried =>
  subject === "order"
    ? {
        looked: run.orders,
        matched: run.matched,
        rows: run.rows.map(({ orderId, number, placedAt, matches }) => ({
          id: orderId,
          name: number,
          at: placedAt,
          matches,
        })),
      }
    : {
        looked: run.products,
        matched: run.matchedProducts,
        rows: run.productRows.map(({ productId, title, createdAt, matches }) => ({
          id: productId,
          name: title,
          at: createdAt,
          matches,
        })),
      };

const Name = ({ subject, row: { id, name } }: { readonly subject: Subject; readonly row: Row }) =>
  subject === "order" ? (
    <LinkAnchor to="/orders/$id" params={{ id }} size="sm" className="code">
      {name}
    </LinkAnchor>
  ) : (
    <LinkAnchor to="/products/$id" params={{ id }} size="sm">
      <bdi>{name}</bdi>
    </LinkAnchor>
  );

interface PlayedProps {
  readonly tried: Tried;
  readonly subject: Subject;
  readonly wording: Naming;
}

function Played({ tried, subject, wording }: PlayedProps) {
  const { t, format } = wording;
  const [isAll, setAll] = useState(false);
  const texts = TEXTS[subject];
  const { looked, matched } = tried;
  if (looked === 0) return <Text size="sm">{t(texts.none)}</Text>;
  const rows = isAll ? tried.rows : tried.rows.filter(({ matches }) => matches.length > 0);
  const columns: readonly Column<Row>[] = [
    column.title("subject", t(texts.one), (row) => (
      <Stack gap={0}>
        <Name subject={subject} row={row} />
        <Text size="xs" c="var(--quiet)" component="span">
          <When at={row.at} />
        </Text>
      </Stack>
    )),
    column.state("result", t("dryRun.result"), ({ matches }) => (
      <Status meaning={matches.length > 0 ? "good" : "neutral"}>
        {t(matches.length > 0 ? "dryRun.acts" : "dryRun.doesNot")}
      </Status>
    )),
    column.fact("values", t("dryRun.values"), ({ matches: [match] }) =>
      match ? <CheckedConditions looked={match.looked} wording={wording} /> : "–",
    ),
    column.fact("would", t("dryRun.would"), ({ matches: [match] }) => (match ? wouldText(match, wording) : "–")),
  ];
  return (
    <Stack gap="sm">
      <Text size="sm" fw={600} role="status">
        {t(texts.count, { count: looked, number: format.number(looked), acted: format.number(matched) })}
      </Text>
      {matched < looked && <Checkbox size="xs" label={t(texts.all)} {...boundTick(isAll, setAll)} />}
      {rows.length > 0 && (
        <PlainList label={t(texts.title)} rows={rows.slice(0, SHOWN)} columns={columns} rowKey={({ id }) => id} />
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
