/** Appears with the first unsaved change: save, or take it back; leaving the page asks first. */
import { Affix, Button, Group, Paper, Text } from "@mantine/core";
import { useHeldVersions } from "../data/held-versions.ts";
import { useTranslation } from "../i18n/translation.ts";
import { LeaveGuard } from "./leave-guard.tsx";

interface Props {
  readonly isChanged: boolean;
  /** False: something is missing yet. */
  readonly isReady?: boolean;
  readonly isSaving: boolean;
  onSave(): void;
  onUndo(): void;
}

export function SaveBar({ isChanged, isReady = true, isSaving, onSave, onUndo }: Props) {
  const { t } = useTranslation("ui");
  useHeldVersions(isChanged);
  return (
    <>
      {isChanged && (
        <Affix position={{ bottom: 16, left: 16, right: 16 }} zIndex={160}>
          <Group justify="center">
            <Paper p="xs" px="md" shadow="md" role="region" aria-label={t("saveBar.unsaved")}>
              <Group gap="md">
                <Text size="sm">{t("saveBar.unsaved")}</Text>
                <Button size="xs" variant="default" onClick={onUndo} disabled={isSaving}>
                  {t("saveBar.undo")}
                </Button>
                <Button size="xs" onClick={onSave} disabled={!isReady} loading={isSaving}>
                  {t("saveBar.save")}
                </Button>
              </Group>
            </Paper>
          </Group>
        </Affix>
      )}
      <LeaveGuard isChanged={isChanged} isSaving={isSaving} />
    </>
  );
}
