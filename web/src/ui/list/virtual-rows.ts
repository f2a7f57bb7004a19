/** Which rows of a long list are drawn: those near the screen, with room for the others before and behind them. */
import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { type RefObject, useEffect, useRef, useState } from "react";

/** Below this many rows all are drawn. */
const VIRTUAL_FROM = 100;
const OVERSCAN = 12;

/** Heights as they turned out, so that a list one comes back to is as long as it was left. */
const heights = new Map<string, number>();

interface Wish {
  readonly count: number;
  /** What the height is remembered under. */
  readonly name: string;
  /** Pixels a row takes, before one was seen. */
  readonly height: number;
  see(first: number, last: number): void;
  /** What stands above the list changes with it. */
  readonly above: string;
}

export interface VirtualRows<Body extends HTMLElement> {
  readonly body: RefObject<Body | null>;
  /** Indexes of the rows drawn. */
  readonly shown: readonly number[];
  /** Pixels to be left free before and behind them. */
  readonly before: number;
  readonly behind: number;
  /** Pixels a row takes, as far as known. */
  readonly height: number;
  /** For a row's `ref`, beside its `data-index`: rows may be higher than others. */
  readonly measure: ((row: HTMLElement | null) => void) | undefined;
}

export function useVirtualRows<Body extends HTMLElement>({ count, name, height, see, above }: Wish): VirtualRows<Body> {
  const body = useRef<Body>(null);
  const [margin, setMargin] = useState(0);
  const usual = heights.get(name) ?? height;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the list moves down and up with what stands above it
  useEffect(() => {
    setMargin((body.current?.getBoundingClientRect().top ?? 0) + window.scrollY);
  }, [count === 0, above]);
  const isVirtual = count >= VIRTUAL_FROM;
  const virtual = useWindowVirtualizer<HTMLElement>({
    count,
    estimateSize: () => usual,
    overscan: OVERSCAN,
    scrollMargin: margin,
    enabled: isVirtual,
  });
  const items = isVirtual ? virtual.getVirtualItems() : [];
  const first = isVirtual ? (virtual.range?.startIndex ?? 0) : 0;
  const last = isVirtual ? (virtual.range?.endIndex ?? 0) : Math.max(count - 1, 0);
  useEffect(() => see(first, last), [see, first, last]);
  // Rows of a list are mostly alike: the first one seen tells how long the list is.
  const isMeasured = useRef(false);
  const seen = virtual.itemSizeCache.get(items[0]?.index ?? -1);
  useEffect(() => {
    if (seen === undefined || isMeasured.current) return;
    isMeasured.current = true;
    if (seen === usual) return;
    heights.set(name, seen);
    virtual.measure();
  }, [seen, usual, name, virtual]);
  return {
    body,
    shown: isVirtual ? items.map(({ index }) => index) : Array.from({ length: count }, (_, index) => index),
    before: (items[0]?.start ?? margin) - margin,
    behind: isVirtual ? virtual.getTotalSize() - ((items.at(-1)?.end ?? margin) - margin) : 0,
    height: usual,
    measure: isVirtual ? virtual.measureElement : undefined,
  };
}
