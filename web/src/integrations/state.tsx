/** A connection's state as a word with its meaning. */
import { Group } from "@mantine/core";
import { useTranslation } from "../i18n/translation.ts";
import { type Meaning, Status } from "../ui/status.tsx";
import type { Connection } from "./data.ts";

const MEANING: Record<Connection["state"], Meaning> = {
  draft: "waiting",
  active: "good",
  paused: "attention",
  inactive: "neutral",
  needs_reauth: "failed",
  error: "failed",
  deleted: "neutral",
};

export function ConnectionState({ state, health, isSandbox }: Pick<Connection, "state" | "health" | "isSandbox">) {
  const { t } = useTranslation("integrations");
  const isIll = state === "active" && (health === "degraded" || health === "failing");
  return (
    <Group gap={4} wrap="nowrap">
      <Status meaning={isIll ? (health === "failing" ? "failed" : "attention") : MEANING[state]}>
        {isIll ? t(`health.${health}`) : t(`state.${state}`)}
      </Status>
      {isSandbox && <Status meaning="information">{t("sandbox")}</Status>}
    </Group>
  );
}
