import type { Shape } from "../data/hub.ts";
import { useTranslation } from "../i18n/translation.ts";
import { type Meaning, Status } from "../ui/status.tsx";

export type Run = Shape<"Run">;

export const STATES = ["queued", "running", "done", "failed", "cancelled"] as const;

const MEANING: Record<Run["status"], Meaning> = {
  queued: "waiting",
  running: "information",
  done: "good",
  failed: "failed",
  cancelled: "neutral",
};

export function RunState({ status }: Pick<Run, "status">) {
  const { t } = useTranslation("runs");
  return <Status meaning={MEANING[status]}>{t(`state.${status}`)}</Status>;
}
