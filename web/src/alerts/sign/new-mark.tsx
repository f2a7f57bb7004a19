import { useTranslation } from "../../i18n/translation.ts";

/** A dot before what this person has not seen yet. */
export function NewMark() {
  const { t } = useTranslation("alerts/sign");
  return (
    <span
      role="img"
      aria-label={t("new")}
      title={t("new")}
      style={{
        display: "inline-block",
        width: 8,
        height: 8,
        borderRadius: 4,
        marginInlineEnd: 6,
        background: "var(--mantine-primary-color-filled)",
      }}
    />
  );
}
