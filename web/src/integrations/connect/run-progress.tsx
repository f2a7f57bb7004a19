/** A run of the first sync: how far it is; it goes on when this page is closed. */
import { Group } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "../../i18n/translation.ts";
import { RunActions } from "../../runs/actions.tsx";
import { runQuery } from "../../runs/data.ts";
import { Meter } from "../../runs/meter.tsx";
import { RunTrouble } from "../../runs/trouble.tsx";
import { Card } from "../../ui/card.tsx";
import { ProblemNotice } from "../../ui/problem.tsx";

export function RunProgress({ runId }: { readonly runId: string }) {
  const { t } = useTranslation("integrations");
  const { data: run, error } = useQuery(runQuery(runId));
  if (error !== null) return <ProblemNotice error={error} />;
  if (!run) return null;
  return (
    <Card title={t(`run.type.${run.type}`, { defaultValue: run.type })}>
      <Meter run={run} />
      <RunTrouble run={run} />
      <Group justify="flex-end">
        <RunActions run={run} />
      </Group>
    </Card>
  );
}
