/** The last paper of a packing desk: printing, printed, or why not and what to do. */
import { Alert, Button, Group, Text } from "@mantine/core";
import { problemText } from "../hub-messages/hub-messages.ts";
import { useTranslation } from "../i18n/translation.ts";
import { printingText } from "./texts.ts";
import type { StationPrint } from "./use-station-printer.ts";

interface Props {
  readonly shown: StationPrint;
  onAgain(): void;
  onBrowser(): void;
}

export function StationPrintAlert({ shown, onAgain, onBrowser }: Props) {
  const { t } = useTranslation("printing");
  const { what, order, printing } = shown;
  if (printing === null)
    return (
      <Alert color="gray" role="status">
        {t(`running.${what}`, { number: order.number })}
      </Alert>
    );
  const isPrinted = printing.state === "printed";
  return (
    <Alert color={isPrinted ? "gray" : "red"} role={isPrinted ? "status" : "alert"} data-desk-print={printing.state}>
      <Group justify="space-between">
        <Text size="sm">
          <b>{t(`ended.${what}`, { number: order.number })}</b>{" "}
          {printing.state === "problem" ? problemText(printing.error) : printingText(t, printing)}
        </Text>
        <Group gap="xs">
          <Button size="xs" variant="default" onClick={onAgain}>
            {t("again")}
          </Button>
          {!isPrinted && (
            <Button size="xs" variant="default" onClick={onBrowser}>
              {t("withBrowser")}
            </Button>
          )}
        </Group>
      </Group>
    </Alert>
  );
}
