import { useTranslation } from "../i18n/translation.ts";
import { type Meaning, Status } from "../ui/status.tsx";
import type { Batch, BatchRow } from "./queries.ts";

export function BatchState({ state }: Pick<BatchRow, "state">) {
  const { t } = useTranslation("packing");
  return <Status meaning={state === "open" ? "information" : "good"}>{t(`states.${state}`)}</Status>;
}

type Step = Batch["items"][number]["step"];

const MEANING: Readonly<Record<Step, Meaning>> = {
  to_pick: "waiting",
  picked: "information",
  packed: "good",
  left: "attention",
};

export function BatchStep({ step }: { readonly step: Step }) {
  const { t } = useTranslation("packing");
  return <Status meaning={MEANING[step]}>{t(`steps.${step}`)}</Status>;
}
