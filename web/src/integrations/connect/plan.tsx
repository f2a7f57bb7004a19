/** What applying would do, before anything is written: a line a kind of change, opened to its items. */
import { Alert, Button, Divider, Group, Stack, Text } from "@mantine/core";
import { IconCircleCheck, IconInfoCircle } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { body, hub, ofId } from "../../data/hub.ts";
import { Help } from "../../help/help.tsx";
import { useHubMessages } from "../../hub-messages/hub-messages.ts";
import { useFormat } from "../../i18n/format.ts";
import { useTranslation } from "../../i18n/translation.ts";
import { isOver, runQuery } from "../../runs/data.ts";
import { starts, useAction } from "../../ui/action.ts";
import { Card } from "../../ui/card.tsx";
import { ProblemNotice } from "../../ui/problem.tsx";
import { RowsSkeleton } from "../../ui/skeletons.tsx";
import { type Connection, type Plan as PlanData, planQuery } from "../data.ts";
import { PlanGroup } from "./plan-group.tsx";
import { Ignored } from "./plan-ignored.tsx";
import { RunProgress } from "./run-progress.tsx";
import type { StockFrom } from "./steps.ts";

interface Props {
  readonly store: Connection;
  readonly runId: string;
  readonly stock: StockFrom;
  onApplied(runId: string): void;
  onBack(): void;
}

export function Plan(props: Props) {
  const run = useQuery(runQuery(props.runId));
  if (run.error !== null) return <ProblemNotice error={run.error} onRetry={() => void run.refetch()} />;
  if (!run.data) return <RowsSkeleton />;
  return isOver(run.data) && run.data.status === "done" ? <Ready {...props} /> : <RunProgress runId={props.runId} />;
}

function Ready({ store, runId, stock, onApplied, onBack }: Props) {
  const { t } = useTranslation("integrations");
  const { list } = useFormat();
  const writtenOf = useWritten();
  const plan = useQuery(planQuery(store.id, runId));
  const apply = useAction({
    run: () =>
      body(
        hub.POST("/api/stores/{id}/plan/apply", {
          ...ofId(store.id),
          body: { runId, stockFrom: stock },
        }),
      ),
    done: ({ id }) => onApplied(id),
  });
  if (plan.error !== null) return <ProblemNotice error={plan.error} onRetry={() => void plan.refetch()} />;
  if (!plan.data) return <RowsSkeleton />;
  const { counts, chosen, notes } = plan.data;
  const open = counts.filter(({ planned, sent, failed, skipped }) => planned + sent + failed + skipped > 0);
  const written = writtenOf(counts, stock);
  const ignored = counts.reduce((sum, group) => sum + group.ignored, 0);
  return (
    <Stack gap="md">
      {notes.length > 0 && <Notes notes={notes} />}
      {open.length === 0 ? (
        <Alert color="green" icon={<IconCircleCheck size={18} />} title={t("plan.nothing")}>
          {t("plan.nothingText", { name: store.name })}
        </Alert>
      ) : (
        <Card help={<Help of="plan" />} title={t("plan.title", { name: store.name })} isFlush>
          <Text fw={600} px="md">
            {written.length === 0
              ? t("plan.shopNothing", { name: store.name })
              : t("plan.shop", { name: store.name, what: list(written) })}
          </Text>
          <Text size="sm" c="var(--quiet)" px="md" pb="sm">
            {t(`plan.stock.${stock}`, { name: store.name })}
          </Text>
          {open.map((group) => (
            <div key={`${group.action}-${group.entity}-${group.field ?? ""}`}>
              <Divider />
              <PlanGroup store={store.id} storeName={store.name} runId={runId} group={group} stock={stock} />
            </div>
          ))}
        </Card>
      )}
      {ignored > 0 && (
        <Card isFlush>
          <Ignored store={store.id} storeName={store.name} runId={runId} count={ignored} />
        </Card>
      )}
      <Group justify="space-between">
        <Button variant="default" onClick={onBack}>
          {t("plan.back")}
        </Button>
        <Button {...starts(apply)}>{chosen === 0 ? t("plan.applyNone") : t("plan.apply", { count: chosen })}</Button>
      </Group>
    </Stack>
  );
}

/** What would be written to the channel, in words: what a seller fears most comes first. */
function useWritten(): (counts: PlanData["counts"], stock: StockFrom) => string[] {
  const { t } = useTranslation("integrations");
  return (counts, stock) => {
    const found = { numbers: 0, prices: 0, items: 0 };
    for (const { action, field, chosen } of counts) {
      if (action === "conflict" && field === "stock" && stock === "hub") found.numbers += chosen;
      if (action !== "create_there" && action !== "update_there") continue;
      found[field === "stock" ? "numbers" : field === "price" ? "prices" : "items"] += chosen;
    }
    return (["numbers", "prices", "items"] as const).flatMap((what) =>
      found[what] === 0 ? [] : [t(`plan.shopPart.${what}`, { count: found[what] })],
    );
  };
}

/** What stands in none of the items. */
function Notes({ notes }: { readonly notes: PlanData["notes"] }) {
  const { t } = useTranslation("integrations");
  const hubText = useHubMessages();
  return (
    <Alert color="blue" icon={<IconInfoCircle size={18} />} title={t("plan.notes")}>
      {notes.map((note) => (
        <Text key={note.text} size="sm">
          <bdi>{hubText.parts(note.said, note.text)}</bdi>
        </Text>
      ))}
    </Alert>
  );
}
