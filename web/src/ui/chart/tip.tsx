import { Group, Stack, Text } from "@mantine/core";
import classes from "./chart.module.css";
import { Mark } from "./mark.tsx";
import type { ChartProps } from "./series.ts";

/** The exact values of one place, beside it. */
export function Tip(props: ChartProps & { readonly at: number; readonly isMirrored: boolean }) {
  const { places, columns = [], lines = [], exact, totalLabel, at } = props;
  const shown = columns.filter(({ values }) => (values[at] ?? 0) !== 0);
  const total = columns.reduce((sum, { values }) => sum + (values[at] ?? 0), 0);
  // On the side with more room.
  const isLate = at > places.length / 2;
  const side = isLate ? { insetInlineStart: 56 } : { insetInlineEnd: 4 };
  return (
    <div className={classes.tip} style={side} role="status">
      <Stack gap={4}>
        <Text size="xs" fw={600}>
          {places[at]?.label}
        </Text>
        {totalLabel !== undefined && <Row label={totalLabel} value={exact(total)} isStrong />}
        {shown.map(({ id, label, tone, values }) => (
          <Row key={id} label={label} value={exact(values[at] ?? 0)} mark={<Mark tone={tone} />} />
        ))}
        {lines.map(({ id, label, tone, values, isDashed = false }) => (
          <Row
            key={id}
            label={label}
            value={values[at] === null || values[at] === undefined ? "–" : exact(values[at])}
            mark={<Mark tone={tone} isDashed={isDashed} />}
          />
        ))}
      </Stack>
    </div>
  );
}

interface RowProps {
  readonly label: string;
  readonly value: string;
  readonly mark?: React.ReactNode;
  readonly isStrong?: boolean;
}

function Row({ label, value, mark, isStrong = false }: RowProps) {
  return (
    <Group justify="space-between" gap="md" wrap="nowrap">
      <Group gap={6} wrap="nowrap" miw={0}>
        {mark}
        <Text size="xs" truncate dir="auto">
          {label}
        </Text>
      </Group>
      <Text size="xs" fw={isStrong ? 600 : 400} className="nowrap" component="bdi" dir="ltr">
        {value}
      </Text>
    </Group>
  );
}
