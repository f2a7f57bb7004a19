/** What went wrong, in the hub's words, and what to do; what was typed or shown stays. */
import { Alert, Button, Group, Text } from "@mantine/core";
import { IconAlertTriangle, IconPlugConnectedX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Problem } from "../data/hub.ts";

export function ProblemNotice({ error, onRetry }: { readonly error: unknown; onRetry?: () => void }) {
  const { t } = useTranslation("ui");
  const isAway = error instanceof Problem && error.status === 0;
  const text = error instanceof Error ? error.message : String(error);
  return (
    <Alert
      role="alert"
      color={isAway ? "yellow" : "red"}
      icon={isAway ? <IconPlugConnectedX size={18} /> : <IconAlertTriangle size={18} />}
      title={isAway ? t("problem.away") : t("problem.title")}
    >
      <Text size="sm">{isAway ? t("problem.awayText") : text}</Text>
      {onRetry && (
        <Group mt="xs">
          <Button size="xs" variant="default" onClick={onRetry}>
            {t("problem.retry")}
          </Button>
        </Group>
      )}
    </Alert>
  );
}

/** What a refusal says of single fields, for a form: field name -> words. Empty for every other error. */
export function fieldErrors(error: unknown): Readonly<Record<string, string>> {
  if (!(error instanceof Problem) || !Array.isArray(error.details)) return {};
  const found: Record<string, string> = {};
  for (const detail of error.details) {
    if (typeof detail !== "object" || detail === null) continue;
    const { field, path, message } = detail as { field?: unknown; path?: unknown; message?: unknown };
    const name = typeof field === "string" ? field : typeof path === "string" ? path : undefined;
    if (name !== undefined && typeof message === "string") found[name] = message;
  }
  return found;
}
