/** What else can be done, behind one button. */
import { ActionIcon, Button, Menu } from "@mantine/core";
import { IconChevronDown, IconDots } from "@tabler/icons-react";
import type { ReactNode } from "react";

interface Props {
  readonly label: string;
  readonly children: ReactNode;
}

/** With the record a page shows. */
export function MoreMenu({ label, children }: Props) {
  const button = (
    <Button variant="default" rightSection={<IconChevronDown size={14} />}>
      {label}
    </Button>
  );
  return <Below button={button}>{children}</Below>;
}

/** With a row; the label names it to whoever does not see it. */
export function RowMenu({ label, children }: Props) {
  const button = (
    <ActionIcon variant="subtle" color="gray" aria-label={label}>
      <IconDots size={16} />
    </ActionIcon>
  );
  return <Below button={button}>{children}</Below>;
}

function Below({ button, children }: { readonly button: ReactNode; readonly children: ReactNode }) {
  return (
    <Menu position="bottom-end">
      <Menu.Target>{button}</Menu.Target>
      <Menu.Dropdown>{children}</Menu.Dropdown>
    </Menu>
  );
}
