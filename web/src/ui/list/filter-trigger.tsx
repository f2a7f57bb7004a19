/** The button filters are opened by: drawn before they are loaded, and again by what they hang from. */
import { Button, type ButtonProps } from "@mantine/core";
import { IconFilter } from "@tabler/icons-react";
import type { ComponentProps } from "react";
import { useTranslation } from "../../i18n/translation.ts";
import classes from "./list.module.css";

const CLASSES = {
  root: classes["filter"] ?? "",
  section: classes["filterSign"] ?? "",
  label: classes["filterWord"] ?? "",
};

export function FilterTrigger(props: Omit<ComponentProps<"button">, keyof ButtonProps>) {
  const { t } = useTranslation("ui");
  return (
    <Button variant="default" leftSection={<IconFilter size={16} />} classNames={CLASSES} {...props}>
      {t("list.filter")}
    </Button>
  );
}
