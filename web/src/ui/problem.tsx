/** What went wrong, in the hub's words, and what to do; what was typed or shown stays. */
import { Alert, Anchor, Button, Group, Text } from "@mantine/core";
import { IconAlertTriangle, IconPlugConnectedX } from "@tabler/icons-react";
import { Problem } from "../data/hub.ts";
import { detailsOf, detailText, problemText } from "../hub-messages/hub-messages.ts";
import { useFormat } from "../i18n/format.ts";
import { useTranslation } from "../i18n/translation.ts";

interface Props {
  readonly error: unknown;
  onRetry?: () => void;
  /** What the button does, where that is not trying again. */
  readonly retryLabel?: string;
}

export function ProblemNotice({ error, onRetry, retryLabel }: Props) {
  const { t } = useTranslation("ui");
  const isAway = error instanceof Problem && error.status === 0;
  // Trying again without a label of its own reads what a screen shows.
  const isLoading = onRetry !== undefined && retryLabel === undefined;
  const format = useFormat();
  const text = problemText(error, format);
  return (
    <Alert
      role="alert"
      color={isAway ? "yellow" : "red"}
      icon={isAway ? <IconPlugConnectedX size={18} /> : <IconAlertTriangle size={18} />}
      title={t(isAway ? "problem.away" : isLoading ? "problem.load" : "problem.title")}
    >
      <Text size="sm" dir="auto">
        {isAway ? t(isLoading ? "problem.awayLoads" : "problem.awayText") : text}
      </Text>
      <Group mt="xs">
        {onRetry && (
          <Button size="xs" variant="default" onClick={onRetry}>
            {retryLabel ?? t("problem.retry")}
          </Button>
        )}
        {error instanceof Problem && !isAway && (
          <Anchor
            size="xs"
            c="var(--mantine-color-text)"
            underline="always"
            href={`/problems/${error.errorType}`}
            target="_blank"
          >
            {t("problem.help")}
          </Anchor>
        )}
      </Group>
    </Alert>
  );
}

/** The hub is away, and the page asks for it by itself. */
export function HubAway({ onRetry }: { onRetry(): void }) {
  const { t } = useTranslation("ui");
  return (
    <Alert role="alert" color="yellow" icon={<IconPlugConnectedX size={18} />} title={t("problem.away")}>
      <Text size="sm">{t("problem.awayLoads")}</Text>
      <Group mt="xs">
        <Button size="xs" variant="default" onClick={onRetry}>
          {t("problem.retry")}
        </Button>
      </Group>
    </Alert>
  );
}

/** What a refusal says of single fields, for a form: field name -> words. Empty for every other error. */
export function fieldErrors(error: unknown): Readonly<Record<string, string>> {
  if (!(error instanceof Problem)) return {};
  return Object.fromEntries(
    detailsOf(error).map((detail) => [
      detail.field,
      // The one field a refusal is about says what the refusal says.
      detail.message === error.message ? problemText(error) : detailText(detail),
    ]),
  );
}
