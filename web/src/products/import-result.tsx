/** What a check or an import of a list has come to: how far it is while it runs, then rows by outcome. */
import { Alert, Paper, SimpleGrid, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { Shape } from "../data/hub.ts";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { runQuery } from "../runs/data.ts";
import { Meter } from "../runs/meter.tsx";

export type Work = NonNullable<Shape<"Import">["check"]>;

export const isUnderWay = (work: Work | null) => work?.state === "queued" || work?.state === "running";

const OUTCOMES = ["create", "update", "unchanged", "refused", "skipped"] as const;

export function Result({ work, isPlan = false }: { readonly work: Work; readonly isPlan?: boolean }) {
  const { t } = useTranslation("products");
  const { number } = useFormat();
  // Nothing is left out unless somebody limits what rows may do.
  const shown = OUTCOMES.filter((outcome) => outcome !== "skipped" || (work.counts[outcome] ?? 0) > 0);
  return (
    <Stack gap="sm">
      {isUnderWay(work) && <Progress runId={work.runId} />}
      {work.error !== null && <Alert color="red">{work.error}</Alert>}
      <SimpleGrid cols={{ base: 2, xs: shown.length }} spacing="sm">
        {shown.map((outcome) => (
          <Paper key={outcome} p="sm">
            <Text
              fz="lg"
              fw={600}
              {...(outcome === "refused" && (work.counts[outcome] ?? 0) > 0 && { c: "var(--bad-ink)" })}
            >
              {number(work.counts[outcome] ?? 0)}
            </Text>
            <Text size="sm" c="dimmed">
              {t(isPlan ? `imports.will.${outcome}` : `imports.did.${outcome}`)}
            </Text>
          </Paper>
        ))}
      </SimpleGrid>
    </Stack>
  );
}

function Progress({ runId }: { readonly runId: string }) {
  const { data: run } = useQuery(runQuery(runId));
  return run ? <Meter run={run} /> : null;
}
