/** Which keys do what, by where they work: on this page, in its list, anywhere. */
import { Group, Kbd, Modal, Stack, Text, Title } from "@mantine/core";
import { useTranslation } from "../i18n/translation.ts";
import { ACTIONS_KEY, keysOfList } from "../ui/list/first-row.ts";
import { offersOfPage } from "../ui/page-offers.ts";

interface Line {
  readonly label: string;
  readonly keys: readonly string[];
}

/** Where no list is open: what every list knows. */
const EVERY_LIST = { canChoose: true, opens: true, hasActions: true, keys: [] };

function useSheet() {
  const { t } = useTranslation("shell/palette");
  const { canChoose, opens, hasActions, keys } = keysOfList() ?? EVERY_LIST;
  const page: readonly Line[] = offersOfPage().flatMap(({ key, label }) =>
    key === undefined ? [] : [{ label, keys: [key] }],
  );
  const list: readonly Line[] = [
    { label: t("keys.down"), keys: ["j", "↓"] },
    { label: t("keys.up"), keys: ["k", "↑"] },
    ...(canChoose ? [{ label: t("keys.choose"), keys: ["x"] }] : []),
    ...(opens ? [{ label: t("keys.open"), keys: ["Enter"] }] : []),
    ...(hasActions ? [{ label: t("keys.actions"), keys: [ACTIONS_KEY] }] : []),
    ...keys.map(([key, word]) => ({ label: t(`keys.${word}`), keys: [key] })),
  ];
  const anywhere: readonly Line[] = [
    { label: t("keys.search"), keys: ["Ctrl K", "/"] },
    { label: t("keys.help"), keys: ["?"] },
    // There it leads to the next record.
    ...(page.length === 0 ? [{ label: t("keys.into"), keys: ["j"] }] : []),
  ];
  return [
    { title: t("onThisPage"), lines: page },
    { title: t("keys.list"), lines: list },
    { title: t("keys.anywhere"), lines: anywhere },
    { title: t("keys.form"), lines: [{ label: t("keys.send"), keys: ["Ctrl Enter"] }] },
  ].filter(({ lines }) => lines.length > 0);
}

export function Keys({ onClose }: { onClose(): void }) {
  const { t } = useTranslation("shell/palette");
  const sheet = useSheet();
  return (
    <Modal opened onClose={onClose} title={t("keys.title")} closeButtonProps={{ "aria-label": t("keys.close") }}>
      <Stack gap="md">
        {sheet.map(({ title, lines }) => (
          <Stack key={title} gap={6}>
            <Title order={3} fz="sm">
              {title}
            </Title>
            {lines.map(({ label, keys }) => (
              <Group key={label} justify="space-between" wrap="nowrap">
                <Text size="sm">{label}</Text>
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
