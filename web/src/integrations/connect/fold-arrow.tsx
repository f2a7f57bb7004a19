import { IconChevronRight } from "@tabler/icons-react";

/** Points along the text while what it opens is folded away, and down once it is open. */
export function FoldArrow({ isOpen }: { readonly isOpen: boolean }) {
  return (
    <IconChevronRight
      size={16}
      aria-hidden
      className={isOpen ? undefined : "directed"}
      style={isOpen ? { transform: "rotate(90deg)" } : undefined}
    />
  );
}
