/** A list of products being brought in: its columns matched, everything checked before anything is written, then applied. */
import { Alert, Box, Button, Group, Stack, Stepper } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { body, hub, ofId, type Shape } from "../data/hub.ts";
import { useSession } from "../data/session.ts";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";
import { starts, useAction } from "../ui/action.ts";
import { LinkButton } from "../ui/link.ts";
import { Page } from "../ui/page.tsx";
import { Issues } from "./import-issues.tsx";
import { Match } from "./import-match.tsx";
import { isUnderWay, Result } from "./import-result.tsx";
import { importQuery } from "./queries.ts";

type Job = Shape<"Import">;
const route = getRouteApi("/app/products/imports/$id");
const POLL_MS = 1_000;

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
        <Stepper.Step
          label={t("imports.steps.match")}
          description={<WhereWide>{t("imports.steps.matchText")}</WhereWide>}
        >
          <Match job={job} onChecked={() => setShown(1)} />
        </Stepper.Step>
        <Stepper.Step
          label={t("imports.steps.check")}
          description={<WhereWide>{t("imports.steps.checkText")}</WhereWide>}
          allowStepSelect={step >= 1}
        >
          <Check job={job} onApplied={() => setShown(2)} />
        </Stepper.Step>
        <Stepper.Step
          label={t("imports.steps.apply")}
          description={<WhereWide>{t("imports.steps.applyText")}</WhereWide>}
          allowStepSelect={step >= 2}
        >
          {job.apply !== null && <Written job={job} work={job.apply} />}
        </Stepper.Step>
      </Stepper>
    </Page>
  );
}

/** A phone has room for the steps alone. */
function WhereWide({ children }: { readonly children: string }) {
  return (
    <Box component="span" visibleFrom="sm">
      {children}
    </Box>
  );
}

function useApply(job: Job, onApplied?: () => void) {
  return useAction({
    run: (rows: "all" | "failed") => body(hub.POST("/api/imports/{id}/apply", { ...ofId(job.id), body: { rows } })),
    renews: [["imports"]],
    done: () => {
      onApplied?.();
    },
  });
}

function Check({ job, onApplied }: { readonly job: Job; onApplied(): void }) {
  const { t } = useTranslation("products");
  const { number } = useFormat();
  const { may } = useSession();
  const apply = useApply(job, onApplied);
  if (job.check === null) return null;
  const { counts, state } = job.check;
  const willChange = (counts["create"] ?? 0) + (counts["update"] ?? 0);
  const refused = counts["refused"] ?? 0;
  return (
    <Stack gap="md" mt="md">
      <Result work={job.check} isPlan />
      {state === "done" && (
        <>
          {refused > 0 && willChange > 0 && job.apply === null && (
            <Alert color="yellow" py="xs">
              {t("imports.refusedStay", { count: refused, rows: number(refused) })}
            </Alert>
          )}
          {may("edit_catalogue") && job.apply === null && (
            <Group justify="flex-end">
              <Button {...starts(apply, "all")} disabled={willChange === 0}>
                {t("imports.applyButton", { count: willChange, rows: number(willChange) })}
              </Button>
            </Group>
          )}
          <Issues importId={job.id} phase="check" />
        </>
      )}
    </Stack>
  );
}

function Written({ job, work }: { readonly job: Job; readonly work: NonNullable<Job["apply"]> }) {
  const { t } = useTranslation("products");
  const { number } = useFormat();
  const { may } = useSession();
  const again = useApply(job);
  const refused = work.counts["refused"] ?? 0;
  return (
    <Stack gap="md" mt="md">
      <Result work={work} />
      {!isUnderWay(work) && (
        <>
          <Group justify="flex-end">
            {refused > 0 && job.hasFile && may("edit_catalogue") && (
              <Button variant="default" {...starts(again, "failed")}>
                {t("imports.againButton", { count: refused, rows: number(refused) })}
              </Button>
            )}
            <LinkButton to="/products">{t("imports.toProducts")}</LinkButton>
          </Group>
          <Issues importId={job.id} phase="apply" />
        </>
      )}
    </Stack>
  );
}
