/** A pencil and a bin at the end of a row; each says what it concerns to whoever does not see the row. */
import { Group } from "@mantine/core";
import { IconPencil, IconTrash } from "@tabler/icons-react";
import { IconAction } from "./icon-action.tsx";

interface RowAction {
  readonly label: string;
  readonly isRunning?: boolean;
  onClick(): void;
}

interface Props {
  readonly edit: RowAction;
  /** Absent: this row stays. */
  readonly remove?: RowAction | undefined;
}

export function RowActions({ edit, remove }: Props) {
  return (
    <Group gap={4} wrap="nowrap" justify="flex-end">
      <IconAction icon={IconPencil} label={edit.label} onClick={edit.onClick} />
      {remove && (
        <IconAction
          icon={IconTrash}
          label={remove.label}
          loading={remove.isRunning ?? false}
          onClick={remove.onClick}
        />
      )}
    </Group>
  );
}
