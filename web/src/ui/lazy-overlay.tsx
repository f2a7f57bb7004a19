/**
 * What hangs from a button (a menu, a box of filters) is loaded when one nears the button, and opens with its first press: a
 * page that is only looked at never loads it.
 */
import { type ComponentType, lazy, type ReactNode, Suspense, useEffect, useState } from "react";

export interface Later<P> {
  /** Draws the button too, with the focus (`autoFocus`), and opens by itself (`useOpening`). */
  readonly Piece: ComponentType<P>;
  load(): void;
}

/** `load` brings the piece, the same one every time. */
export function later<P extends object>(load: () => Promise<ComponentType<P>>): Later<P> {
  return {
    Piece: lazy(async () => ({ default: await load() })),
    // What fails here fails where it is drawn, and is told there.
    load: () => void load().catch(() => undefined),
  };
}

export interface TriggerProps {
  readonly "aria-haspopup": "menu" | "dialog";
  onPointerEnter(): void;
  onFocus(): void;
  onClick(): void;
}

interface Props<P> {
  readonly of: Later<P>;
  readonly props: P;
  readonly opens?: "menu" | "dialog";
  /** The button until its piece is there, which draws the same one. */
  children(triggerProps: TriggerProps): ReactNode;
}

export function LazyOverlay<P extends object>({ of, props, opens = "menu", children }: Props<P>) {
  const [isRequested, setRequested] = useState(false);
  const button = children({
    "aria-haspopup": opens,
    onPointerEnter: of.load,
    onFocus: of.load,
    onClick: () => setRequested(true),
  });
  if (!isRequested) return button;
  return (
    <Suspense fallback={button}>
      <of.Piece {...props} />
    </Suspense>
  );
}

/** Open a moment after it is drawn: by then the button has the focus, and gets it back when what it opened is closed. */
export function useOpening(): { readonly opened: boolean; onChange(isOpen: boolean): void } {
  const [opened, onChange] = useState(false);
  useEffect(() => onChange(true), []);
  return { opened, onChange };
}
