/** A value of a row that is edited where it stands: pressed, it opens its editor. */
import { Popover, UnstyledButton } from "@mantine/core";
import { type ReactNode, type SyntheticEvent, useState } from "react";

interface Props {
  readonly label: string;
  readonly value: ReactNode;
  readonly isCode?: boolean;
  readonly position: "bottom-start" | "bottom-end";
  editor(close: () => void): ReactNode;
}

export function CellEditor({ label, value, isCode = false, position, editor }: Props) {
  const [isOpen, setOpen] = useState(false);
  return (
    <Popover opened={isOpen} onChange={setOpen} position={position} trapFocus returnFocus>
      <Popover.Target>
        <UnstyledButton
          fz="inherit"
          className={isCode ? "code" : ""}
          style={{ textDecoration: "underline dotted", textUnderlineOffset: 4 }}
          aria-label={label}
          onClick={(event) => {
            ofItsOwn(event);
            setOpen(!isOpen);
          }}
        >
          {value}
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown onClick={ofItsOwn}>{editor(() => setOpen(false))}</Popover.Dropdown>
    </Popover>
  );
}

/** The row below opens the item at a click: this one is not for it. */
const ofItsOwn = (event: SyntheticEvent) => event.stopPropagation();
