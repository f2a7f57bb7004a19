/** Told to every member while the operator holds back what goes out: nothing arriving anywhere has a reason. */
import { Alert, Text } from "@mantine/core";
import { IconHandStop } from "@tabler/icons-react";
import { useLater } from "../data/after-first-paint.ts";
import { body, hub } from "../data/hub.ts";
import { useTranslation } from "../i18n/translation.ts";

const EVERY_MS = 60_000;

export function HeldBack() {
  const { t } = useTranslation("shell");
  const heldBackBy = useLater({
    queryKey: ["held-back"],
    queryFn: async () => (await body(hub.GET("/api/organization"))).heldBackBy,
    refetchInterval: EVERY_MS,
  });
  if (heldBackBy === undefined || heldBackBy === null) return null;
  return (
    <Alert color="yellow" radius={0} icon={<IconHandStop size={18} />} title={t("heldBack.title")}>
      <Text size="sm">{t("heldBack.text")}</Text>
    </Alert>
  );
}
