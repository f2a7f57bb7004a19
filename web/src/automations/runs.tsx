/** What rules did, and why; a run opens to its values and can be undone. */
import { Stack, Text } from "@mantine/core";
import { IconListCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { named } from "../i18n/options.ts";
import { Actor } from "../ui/actor.tsx";
import { Empty } from "../ui/empty.tsx";
import { Facts } from "../ui/facts.tsx";
import { LinkAnchor } from "../ui/link.ts";
import * as column from "../ui/list/column.tsx";
import type { Column } from "../ui/list/columns.ts";
import { choice, days, type FilterField } from "../ui/list/filter-fields.ts";
import { ListScreen } from "../ui/list/list-screen.tsx";
import { SideDrawer } from "../ui/side-drawer.tsx";
import { When } from "../ui/when.tsx";
import { CheckedConditions } from "./checked-conditions.tsx";
import { doneText } from "./done-texts.ts";
import { AutomationFrame } from "./frame.tsx";
import { type Run, rulesQuery } from "./queries.ts";
import { Failed, RuleLink, RunState, subjectName, UndoRun } from "./run-parts.tsx";
import { type Naming, useWording } from "./use-wording.ts";

export function RunList() {
  const wording = useWording();
  const { t } = wording;
  const [open, setOpen] = useState<Run | null>(null);
  return (
    <AutomationFrame>
      <ListScreen
        subject="automations"
        path="/api/automations/runs"
        label={t("log")}
        isFile
        columns={useRunColumns(wording)}
        nameOf={(run) => `${run.name} ${subjectName(run, wording)}`}
        onOpen={setOpen}
        rowActions={(run) => <UndoRun run={run} wording={wording} />}
        filters={useRunFilters(wording)}
        empty={<Empty icon={IconListCheck} title={t("runs.emptyTitle")} text={t("runs.emptyText")} />}
      />
      <SideDrawer of={open} size="lg" title={({ name }) => <bdi>{name}</bdi>} onClose={() => setOpen(null)}>
        {(run) => <Detail run={run} wording={wording} />}
      </SideDrawer>
    </AutomationFrame>
  );
}

function useRunColumns(wording: Naming): readonly Column<Run>[] {
  const { t } = wording;
  // biome-ignore lint/correctness/useExhaustiveDependencies: names of ids come later than the list and are told anew with it
  return useMemo(
    () => [
      column.when("at", t("runs.at"), ({ at }) => at, { onCard: "fact" }),
      column.title("rule", t("runs.rule"), (run) => <RuleLink run={run} />),
      column.fact("subject", t("runs.subject"), (run) => <Subject run={run} wording={wording} />),
      column.state("outcome", t("runs.outcome"), (run) => <RunState run={run} />),
      column.fact("did", t("runs.did"), (run) => (
        <Text size="xs" lineClamp={2} style={{ overflowWrap: "anywhere" }}>
          {didText(run, wording)}
        </Text>
      )),
    ],
    [t, wording.nameOf],
  );
}

const didText = ({ acts }: Run, wording: Naming): string =>
  acts.length === 0 ? "–" : acts.map((act) => doneText(act, wording)).join(" · ");

function useRunFilters({ t }: Naming): readonly FilterField[] {
  const rules = useQuery(rulesQuery).data ?? [];
  return [
    { name: "automationId", label: t("runs.rule"), kind: "choice", options: named(rules) },
    choice("outcome", t("runs.outcome"), ["acted", "failed", "stopped"], (value) => t(`runs.outcomes.${value}`)),
    ...days(t("runs.from"), t("runs.to")),
    { name: "orderId", label: t("runs.order"), kind: "text", isOnlyLinked: true },
    { name: "productId", label: t("runs.product"), kind: "text", isOnlyLinked: true },
  ];
}

function Subject({ run, wording }: { readonly run: Run; readonly wording: Naming }) {
  const name = subjectName(run, wording);
  if (run.productId !== null)
    return (
      <LinkAnchor to="/products/$id" params={{ id: run.productId }} size="sm">
        <bdi>{name}</bdi>
      </LinkAnchor>
    );
  if (run.orderId === null) return <bdi>{name}</bdi>;
  return (
    <LinkAnchor to="/orders/$id" params={{ id: run.orderId }} size="sm" className="code">
      {name}
    </LinkAnchor>
  );
}

function Detail({ run, wording }: { readonly run: Run; readonly wording: Naming }) {
  const { t } = wording;
  return (
    <Stack>
      <Failed run={run} />
      <Facts
        facts={[
          [t("runs.rule"), <RuleLink key="rule" run={run} />],
          [t("runs.subject"), <Subject key="subject" run={run} wording={wording} />],
          [t("runs.outcome"), <RunState key="state" run={run} />],
          [t("runs.at"), <When key="at" at={run.at} isExact />],
          [t("runs.version"), wording.format.number(run.version)],
          ...(run.undoneBy === null ? [] : [[t("runs.undoneBy"), <Actor key="by" actor={run.undoneBy} />] as const]),
        ]}
      />
      <Stack gap={4}>
        <Text size="sm" fw={600}>
          {t("runs.did")}
        </Text>
        <Text size="sm">{didText(run, wording)}</Text>
      </Stack>
      <Stack gap={4}>
        <Text size="sm" fw={600}>
          {t("runs.why")}
        </Text>
        <CheckedConditions looked={run.looked} wording={wording} />
      </Stack>
    </Stack>
  );
}
