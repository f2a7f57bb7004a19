/** What was being edited was changed by somebody else: whose values stay is the person's to say. */
import { Button, Group, List, Modal, Stack, Text } from "@mantine/core";
import { Problem } from "../data/hub.ts";
import { fieldWord } from "../hub-messages/field-word.ts";
import { useTranslation } from "../i18n/translation.ts";

/** True where a change was refused because it was made on something older. */
export const isClash = (error: unknown): boolean => error instanceof Problem && error.code === "PRODUCT_CHANGED";

type Values = Readonly<Record<string, unknown>>;

/** Names of the values that differ. */
export function differing(before: Values, after: Values): readonly string[] {
  return Object.keys(after).filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
}

interface Props {
  /** What somebody else changed. */
  readonly fields: readonly string[];
  readonly isRunning: boolean;
  onKeep(): void;
  onDiscard(): void;
  onClose(): void;
}

export function Clash({ fields, isRunning, onKeep, onDiscard, onClose }: Props) {
  const { t } = useTranslation("products");
  const { t: ui, language } = useTranslation(["ui", "hub-messages/fields"]);
  return (
    <Modal opened onClose={onClose} title={t("clash.title")} closeButtonProps={{ "aria-label": ui("close") }}>
      <Stack gap="sm">
        <Text size="sm">{t(fields.length > 0 ? "clash.text" : "clash.textElse")}</Text>
        {fields.length > 0 && (
          <List size="sm">
            {fields.map((name) => (
              <List.Item key={name}>{fieldWord(name, language) ?? name}</List.Item>
            ))}
          </List>
        )}
        <Text size="sm">{t("clash.choice")}</Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={onDiscard}>
            {t("clash.discard")}
          </Button>
          <Button loading={isRunning} onClick={onKeep}>
            {t("clash.keep")}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
