/** What a chart shows. */

/** How a series looks: places on one scale from dark to light, or a meaning. */
export type Tone = 1 | 2 | 3 | 4 | 5 | "good" | "attention" | "failed" | "before";

export interface Series {
  readonly id: string;
  readonly label: string;
  readonly tone: Tone;
  /** One a place; null where nothing was measured. */
  readonly values: readonly (number | null)[];
}

/** A place on the time axis. */
export interface PlotArea {
  readonly id: string;
  /** In full, for the tip and the table. */
  readonly label: string;
  /** For the axis. */
  readonly short: string;
}

export const colorOf = (tone: Tone): string => `var(--series-${tone})`;

/** Left of the columns stand the numbers of the axis (at the right, mirrored). */
export const AXIS_WIDTH = 52;

export interface ChartProps {
  /** What it answers, for who does not see it. */
  readonly label: string;
  readonly places: readonly PlotArea[];
  /** One on the other. */
  readonly columns?: readonly Series[];
  readonly lines?: readonly (Series & { readonly isDashed?: boolean })[];
  /** A value as it is, and short for the axis. */
  exact(value: number): string;
  tick(value: number): string;
  /** Said of the sum of a place's columns; none: it is not told. */
  readonly totalLabel?: string;
  /** From this place on is what is looked at: it stands on a band. */
  readonly from?: number;
  /** Shown instead of a picture without values. */
  readonly nothing: string;
  readonly height?: number;
}
