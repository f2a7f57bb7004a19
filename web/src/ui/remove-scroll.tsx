/**
 * Stands in for react-remove-scroll, which dialogs would use to hold the page behind them: it writes a style element
 * the content policy refuses (no dialog here asks for it), and every page would load it with the frame.
 */
import type { ReactNode } from "react";

export function RemoveScroll({ children }: { readonly children?: ReactNode }) {
  return <div>{children}</div>;
}

RemoveScroll.classNames = { fullWidth: "", zeroRight: "" };
