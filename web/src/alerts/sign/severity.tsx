/** How grave a problem is, as a sign with its word. */
import { IconAlertTriangle, IconCircleX, IconInfoCircle } from "@tabler/icons-react";
import { useTranslation } from "../../i18n/translation.ts";
import type { Alert } from "../repair-actions.ts";

const SIGNS = {
  critical: { icon: IconCircleX, color: "light-dark(var(--mantine-color-red-8), var(--mantine-color-red-4))" },
  warning: {
    icon: IconAlertTriangle,
    color: "light-dark(var(--mantine-color-yellow-9), var(--mantine-color-yellow-4))",
  },
  info: { icon: IconInfoCircle, color: "light-dark(var(--mantine-color-blue-8), var(--mantine-color-blue-4))" },
} as const;

export function Severity({ severity, size = 20 }: Pick<Alert, "severity"> & { readonly size?: number }) {
  const { t } = useTranslation("alerts/sign");
  const { icon: Sign, color } = SIGNS[severity];
  return (
    <Sign size={size} style={{ flex: "none", marginTop: 1, color }} role="img" aria-label={t(`severity.${severity}`)} />
  );
}
