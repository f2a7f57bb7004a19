import { Group } from "@mantine/core";
import { Quiet } from "../quiet.tsx";
import classes from "./chart.module.css";
import { colorOf, type Tone } from "./series.ts";

/** The colour of a series beside its name. */
export function Mark({ tone, isDashed = false }: { readonly tone: Tone; readonly isDashed?: boolean }) {
  return isDashed ? (
    <span className={classes.dash} style={{ borderColor: colorOf(tone) }} aria-hidden />
  ) : (
    <span className={classes.swatch} style={{ background: colorOf(tone) }} aria-hidden />
  );
}

interface LegendProps {
  readonly items: readonly { readonly label: string; readonly tone: Tone; readonly isDashed?: boolean }[];
}

/** Names of what a chart shows, where they cannot stand beside it. */
export function Legend({ items }: LegendProps) {
  return (
    <div className={classes.legend}>
      {items.map(({ label, tone, isDashed = false }) => (
        <Group key={label} gap={6} wrap="nowrap">
          <Mark tone={tone} isDashed={isDashed} />
          <Quiet size="xs">{label}</Quiet>
        </Group>
      ))}
    </div>
  );
}
