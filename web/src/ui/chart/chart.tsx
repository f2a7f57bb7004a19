/**
 * Columns and lines over time: one question a chart. Exact values under the pointer and by arrow keys, a table for
 * screen readers, mirrored where the page reads from right to left.
 */
import { useDirection } from "@mantine/core";
import { useElementSize } from "@mantine/hooks";
import { type KeyboardEvent, type PointerEvent, useState } from "react";
import classes from "./chart.module.css";
import { ChartTable } from "./chart-table.tsx";
import { Picture } from "./picture.tsx";
import { AXIS_WIDTH, type ChartProps } from "./series.ts";
import { Tip } from "./tip.tsx";

const HEIGHT = 220;

export function Chart(props: ChartProps) {
  const { label, places, columns = [], lines = [], nothing, height = HEIGHT } = props;
  const { ref, width } = useElementSize<HTMLDivElement>();
  const { dir } = useDirection();
  const [pointed, setPointed] = useState<number | null>(null);
  const isEmpty = [...columns, ...lines].every(({ values }) => values.every((value) => value === null || value === 0));
  if (isEmpty)
    return (
      <div className={classes.empty} style={{ height }}>
        <p>{nothing}</p>
      </div>
    );
  const isMirrored = dir === "rtl";
  const pointAt = (event: PointerEvent<HTMLDivElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    setPointed(placeAt(event.clientX - box.left, { width: box.width, count: places.length, isMirrored }));
  };
  const step = (event: KeyboardEvent) => {
    const by = { ArrowRight: isMirrored ? -1 : 1, ArrowLeft: isMirrored ? 1 : -1 }[event.key];
    if (event.key === "Escape") setPointed(null);
    if (by === undefined) return;
    event.preventDefault();
    setPointed((at) => Math.min(places.length - 1, Math.max(0, at === null ? places.length - 1 : at + by)));
  };
  return (
    <div className={classes.chart}>
      <div
        ref={ref}
        role="application"
        aria-label={label}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: arrow keys tell its values one by one
        tabIndex={0}
        onPointerMove={pointAt}
        onPointerDown={pointAt}
        onPointerLeave={() => setPointed(null)}
        onBlur={() => setPointed(null)}
        onKeyDown={step}
        style={{ height }}
      >
        {width > 0 && <Picture {...props} size={{ width, height }} isMirrored={isMirrored} pointed={pointed} />}
      </div>
      {pointed !== null && <Tip {...props} at={pointed} isMirrored={isMirrored} />}
      <ChartTable {...props} />
    </div>
  );
}

function placeAt(
  x: number,
  { width, count, isMirrored }: { readonly width: number; readonly count: number; readonly isMirrored: boolean },
): number {
  const along = isMirrored ? width - x : x;
  const index = Math.floor(((along - AXIS_WIDTH) / Math.max(1, width - AXIS_WIDTH)) * count);
  return Math.min(count - 1, Math.max(0, index));
}
