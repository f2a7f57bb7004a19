/** A sign alone that does something; the label says what, to whoever does not see the sign or what it stands at. */
import { ActionIcon, type ActionIconProps } from "@mantine/core";
import type { IconPencil } from "@tabler/icons-react";

interface Props extends Pick<ActionIconProps, "loading" | "disabled" | "size" | "ms" | "mb"> {
  readonly label: string;
  readonly title?: string;
  readonly icon: typeof IconPencil;
  onClick(): void;
}

export function IconAction({ label, icon: Icon, ...rest }: Props) {
  return (
    <ActionIcon variant="subtle" color="gray" aria-label={label} {...rest}>
      <Icon size={16} aria-hidden />
    </ActionIcon>
  );
}
