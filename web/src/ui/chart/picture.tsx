import classes from "./chart.module.css";
import { extentOf, labelledPositions, niceTicks, type Part, stack } from "./scale.ts";
import { AXIS_WIDTH, type ChartProps, colorOf, type Series } from "./series.ts";

interface Props extends ChartProps {
  readonly size: { readonly width: number; readonly height: number };
  readonly isMirrored: boolean;
  readonly pointed: number | null;
}

const TOP = 8;
const BOTTOM = 22;
// The last label moves inward by up to half of itself; "نوفمبر 20" is some 56 wide.
const LABEL_WIDTH = 84;
const MOST_BAR = 36;

interface Scales {
  readonly ticks: readonly number[];
  /** The middle of a place. */
  x(index: number): number;
  y(value: number): number;
  readonly slot: number;
  readonly axisX: number;
}

function scalesOf({ places, size, isMirrored }: Props, extent: { least: number; most: number }): Scales {
  const ticks = niceTicks(extent.least, extent.most);
  const [low, high] = [ticks[0] ?? 0, ticks.at(-1) ?? 1];
  const slot = (size.width - AXIS_WIDTH) / Math.max(1, places.length);
  const inner = size.height - TOP - BOTTOM;
  const mirrored = (x: number) => (isMirrored ? size.width - x : x);
  return {
    ticks,
    slot,
    axisX: mirrored(AXIS_WIDTH),
    x: (index) => mirrored(AXIS_WIDTH + (index + 0.5) * slot),
    y: (value) => TOP + inner * (1 - (value - low) / (high - low)),
  };
}

export function Picture(props: Props) {
  const { places, columns = [], lines = [], size, pointed, from } = props;
  const stacks = places.map((_, n) => stack(columns.map(({ values }) => values[n] ?? 0)));
  const scales = scalesOf(
    props,
    extentOf(
      stacks,
      lines.map(({ values }) => values),
    ),
  );
  return (
    <svg className={classes.picture} width={size.width} height={size.height} aria-hidden>
      {from !== undefined && from > 0 && <Band {...props} from={from} scales={scales} />}
      {pointed !== null && (
        <rect
          className={classes.pointed}
          x={scales.x(pointed) - scales.slot / 2}
          width={scales.slot}
          y={TOP}
          height={size.height - TOP - BOTTOM}
        />
      )}
      <Axes {...props} scales={scales} />
      {stacks.map((parts, n) => (
        <Column key={places[n]?.id} {...props} parts={parts} place={n} scales={scales} />
      ))}
      {lines.map((line) => (
        <Line key={line.id} line={line} isDashed={line.isDashed ?? false} scales={scales} />
      ))}
    </svg>
  );
}

/** The places that are looked at, behind their columns. */
function Band({ places, size, from, scales }: Props & { readonly from: number; readonly scales: Scales }) {
  const [one, other] = [scales.x(from), scales.x(places.length - 1)];
  const x = Math.min(one, other) - scales.slot / 2;
  const width = Math.abs(other - one) + scales.slot;
  return (
    <>
      <rect className={classes.band} x={x} width={width} y={TOP} height={size.height - TOP - BOTTOM} />
      <rect className={classes.bandEnd} x={x} width={width} y={size.height - BOTTOM} height={2} />
    </>
  );
}

function Axes({ places, size, isMirrored, tick, scales }: Props & { readonly scales: Scales }) {
  const labelled = labelledPositions(places.length, size.width - AXIS_WIDTH, LABEL_WIDTH);
  const [from, to] = isMirrored ? [0, scales.axisX] : [scales.axisX, size.width];
  return (
    <>
      {scales.ticks.map((value) => (
        <g key={value}>
          <line
            className={value === 0 ? classes.zero : classes.grid}
            x1={from}
            x2={to}
            y1={scales.y(value)}
            y2={scales.y(value)}
          />
          <text
            className={classes.label}
            x={isMirrored ? scales.axisX + 8 : scales.axisX - 8}
            y={scales.y(value)}
            dy="0.32em"
            textAnchor={isMirrored ? "start" : "end"}
          >
            {tick(value)}
          </text>
        </g>
      ))}
      {places.map(({ id, short }, n) =>
        labelled.has(n) ? (
          <text
            key={id}
            className={classes.label}
            x={insideOf(scales.x(n), size.width, isMirrored)}
            y={size.height - 6}
            textAnchor="middle"
          >
            {short}
          </text>
        ) : null,
      )}
    </>
  );
}

/** The last label stays within the picture. */
function insideOf(x: number, width: number, isMirrored: boolean): number {
  const half = 28;
  return isMirrored ? Math.max(half, x) : Math.min(width - half, x);
}

interface ColumnProps extends Props {
  readonly parts: readonly Part[];
  readonly place: number;
  readonly scales: Scales;
}

function Column({ columns = [], parts, place, scales }: ColumnProps) {
  const width = Math.max(1, Math.min(MOST_BAR, scales.slot * 0.72));
  return (
    <g>
      {parts.map(({ from: start, to: end }, n) => {
        const series = columns[n];
        if (series === undefined || start === end) return null;
        const [top, bottom] = [Math.min(scales.y(start), scales.y(end)), Math.max(scales.y(start), scales.y(end))];
        return (
          <rect
            key={series.id}
            className={classes.bar}
            x={scales.x(place) - width / 2}
            width={width}
            y={top}
            height={Math.max(1, bottom - top)}
            fill={colorOf(series.tone)}
          />
        );
      })}
    </g>
  );
}

function Line({
  line,
  isDashed,
  scales,
}: {
  readonly line: Series;
  readonly isDashed: boolean;
  readonly scales: Scales;
}) {
  let isDrawn = false;
  const path = line.values
    .map((value, n) => {
      if (value === null) {
        isDrawn = false;
        return "";
      }
      const step = `${isDrawn ? "L" : "M"}${scales.x(n).toFixed(1)} ${scales.y(value).toFixed(1)}`;
      isDrawn = true;
      return step;
    })
    .join("");
  const alone = line.values.flatMap((value, n) => {
    const isAlone = value !== null && (line.values[n - 1] ?? null) === null && (line.values[n + 1] ?? null) === null;
    return isAlone ? [{ n, value }] : [];
  });
  return (
    <>
      <path className={`${classes.line} ${isDashed ? classes.dashed : ""}`} d={path} stroke={colorOf(line.tone)} />
      {alone.map(({ n, value }) => (
        <circle key={n} cx={scales.x(n)} cy={scales.y(value)} r={2.5} fill={colorOf(line.tone)} />
      ))}
    </>
  );
}
