/** What a row of a list is in full, beside the list. */
import { Drawer } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "../i18n/translation.ts";

interface Props<Row> {
  /** Null: closed. */
  readonly of: Row | null;
  readonly size?: "md" | "lg";
  title(row: Row): ReactNode;
  onClose(): void;
  children(row: Row): ReactNode;
}

export function SideDrawer<Row>({ of, size = "md", title, onClose, children }: Props<Row>) {
  const { t } = useTranslation("ui");
  return (
    <Drawer
      closeButtonProps={{ "aria-label": t("close") }}
      opened={of !== null}
      onClose={onClose}
      position="right"
      size={size}
      title={of !== null && title(of)}
    >
      {of !== null && children(of)}
    </Drawer>
  );
}
