/** A list of products being brought in: its columns matched, everything checked before anything is written, then applied. */
import { Alert, Button, Group, Progress, Select, SimpleGrid, Stack, Stepper, Table, Text } from "@mantine/core";
import { useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { body, hub, type Shape } from "../data/hub.ts";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { useAction } from "../ui/action.ts";
import { Card } from "../ui/card.tsx";
import { Page } from "../ui/page.tsx";
import { Issues } from "./import-issues.tsx";
import { importFieldsQuery, importQuery } from "./queries.ts";

type Job = Shape<"Import">;
type Work = NonNullable<Job["check"]>;
const route = getRouteApi("/app/products/imports/$id");
const POLL_MS = 1_000;
const isUnderWay = (work: Work | null) => work?.state === "queued" || work?.state === "running";

export function ImportWizard() {
  const { t } = useTranslation("products");
  const { id } = route.useParams();
  const { data: job } = useSuspenseQuery({
    ...importQuery(id),
    // Its counts move within a run, of which no event tells.
    refetchInterval: ({ state }) =>
      isUnderWay(state.data?.check ?? null) || isUnderWay(state.data?.apply ?? null) ? POLL_MS : false,
  });
  const step = job.apply !== null ? 2 : job.check !== null ? 1 : 0;
  const [shown, setShown] = useState<number | null>(null);
  const active = shown ?? step;
  return (
    <Page title={job.name} above={{ label: t("screens.imports"), to: "/products/imports" }}>
      <Stepper active={active} onStepClick={setShown} size="sm">
        <Stepper.Step label={t("imports.steps.match")} description={t("imports.steps.matchText")}>
          <Match job={job} onChecked={() => setShown(1)} />
        </Stepper.Step>
        <Stepper.Step
          label={t("imports.steps.check")}
          description={t("imports.steps.checkText")}
          allowStepSelect={step >= 1}
        >
          <Check job={job} onApplied={() => setShown(2)} />
        </Stepper.Step>
        <Stepper.Step
          label={t("imports.steps.apply")}
          description={t("imports.steps.applyText")}
          allowStepSelect={step >= 2}
        >
          {job.apply !== null && <Result work={job.apply} rows={job.rows} />}
          {job.apply?.state === "done" && <Issues importId={job.id} phase="apply" />}
        </Stepper.Step>
      </Stepper>
    </Page>
  );
}

function Match({ job, onChecked }: { readonly job: Job; onChecked(): void }) {
  const { t } = useTranslation("products");
  const client = useQueryClient();
  const { data: fields } = useSuspenseQuery(importFieldsQuery);
  const options = fields.map(({ id, label }) => ({ value: id, label }));
  const match = useAction({
    run: (mapping: Job["mapping"]) =>
      body(hub.PATCH("/api/imports/{id}", { params: { path: { id: job.id } }, body: { mapping } })),
    done: (saved) => client.setQueryData(importQuery(job.id).queryKey, saved),
  });
  const check = useAction({
    run: () => body(hub.POST("/api/imports/{id}/check", { params: { path: { id: job.id } } })),
    done: async () => {
      await client.invalidateQueries({ queryKey: ["imports"] });
      onChecked();
    },
  });
  const matched = Object.values(job.mapping).filter((field) => field !== null).length;
  return (
    <Stack gap="md" mt="md">
      {job.notices.map((notice) => (
        <Alert key={notice} color="yellow" py="xs">
          {notice}
        </Alert>
      ))}
      <Card title={t("imports.matchTitle", { count: job.shape.columns.length })} isFlush>
        <Table.ScrollContainer minWidth={560}>
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t("imports.column")}</Table.Th>
                <Table.Th>{t("imports.sample")}</Table.Th>
                <Table.Th>{t("imports.field")}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {job.shape.columns.map((column, at) => (
                <Table.Tr key={column}>
                  <Table.Td fw={500}>{column}</Table.Td>
                  <Table.Td maw={280}>
                    <Text size="xs" c="dimmed" lineClamp={2}>
                      {job.sample
                        .map((row) => row[at] ?? "")
                        .filter((value) => value !== "")
                        .slice(0, 3)
                        .join(" · ")}
                    </Text>
                  </Table.Td>
                  <Table.Td>
                    <Select
                      size="xs"
                      aria-label={t("imports.fieldOf", { column })}
                      placeholder={t("imports.notImported")}
                      data={withOwn(options, job.mapping[column])}
                      value={job.mapping[column] ?? null}
                      onChange={(field) => match.start({ [column]: field })}
                      searchable
                      clearable
                    />
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      </Card>
      <Group justify="flex-end">
        <Button onClick={() => check.start()} loading={check.isRunning} disabled={matched === 0 || !job.hasFile}>
          {t("imports.checkButton", { count: job.rows })}
        </Button>
      </Group>
    </Stack>
  );
}

/** A field with a parameter ("On hand: Cairo") is not in the list of fields and still shows. */
function withOwn(options: readonly { value: string; label: string }[], own: string | null | undefined) {
  return own === null || own === undefined || options.some(({ value }) => value === own)
    ? [...options]
    : [{ value: own, label: own }, ...options];
}

function Check({ job, onApplied }: { readonly job: Job; onApplied(): void }) {
  const { t } = useTranslation("products");
  const client = useQueryClient();
  const apply = useAction({
    run: () => body(hub.POST("/api/imports/{id}/apply", { params: { path: { id: job.id } }, body: { rows: "all" } })),
    done: async () => {
      await client.invalidateQueries({ queryKey: ["imports"] });
      onApplied();
    },
  });
  if (job.check === null) return null;
  const { counts, state } = job.check;
  const willChange = (counts["create"] ?? 0) + (counts["update"] ?? 0);
  return (
    <Stack gap="md" mt="md">
      <Result work={job.check} rows={job.rows} isPlan />
      {state === "done" && (
        <>
          <Group justify="flex-end">
            <Button
              onClick={() => apply.start()}
              loading={apply.isRunning}
              disabled={willChange === 0 || job.apply !== null}
            >
              {t("imports.applyButton", { count: willChange })}
            </Button>
          </Group>
          <Issues importId={job.id} phase="check" />
        </>
      )}
    </Stack>
  );
}

const OUTCOMES = ["create", "update", "unchanged", "refused", "skipped"] as const;

function Result({
  work,
  rows,
  isPlan = false,
}: {
  readonly work: Work;
  readonly rows: number;
  readonly isPlan?: boolean;
}) {
  const { t } = useTranslation("products");
  const { number } = useFormat();
  const done = OUTCOMES.reduce((sum, outcome) => sum + (work.counts[outcome] ?? 0), 0);
  return (
    <Stack gap="sm" mt="md">
      {isUnderWay(work) && (
        <>
          <Progress value={(100 * done) / Math.max(rows, 1)} animated aria-label={t("imports.progress")} />
          <Text size="sm" role="status">
            {t("imports.doneOf", { done: number(done), rows: number(rows) })}
          </Text>
        </>
      )}
      {work.error !== null && <Alert color="red">{work.error}</Alert>}
      <SimpleGrid cols={{ base: 2, sm: 5 }}>
        {OUTCOMES.map((outcome) => (
          <Card key={outcome}>
            <Text fz="lg" fw={600}>
              {number(work.counts[outcome] ?? 0)}
            </Text>
            <Text size="sm" c="dimmed">
              {t(isPlan ? `imports.will.${outcome}` : `imports.did.${outcome}`)}
            </Text>
          </Card>
        ))}
      </SimpleGrid>
    </Stack>
  );
}
