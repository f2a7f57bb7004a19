/** How a list without a table's head is sorted, cards of a phone or images: loaded with its first use. */
import { ActionIcon, Menu } from "@mantine/core";
import { IconArrowsSort } from "@tabler/icons-react";
import { useTranslation } from "../../i18n/translation.ts";
import { useOpening } from "../lazy-overlay.tsx";
import type { SortColumn } from "./columns.ts";

export interface SortMenuProps {
  readonly columns: readonly SortColumn[];
  readonly sort: string | undefined;
  onSort(sort: string): void;
}

export function SortMenu({ columns, sort, onSort }: SortMenuProps) {
  const { t } = useTranslation("ui");
  const both = columns.flatMap(({ header, sort: down, sortUp, isUpFirst }) => {
    const ways = [
      { value: down, label: t("list.descending", { column: header }) },
      { value: sortUp, label: t("list.ascending", { column: header }) },
    ];
    return (isUpFirst ? ways.toReversed() : ways).flatMap(({ value, label }) =>
      value === undefined ? [] : [{ value, label }],
    );
  });
  return (
    <Menu position="bottom-end" {...useOpening()}>
      <Menu.Target>
        <ActionIcon variant="default" size={36} aria-label={t("list.sort")} title={t("list.sort")} autoFocus>
          <IconArrowsSort size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.RadioGroup value={sort ?? null} onChange={onSort}>
          {both.map(({ value, label }) => (
            <Menu.RadioItem key={value} value={value} closeMenuOnClick>
              {label}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
      </Menu.Dropdown>
    </Menu>
  );
}
