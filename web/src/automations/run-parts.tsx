/** What lists of runs and the page of an order share. */
import { Alert, Button } from "@mantine/core";
import { useState } from "react";
import { body, hub, ofId } from "../data/hub.ts";
import { useSession } from "../data/session.ts";
import { HubText } from "../hub-messages/hub-text.tsx";
import { useTranslation } from "../i18n/translation.ts";
import { ConfirmAction } from "../ui/confirm.tsx";
import { LinkAnchor } from "../ui/link.ts";
import { Status } from "../ui/status.tsx";
import type { Run } from "./queries.ts";
import type { Naming } from "./use-wording.ts";

const MEANINGS = { acted: "good", failed: "failed", stopped: "attention" } as const;

export function RunState({ run }: { readonly run: Run }) {
  const { t } = useTranslation("automations");
  if (run.undoneAt !== null) return <Status meaning="neutral">{t("runs.undone")}</Status>;
  return <Status meaning={MEANINGS[run.outcome]}>{t(`runs.outcomes.${run.outcome}`)}</Status>;
}

export const RuleLink = ({ run }: { readonly run: Pick<Run, "automationId" | "name"> }) => (
  <LinkAnchor to="/automation/$id" params={{ id: run.automationId }} size="sm" fw={600} c="inherit">
    <bdi>{run.name}</bdi>
  </LinkAnchor>
);

/** The order's number, or the name of the product or channel. */
export const subjectName = ({ orderNumber, productTitle, channelId }: Run, { nameOf }: Naming): string =>
  orderNumber ?? productTitle ?? (channelId === null ? "–" : (nameOf("channel", channelId) ?? "–"));

export function Failed({ run }: { readonly run: Run }) {
  if (run.error === null) return null;
  return (
    <Alert color="red" p="xs">
      <HubText text={run.error} />
    </Alert>
  );
}

export function UndoRun({ run, wording }: { readonly run: Run; readonly wording: Naming }) {
  const { t } = wording;
  const { may } = useSession();
  const [isRequested, setRequested] = useState(false);
  if (!run.canUndo || !may("act_on_orders")) return null;
  const { name } = run;
  return (
    <>
      <Button
        size="compact-xs"
        variant="default"
        aria-label={t("runs.undoLabel", { name, number: subjectName(run, wording) })}
        onClick={() => setRequested(true)}
      >
        {t("runs.undo")}
      </Button>
      {isRequested && (
        <ConfirmAction
          title={t("runs.undoTitle", { name })}
          text={t("runs.undoText")}
          label={t("runs.undo")}
          run={() => body(hub.POST("/api/automations/runs/{id}/undo", ofId(run.id)))}
          renews={[["automations"], run.productId === null ? ["orders"] : ["products"]]}
          said={t("runs.undid")}
          onClose={() => setRequested(false)}
        />
      )}
    </>
  );
}
