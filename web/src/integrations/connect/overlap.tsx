/** Whether deliveries proved by a replaced webhook secret are accepted for a while. */
import { Checkbox } from "@mantine/core";
import { useTranslation } from "../../i18n/translation.ts";
import { boundTick } from "../../ui/field.ts";

/** Longer than a platform takes to send again what was refused, short enough to be forgotten. */
const OVERLAP_HOURS = 24;

/** What is sent with a new secret. */
export const overlapOf = (overlaps: boolean) => ({ overlapHours: overlaps ? OVERLAP_HOURS : 0 });

export function OverlapChoice({
  overlaps,
  onChange,
}: {
  readonly overlaps: boolean;
  onChange(overlaps: boolean): void;
}) {
  const { t } = useTranslation("integrations");
  return (
    <Checkbox {...boundTick(overlaps, onChange)} label={t("secrets.overlap")} description={t("secrets.overlapHelp")} />
  );
}
