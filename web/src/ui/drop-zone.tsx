/** A place files are dropped on; what is said within leads to the same by the keyboard. */
import { Group, Loader, Paper } from "@mantine/core";
import { IconFileUpload } from "@tabler/icons-react";
import { type DragEvent, type ReactNode, useState } from "react";

interface Props {
  readonly isBusy: boolean;
  onFile(file: File): void;
  readonly children: ReactNode;
}

export function DropZone({ isBusy, onFile, children }: Props) {
  const [isOver, setOver] = useState(false);
  const over = (event: DragEvent) => {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    setOver(true);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const [file] = event.dataTransfer.files;
    if (file && !isBusy) onFile(file);
  };
  return (
    <Paper
      data-drop
      p="md"
      withBorder
      visibleFrom="sm"
      onDragEnter={over}
      onDragOver={over}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
      style={{ borderStyle: "dashed", ...(isOver && { borderColor: "var(--mantine-primary-color-filled)" }) }}
    >
      <Group gap="sm">
        {isBusy ? <Loader size={20} /> : <IconFileUpload size={20} stroke={1.5} aria-hidden />}
        {children}
      </Group>
    </Paper>
  );
}
