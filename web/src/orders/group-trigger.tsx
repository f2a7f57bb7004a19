/** The button of the views by courier and country: drawn before they are loaded, and again by what they hang from. */
import { Button, type ButtonProps } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import type { ComponentProps } from "react";
import { useTranslation } from "../i18n/translation.ts";

export function GroupTrigger(props: Omit<ComponentProps<"button">, keyof ButtonProps>) {
  const { t } = useTranslation("orders");
  return (
    <Button size="compact-sm" variant="subtle" mb={6} rightSection={<IconChevronDown size={14} />} {...props}>
      {t("groups.open")}
    </Button>
  );
}
