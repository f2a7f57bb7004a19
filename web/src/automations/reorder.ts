/** Rows that are put in another order: dragged by their handle, or moved by the arrow keys on it. */
import { type DragEvent, type KeyboardEvent, useState } from "react";

export function useReorder(ids: readonly string[], onMove: (id: string, to: number) => void) {
  const [dragged, setDragged] = useState<string | null>(null);
  const [over, setOver] = useState<string | null>(null);
  const end = () => {
    setDragged(null);
    setOver(null);
  };
  const moveBy = (id: string, by: number) => {
    const to = ids.indexOf(id) + by;
    if (to >= 0 && to < ids.length) onMove(id, to);
  };
  return {
    moveBy,
    /** Something would be dropped there. */
    isOver: (id: string) => dragged !== null && over === id && dragged !== id,
    handle: (id: string) => ({
      draggable: true,
      onDragStart: (event: DragEvent) => {
        event.dataTransfer.effectAllowed = "move";
        // Firefox drags nothing without data.
        event.dataTransfer.setData("text/plain", "");
        setDragged(id);
      },
      onDragEnd: end,
      onKeyDown: (event: KeyboardEvent) => {
        if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
        event.preventDefault();
        moveBy(id, event.key === "ArrowUp" ? -1 : 1);
      },
    }),
    row: (id: string) => ({
      onDragOver: (event: DragEvent) => {
        if (dragged === null) return;
        event.preventDefault();
        setOver(id);
      },
      onDrop: (event: DragEvent) => {
        event.preventDefault();
        if (dragged !== null && dragged !== id) onMove(dragged, ids.indexOf(id));
        end();
      },
    }),
  };
}
