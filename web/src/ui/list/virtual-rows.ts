/** Which rows of a long list are drawn: those near the screen, with room for the others before and behind them. */
import { type RefCallback, type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import { type RowHeights, rowHeights } from "./row-heights.ts";

/** What stands above a list, before it was measured: better a row too few in the first drawing than ten too many. */
const ABOVE_PX = 260;
/** Below this many rows all are drawn. */
const VIRTUAL_FROM = 100;
/** Rows drawn before and behind those on the screen; drawn anew when fewer than `LEAST` of them are left. */
const BESIDE = 14;
const LEAST = 6;
/** Until somebody scrolls, the one that a key goes to: drawing more keeps a page busy that one wants to use. */
const BESIDE_AT_REST = 1;
/** So many more with each scroll. */
const STEP = 4;

/** Where rows change above the screen, the browser keeps what is looked at in its place; older ones are helped. */
const isAnchored = CSS.supports("overflow-anchor", "auto");

interface Input {
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
  readonly measure: RefCallback<HTMLElement> | undefined;
}

interface Span {
  readonly first: number;
  readonly last: number;
}

/** The rows in the window, when the list begins so far down the page. */
function inWindow(heights: RowHeights, margin: number): Span {
  const top = window.scrollY - margin;
  return { first: heights.at(top), last: heights.at(top + window.innerHeight) };
}

export function useVirtualRows<Body extends HTMLElement>(input: Input): VirtualRows<Body> {
  const { count, name, see } = input;
  const isVirtual = count >= VIRTUAL_FROM;
  const body = useRef<Body>(null);
  const heights = heightsOf(name, input.height);
  const margin = useRef(ABOVE_PX);
  const beside = useRef(BESIDE_AT_REST);
  const [drawn, setDrawn] = useState<Span>(() => {
    const seen = inWindow(heights.current, ABOVE_PX);
    return { first: seen.first, last: seen.last + BESIDE_AT_REST };
  });
  const look = useCallback(() => {
    const seen = inWindow(heights.current, margin.current);
    see(seen.first, seen.last);
    const least = Math.min(LEAST, beside.current);
    setDrawn((now) =>
      seen.first - now.first < Math.min(least, seen.first) || now.last - seen.last < least
        ? { first: seen.first - beside.current, last: seen.last + beside.current }
        : now,
    );
  }, [heights, see]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the list moves down and up with what stands above it
  useEffect(() => {
    if (!isVirtual) return see(0, Math.max(count - 1, 0));
    const place = () => {
      margin.current = (body.current?.getBoundingClientRect().top ?? 0) + window.scrollY;
      look();
    };
    const scrolled = () => {
      beside.current = Math.min(BESIDE, beside.current + STEP);
      look();
    };
    // Once the page is laid out: asking for a place makes the browser lay it out at once.
    const placed = new ResizeObserver(place);
    if (body.current) placed.observe(body.current);
    window.addEventListener("scroll", scrolled, { passive: true });
    window.addEventListener("resize", place);
    return () => {
      placed.disconnect();
      window.removeEventListener("scroll", scrolled);
      window.removeEventListener("resize", place);
    };
  }, [isVirtual, !isVirtual && count, input.above, look]);
  const measure = useMeasure(heights, { margin, onChange: look });
  const first = isVirtual ? Math.min(Math.max(drawn.first, 0), Math.max(count - 2 * BESIDE, 0)) : 0;
  const last = isVirtual ? Math.min(drawn.last, count - 1) : count - 1;
  return {
    body,
    shown: Array.from({ length: last - first + 1 }, (_, n) => first + n),
    before: isVirtual ? heights.current.before(first) : 0,
    behind: isVirtual ? heights.current.before(count) - heights.current.before(last + 1) : 0,
    height: heights.current.usual,
    measure: isVirtual ? measure : undefined,
  };
}

/** As they turned out, so that a list one comes back to stands as it was left. */
const cached = new Map<string, { current: RowHeights }>();

function heightsOf(name: string, height: number): { current: RowHeights } {
  const found = cached.get(name) ?? { current: rowHeights(height) };
  cached.set(name, found);
  return found;
}

interface Measured {
  readonly margin: RefObject<number>;
  onChange(): void;
}

function mostCommon(rows: readonly { readonly px: number }[]): number {
  const times = new Map<number, number>();
  for (const { px } of rows) times.set(px, (times.get(px) ?? 0) + 1);
  return [...times].reduce((most, each) => (each[1] > most[1] ? each : most))[0];
}

/** Watches the rows drawn and learns their heights; the first ones tell how high they usually are. */
function useMeasure(heights: { current: RowHeights }, { margin, onChange }: Measured): RefCallback<HTMLElement> {
  const [, redraw] = useState(0);
  const learn = useRef<ResizeObserverCallback>(() => undefined);
  useLayoutEffect(() => {
    learn.current = (entries) => {
      const seen = entries.map(({ target, borderBoxSize }) => ({
        index: Number(target.getAttribute("data-index")),
        px: borderBoxSize[0]?.blockSize ?? 0,
      }));
      const rows = seen.filter(({ px }) => px > 0);
      if (!heights.current.isKnown && rows.length > 0) heights.current = rowHeights(mostCommon(rows), true);
      let isNews = false;
      for (const { index, px } of rows) {
        const top = heights.current.before(index) + margin.current;
        const was = heights.current.before(index + 1) - heights.current.before(index);
        if (!heights.current.learn(index, px)) continue;
        isNews = true;
        if (!isAnchored && top < window.scrollY) window.scrollBy(0, px - was);
      }
      if (!isNews) return;
      redraw((times) => times + 1);
      onChange();
    };
  });
  const observer = useRef<ResizeObserver>(null);
  useEffect(() => () => observer.current?.disconnect(), []);
  return useCallback((row) => {
    if (row === null) return;
    observer.current ??= new ResizeObserver((entries, self) => learn.current(entries, self));
    const watching = observer.current;
    watching.observe(row);
    return () => watching.unobserve(row);
  }, []);
}
