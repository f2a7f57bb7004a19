/** Which keys do what, by where they work. */
import { Group, Kbd, Modal, Stack, Text, Title } from "@mantine/core";
import { useTranslation } from "../i18n/translation.ts";

const SHEET = {
  anywhere: [
    ["search", ["Ctrl K", "/"]],
    ["help", ["?"]],
    ["into", ["j"]],
  ],
  list: [
    ["down", ["j", "↓"]],
    ["up", ["k", "↑"]],
    ["choose", ["x"]],
    ["open", ["Enter"]],
    ["ship", ["s"]],
    ["slip", ["p"]],
  ],
  form: [["send", ["Ctrl Enter"]]],
} as const;

export function Keys({ onClose }: { onClose(): void }) {
  const { t } = useTranslation("shell/palette");
  return (
    <Modal opened onClose={onClose} title={t("keys.title")} closeButtonProps={{ "aria-label": t("keys.close") }}>
      <Stack gap="md">
        {(["anywhere", "list", "form"] as const).map((place) => (
          <Stack key={place} gap={6}>
            <Title order={3} fz="sm">
              {t(`keys.${place}`)}
            </Title>
            {SHEET[place].map(([what, keys]) => (
              <Group key={what} justify="space-between" wrap="nowrap">
                <Text size="sm">{t(`keys.${what}`)}</Text>
                <Group gap={4} wrap="nowrap" dir="ltr">
                  {keys.map((key) => (
                    <Kbd key={key}>{key}</Kbd>
                  ))}
                </Group>
              </Group>
            ))}
          </Stack>
        ))}
      </Stack>
    </Modal>
  );
}
