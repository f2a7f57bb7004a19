/** Which columns a list shows: loaded with its first use. */
import { ActionIcon, Menu } from "@mantine/core";
import { IconColumns3 } from "@tabler/icons-react";
import { useTranslation } from "../../i18n/translation.ts";
import { useOpening } from "../lazy-overlay.tsx";
import { setCompact, useIsCompact } from "./density.ts";

export interface ColumnMenuProps {
  readonly all: readonly { readonly id: string; readonly header: string }[];
  readonly columns: { isShown(id: string): boolean; toggle(id: string): void; reset(): void };
}

export function ColumnMenu(props: ColumnMenuProps) {
  const { t } = useTranslation("ui");
  const isCompact = useIsCompact();
  return (
    <Menu closeOnItemClick={false} position="bottom-end" {...useOpening()}>
      <Menu.Target>
        <ActionIcon variant="default" size={36} aria-label={t("list.columns")} title={t("list.columns")} autoFocus>
          <IconColumns3 size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {props.all.map(({ id, header }) => (
          <Menu.CheckboxItem key={id} checked={props.columns.isShown(id)} onChange={() => props.columns.toggle(id)}>
            {header}
          </Menu.CheckboxItem>
        ))}
        <Menu.Divider />
        <Menu.CheckboxItem checked={isCompact} onChange={() => setCompact(!isCompact)}>
          {t("list.compactRows")}
        </Menu.CheckboxItem>
        <Menu.Item onClick={props.columns.reset}>{t("list.usualColumns")}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
